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

TEST_F(HttpPoolTest, ClearsAll) {
  pool_.Put(a_, NewConnection(), Time(1s));
  pool_.Put(b_, NewConnection(), Time(1s));
  pool_.Clear();
  EXPECT_FALSE(pool_.Take(a_, Time(1s)));
  EXPECT_FALSE(pool_.Take(b_, Time(1s)));
}

}  // namespace
}  // namespace lab::net
