// One body of tests of HTTP, our client against our server, over every kind of connection.
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/net/http_client.h"
#include "framework/net/http_server.h"
#include "tests/contract/net_world.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

/// "/echo" sends the body back, "/moved" points there by way of another, "/stream" sends five
/// chunks apart in time, "/hang" one chunk and no more.
Task<void> Answer(Loop& loop, HttpServerConnection* http, ServerRequest request) {
  HttpResponseHead head{.status = 200};
  head.headers.push_back({"x-method", request.method});
  if (request.target.starts_with("/moved")) {
    head.status = 307;
    head.headers.push_back({"location", request.target == "/moved" ? "/moved/again" : "/echo"});
    Result<Time> written = co_await http->WriteResponse(std::move(head), "it is elsewhere");
    co_return;
  }
  if (request.target == "/echo") {
    Result<Time> written = co_await http->WriteResponse(std::move(head), request.body);
    co_return;
  }
  Result<Time> written = co_await http->StartChunked(std::move(head));
  for (int i = 0; i < 5 && written; ++i) {
    const std::string data = "data: " + std::to_string(i) + "\n\n";
    written = co_await http->WriteChunk(data);
    if (request.target == "/hang") co_await http->PeerGone();
    if (request.target == "/hang") co_return;
    co_await loop.Sleep(2ms);
  }
  if (written) written = co_await http->FinishChunked();
}

struct Log {
  int connections = 0;
  int ended = 0;
};

Task<void> ServeOne(Loop& loop, std::unique_ptr<Stream> stream, Log* log) {
  HttpServerConnection http(loop, std::move(stream), {});
  ++log->connections;
  while (true) {
    Result<std::optional<ServerRequest>> request = co_await http.ReadRequest();
    if (!request || !request->has_value()) break;
    co_await Answer(loop, &http, **std::move(request));
    if (!http.keep_alive()) break;
  }
  ++log->ended;
}

Task<void> Serve(World* world, Log* log) {
  TaskScope connections(world->loop());
  while (true) {
    Result<std::unique_ptr<Stream>> stream = co_await world->listener().Accept();
    if (!stream) co_return;
    connections.Spawn(ServeOne(world->loop(), *std::move(stream), log));
  }
}

struct Reply {
  int status = 0;
  std::string body;
  std::optional<Error> error;
  HttpPhases phases;
  int reads = 0;
};

Task<void> Ask(HttpClient* http, HttpRequest request, Reply* reply) {
  Result<HttpResponse> response = co_await http->Send(std::move(request), &reply->phases);
  if (!response) reply->error = response.error();
  if (!response) co_return;
  reply->status = response->head.status;
  while (true) {
    Result<BodyChunk> chunk = co_await response->body.Next();
    if (!chunk) reply->error = chunk.error();
    if (!chunk || chunk->data.empty()) co_return;
    EXPECT_LE(chunk->previous, chunk->arrival.stamp);
    reply->body += chunk->data;
    ++reply->reads;
  }
}

class HttpContract : public testing::TestWithParam<WorldRow> {
 public:  // for the coroutines, which are no members
  HttpRequest To(const std::string& target, std::string body = "") {
    HttpRequest request{.method = body.empty() ? "GET" : "POST"};
    request.url = {.endpoint = world_.endpoint(), .target = target};
    request.body = std::move(body);
    return request;
  }
  void RunBeside(Task<void> task) {
    const auto both = [](World* world, Log* log, Task<void> body) -> Task<void> {
      TaskScope server(world->loop());
      server.Spawn(Serve(world, log));
      co_await body;
    };
    world_.Run(both(&world_, &log_, std::move(task)));
  }
  Reply Get(HttpRequest request) {
    Reply reply;
    RunBeside(Ask(&http_, std::move(request), &reply));
    return reply;
  }

  World world_{GetParam().options};
  Log log_;
  HttpClient http_{world_.loop(), world_.network(), {}};
};

TEST_P(HttpContract, EchoesBodiesOfAnySizeOverOneConnection) {
  const auto body = [](HttpContract* test) -> Task<void> {
    for (const std::size_t size : {1U, 100U, 16384U, 1'000'000U}) {
      Reply reply;
      std::string bytes(size, 'x');
      bytes.back() = '!';
      co_await Ask(&test->http_, test->To("/echo", bytes), &reply);
      EXPECT_FALSE(reply.error) << reply.error->message;
      EXPECT_TRUE(reply.body == bytes) << size;
    }
  };
  RunBeside(body(this));
  EXPECT_EQ(log_.connections, 1);
}

TEST_P(HttpContract, FollowsARedirectWithMethodAndBodyOverTheSameConnection) {
  const Reply reply = Get(To("/moved", std::string(100'000, 'x')));
  EXPECT_FALSE(reply.error) << reply.error->message;
  EXPECT_EQ(reply.body, std::string(100'000, 'x'));
  EXPECT_EQ(reply.phases.redirects, 2);
  EXPECT_EQ(reply.phases.status, 200);
  EXPECT_FALSE(reply.phases.reused) << "its first hop connected";
  EXPECT_LT(reply.phases.start, reply.phases.tcp);
  EXPECT_EQ(log_.connections, 1);
}

TEST_P(HttpContract, StreamsChunksAsTheyCome) {
  const Reply reply = Get(To("/stream"));
  EXPECT_FALSE(reply.error) << reply.error->message;
  EXPECT_EQ(reply.body, "data: 0\n\ndata: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\n");
  EXPECT_GE(reply.reads, 2);
}

TEST_P(HttpContract, PhasesDoNotRunBackwards) {
  const HttpPhases phases = Get(To("/stream")).phases;
  EXPECT_LE(phases.start, phases.dns);
  EXPECT_LE(phases.dns, phases.tcp);
  EXPECT_LE(phases.tcp, phases.tls);
  EXPECT_LE(phases.tls, phases.sent);
  EXPECT_LE(phases.sent, phases.first_byte);
}

TEST_P(HttpContract, SendsABodyAfterTheWordToGoOn) {
  HttpRequest request = To("/echo", "after the word");
  request.expect_continue = true;
  EXPECT_EQ(Get(std::move(request)).body, "after the word");
}

TEST_P(HttpContract, ManyRequestsAtOnceEachGetTheirOwnAnswer) {
  const auto body = [](HttpContract* test) -> Task<void> {
    std::vector<Reply> replies(20);
    TaskScope scope(test->world_.loop());
    for (std::size_t i = 0; i < replies.size(); ++i) {
      HttpRequest request = test->To("/echo", "body " + std::to_string(i));
      scope.Spawn(Ask(&test->http_, std::move(request), &replies[i]));
    }
    co_await scope.Join();
    for (std::size_t i = 0; i < replies.size(); ++i) {
      EXPECT_EQ(replies[i].body, "body " + std::to_string(i));
    }
  };
  RunBeside(body(this));
}

TEST_P(HttpContract, ACancelledRequestTellsTheServerAndLeaksNothing) {
  const auto body = [](HttpContract* test) -> Task<void> {
    {
      Reply reply;
      TaskScope scope(test->world_.loop());
      scope.Spawn(Ask(&test->http_, test->To("/hang"), &reply));
      while (reply.reads == 0) co_await test->world_.loop().Sleep(1ms);
    }
    while (test->log_.ended == 0) co_await test->world_.loop().Sleep(1ms);
  };
  RunBeside(body(this));
  EXPECT_EQ(log_.ended, 1);
}

TEST_P(HttpContract, NobodyListeningIsAConnectError) {
  HttpRequest request = To("/");
  const Endpoint free = world_.endpoint();
  request.url.endpoint = {.host = free.host, .port = 1, .tls = free.tls};
  const Reply reply = Get(std::move(request));
  ASSERT_TRUE(reply.error);
  EXPECT_EQ(reply.error->kind, ErrorKind::kConnect) << reply.error->message;
  EXPECT_NE(reply.error->message.find(":1"), std::string::npos) << reply.error->message;
}

INSTANTIATE_TEST_SUITE_P(Every, HttpContract, testing::ValuesIn(AllWorlds()), WorldName);

// ---- a failure at every operation

struct FaultRun {
  Reply reply;
  int reads = 0;
  int writes = 0;
};

FaultRun RunWith(StreamFaults faults, bool tls) {
  World world({.tls = tls});
  FaultyNetwork network(world.loop(), world.network(), faults);
  HttpClient http(world.loop(), network, {});
  Log log;
  FaultRun run;
  const auto body = [](World* w, HttpClient* client, Log* l, Reply* reply) -> Task<void> {
    TaskScope server(w->loop());
    server.Spawn(Serve(w, l));
    HttpRequest request{.method = "POST"};
    request.url = {.endpoint = w->endpoint(), .target = "/stream"};
    request.body = std::string(50'000, 'x');
    co_await Ask(client, std::move(request), reply);
  };
  world.Run(body(&world, &http, &log, &run.reply));
  run.reads = network.counts()->reads;
  run.writes = network.counts()->writes;
  return run;
}

TEST(HttpFaults, AFailureAtAnyOperationIsAnErrorOfItsKindAndNothingHangs) {
  for (const bool tls : {false, true}) {
    const FaultRun whole = RunWith({}, tls);
    ASSERT_FALSE(whole.reply.error) << whole.reply.error->message;
    for (int i = 0; i < whole.reads; ++i) {
      const FaultRun run = RunWith({.fail_read = i}, tls);
      ASSERT_TRUE(run.reply.error) << "read " << i;
      const ErrorKind kind = run.reply.error->kind;
      EXPECT_TRUE(kind == ErrorKind::kClosed || kind == ErrorKind::kConnect) << i;
    }
    for (int i = 0; i < whole.writes; ++i) {
      EXPECT_TRUE(RunWith({.fail_write = i}, tls).reply.error) << "write " << i;
      EXPECT_TRUE(RunWith({.cut_write = i}, tls).reply.error) << "write " << i;
    }
  }
}

TEST(HttpFaults, ShortReadsAndStallsChangeNothingButTheTime) {
  const std::string expected = RunWith({}, false).reply.body;
  for (const std::size_t bytes : {1U, 2U, 3U, 7U, 50U}) {
    EXPECT_EQ(RunWith({.read_bytes = bytes, .write_bytes = 1000}, false).reply.body, expected);
    EXPECT_EQ(RunWith({.read_bytes = bytes, .write_bytes = 1000}, true).reply.body, expected);
  }
  EXPECT_EQ(RunWith({.stall_read = 1, .stall_write = 0}, false).reply.body, expected);
}

}  // namespace
}  // namespace lab::net
