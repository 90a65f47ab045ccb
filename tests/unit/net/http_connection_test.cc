#include "framework/net/http_connection.h"

#include <gtest/gtest.h>

#include "tests/unit/net/http_link.h"
#include "tests/unit/net/script_stream.h"

namespace lab::net {
namespace {

using HttpPoolOnALink = HttpLink;

TEST_F(HttpPoolOnALink, ReusesAConnectionWhoseBodyWasRead) {
  Start({});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Send().body, "one,two");
  EXPECT_EQ(log_.connections, 1);
  EXPECT_EQ(log_.requests, 3);
}

TEST_F(HttpPoolOnALink, DoesNotReuseOneThatIsTooOld) {
  Start({});
  Send();
  Wait(61s);
  Send();
  EXPECT_EQ(log_.connections, 2);
}

TEST_F(HttpPoolOnALink, ClosesIdleConnectionsWhenAsked) {
  Start({});
  Send();
  http_.CloseIdle();
  Send();
  EXPECT_EQ(log_.connections, 2);
}

TEST_F(HttpPoolOnALink, MeetsTheEndOfAConnectionOnceAndThenTakesFreshOnes) {
  Start({.requests_per_connection = 1, .linger = 5ms});
  int resent = 0;
  for (int i = 0; i < 6; ++i) {
    const Answer answer = Send();
    EXPECT_EQ(answer.body, "one,two");
    resent += answer.phases.resent ? 1 : 0;
  }
  EXPECT_EQ(resent, 1);
  EXPECT_EQ(log_.connections, 6);
}

TEST_F(HttpPoolOnALink, ReplacesAConnectionThatTheServerClosedMeanwhile) {
  Start({.requests_per_connection = 1});
  EXPECT_EQ(Send().body, "one,two");
  Wait(1s);
  EXPECT_EQ(Send().body, "one,two");
  EXPECT_EQ(log_.connections, 2);
  EXPECT_EQ(log_.requests, 2);
}

TEST_F(HttpPoolOnALink, SendsAgainWhatTheServerCannotHaveRead) {
  Start({.requests_per_connection = 1, .linger = 5ms});
  EXPECT_EQ(Send().body, "one,two");
  Answer answer = Send();  // meets the server's end half-way
  EXPECT_EQ(answer.body, "one,two") << (answer.error ? answer.error->message : "");
  EXPECT_TRUE(answer.phases.resent);
  EXPECT_EQ(log_.connections, 2);
  EXPECT_EQ(log_.requests, 2);
}

Task<void> LeaveEarly(HttpClient* http) {
  Result<HttpResponse> response = co_await http->Send(Post("{}"));
  Result<BodyChunk> chunk = co_await response->body.Next();
  EXPECT_EQ(chunk->data, "one,");
}

TEST_F(HttpPoolOnALink, DroppingAResponseTellsTheServer) {
  Start({.stall = true});
  loop_.Run(LeaveEarly(&http_));
  Wait(1s);
  EXPECT_EQ(log_.gone, 1);
}

TEST_F(HttpPoolOnALink, CancellingARequestTellsTheServer) {
  Start({.stall = true});
  const auto cancelled = [](Loop& loop, Task<void> task) -> Task<void> {
    TaskScope scope(loop);
    scope.Spawn(std::move(task));
    co_await loop.Sleep(200ms);
  };
  Answer answer;
  loop_.Run(cancelled(loop_, Ask(&http_, Post("{}"), &answer)));
  Wait(1s);
  EXPECT_EQ(log_.gone, 1);
}

class HttpPoolTest : public testing::Test {
 protected:
  std::unique_ptr<HttpConnection> NewConnection() {
    const auto script = std::make_shared<Script>(Script{.stay_open = true});
    return std::make_unique<HttpConnection>(std::make_unique<ScriptStream>(loop_, script), 1024);
  }

  std::unique_ptr<HttpConnection> EndedConnection() {
    return std::make_unique<HttpConnection>(
        std::make_unique<ScriptStream>(loop_, std::make_shared<Script>()), 1024);
  }

  VirtualLoop loop_;
  HttpPool pool_{3, 60s};
  Endpoint a_{.host = "a", .port = 80};
  Endpoint b_{.host = "b", .port = 80};
};

TEST_F(HttpPoolTest, GivesTheNewestOfAnEndpointFirst) {
  auto older = NewConnection();
  auto newer = NewConnection();
  const HttpConnection* expected = newer.get();
  pool_.Put(a_, std::move(older), Time(1s));
  pool_.Put(a_, std::move(newer), Time(2s));
  pool_.Put(b_, NewConnection(), Time(3s));
  const auto taken = pool_.Take(a_, Time(4s));
  EXPECT_EQ(taken.get(), expected);
  EXPECT_TRUE(taken->reused);
}

TEST_F(HttpPoolTest, KeepsNoMoreThanAsked) {
  for (int i = 0; i < 4; ++i) pool_.Put(a_, NewConnection(), Time(1s));
  EXPECT_TRUE(pool_.Take(a_, Time(1s)));
  EXPECT_TRUE(pool_.Take(a_, Time(1s)));
  EXPECT_TRUE(pool_.Take(a_, Time(1s)));
  EXPECT_FALSE(pool_.Take(a_, Time(1s)));
}

TEST_F(HttpPoolTest, GivesNothingThatIsTooOld) {
  pool_.Put(a_, NewConnection(), Time(1s));
  EXPECT_FALSE(pool_.Take(a_, Time(62s)));
}

TEST_F(HttpPoolTest, PassesOverOneThatHasEndedAndKeepsTheOthers) {
  pool_.Put(a_, NewConnection(), Time(1s));
  pool_.Put(a_, NewConnection(), Time(2s));
  pool_.Put(a_, EndedConnection(), Time(3s));
  EXPECT_TRUE(pool_.Take(a_, Time(4s)));
  EXPECT_TRUE(pool_.Take(a_, Time(4s)));
  EXPECT_FALSE(pool_.Take(a_, Time(4s)));
}

TEST_F(HttpPoolTest, GivesNothingThatTheServerSaidItHasClosedByThen) {
  auto told = NewConnection();
  told->kept_for = 4s;
  pool_.Put(a_, std::move(told), Time(1s));
  EXPECT_FALSE(pool_.Take(a_, Time(5s)));
  auto again = NewConnection();
  again->kept_for = 4s;
  pool_.Put(a_, std::move(again), Time(6s));
  EXPECT_TRUE(pool_.Take(a_, Time(9s)));
}

TEST_F(HttpPoolTest, TrustsAnEndpointForHalfTheTimeAfterWhichOneOfItsConnectionsHadEnded) {
  pool_.EndedAfter(a_, 10s);
  pool_.EndedAfter(a_, 20s);  // the shortest counts
  for (const Endpoint& endpoint : {a_, b_}) {
    pool_.Put(endpoint, NewConnection(), Time(1s));
    EXPECT_TRUE(pool_.Take(endpoint, Time(5s)));
    pool_.Put(endpoint, NewConnection(), Time(1s));
    EXPECT_EQ(pool_.Take(endpoint, Time(6s)) != nullptr, endpoint == b_);
  }
}

TEST_F(HttpPoolTest, GivesNothingAtAllWhereTheServerClosedAtOnce) {
  pool_.EndedAfter(a_, 0s);
  pool_.Put(a_, NewConnection(), Time(1s));
  EXPECT_FALSE(pool_.Take(a_, Time(1s)));
}

Task<void> ReadOneHead(HttpConnection* connection) {
  const HttpConnection::HeadOptions options{.max_bytes = 1024};
  const Result<ResponseHead> head = co_await connection->ReadHead(options);
  EXPECT_TRUE(head.ok());
}

TEST_F(HttpPoolTest, TakesTheServersWordForHowLongItKeepsAConnection) {
  const std::pair<const char*, Duration> cases[] = {
      {"keep-alive: timeout=5, max=100", 4s},     {"Keep-Alive: max=9, TIMEOUT=\"60\"", 59s},
      {"keep-alive: timeout=1", 500ms},           {"keep-alive: timeout=0", 0s},
      {"keep-alive: timeout=x", Duration::max()}, {"keep-alive: timeout=-3", Duration::max()},
      {"keep-alive: 300", Duration::max()},       {"x: y", Duration::max()}};
  for (const auto& [field, expected] : cases) {
    const auto script = std::make_shared<Script>(Script{
        .input = std::string("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n") + field + "\r\n\r\n"});
    HttpConnection connection(std::make_unique<ScriptStream>(loop_, script), 1024);
    loop_.Run(ReadOneHead(&connection));
    EXPECT_EQ(connection.kept_for, expected) << field;
  }
}

TEST_F(HttpPoolTest, ClearsAll) {
  pool_.Put(a_, NewConnection(), Time(1s));
  pool_.Put(b_, NewConnection(), Time(1s));
  pool_.Clear();
  EXPECT_FALSE(pool_.Take(a_, Time(1s)));
  EXPECT_FALSE(pool_.Take(b_, Time(1s)));
}

}  // namespace
}  // namespace lab::net
