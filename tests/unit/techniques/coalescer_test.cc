#include "framework/techniques/coalescer.h"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/combine.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;
using testing::SendOnly;
using testing::Wait;

// What somebody who asks comes to know.
struct Asker {
  std::string seen;
  std::optional<Reply> reply;
  std::optional<Reply> gave_up;
};

Task<void> Ask(Client* client, Asker* asker, std::string user) {
  Request request{.user = std::move(user)};
  Call call;
  call.watch = [asker](const Progress& progress) {
    asker->seen += progress.delta;
    return Flow::kContinue;
  };
  call.abandoned = [asker](const Reply& reply) { asker->gave_up = reply; };
  asker->reply = co_await client->Send(std::move(request), std::move(call));
}

Task<void> AskForTheBeginning(Client* client, Asker* asker, std::string user) {
  Request request{.user = std::move(user)};
  Call call;
  call.watch = [asker](const Progress& progress) {
    asker->seen += progress.delta;
    return Flow::kStop;
  };
  asker->reply = co_await client->Send(std::move(request), std::move(call));
}

class CoalescerTest : public ::testing::Test {
 protected:
  void Later(Duration duration) { loop.Run(Wait(loop, duration)); }

  VirtualLoop loop;
  FakeClient model{loop};
  Coalescer shared{loop, model};
  Asker first;
  Asker second;
  Asker third;
  TaskScope one{loop};
  TaskScope two{loop};
  TaskScope three{loop};
};

TEST_F(CoalescerTest, SendsOneRequestForAllThatAskTheSameTogether) {
  one.Spawn(Ask(&shared, &first, "x"));
  two.Spawn(Ask(&shared, &second, "x"));
  three.Spawn(Ask(&shared, &third, "y"));
  Later(1s);
  EXPECT_EQ(model.calls(), 2);
  EXPECT_EQ(shared.sent(), 2);
  EXPECT_EQ(shared.joined(), 1);
  EXPECT_EQ(shared.flights(), 0u);
  EXPECT_EQ(first.reply->text, "answer to x");
  EXPECT_EQ(second.reply->text, "answer to x");
  EXPECT_EQ(third.reply->text, "answer to y");
}

TEST_F(CoalescerTest, LetsTheFirstPayAndNobodyElse) {
  one.Spawn(Ask(&shared, &first, "x"));
  two.Spawn(Ask(&shared, &second, "x"));
  Later(1s);
  EXPECT_EQ(first.reply->usage, model.usage);
  EXPECT_EQ(second.reply->usage, Usage{});
}

TEST_F(CoalescerTest, BeginsTheTimelineOfEachWhenItAsked) {
  one.Spawn(Ask(&shared, &first, "x"));
  Later(70ms);
  two.Spawn(Ask(&shared, &second, "x"));
  Later(1s);
  EXPECT_EQ(first.reply->timeline.first_visible, Time{40ms});
  EXPECT_EQ(second.reply->timeline.start, Time{70ms});
  EXPECT_EQ(second.reply->timeline.first_visible, Time{70ms});
  EXPECT_EQ(second.reply->timeline.end, Time{100ms});
  EXPECT_FALSE(IsSet(second.reply->timeline.sent));
}

TEST_F(CoalescerTest, ShowsEveryWatcherTheWholeText) {
  one.Spawn(Ask(&shared, &first, "x"));
  Later(70ms);
  two.Spawn(Ask(&shared, &second, "x"));
  Later(1ms);
  EXPECT_EQ(second.seen, "answer to ");
  Later(1s);
  EXPECT_EQ(first.seen, "answer to x");
  EXPECT_EQ(second.seen, "answer to x");
}

TEST_F(CoalescerTest, GivesAllTheSameFailure) {
  model.FailNext(1, ErrorKind::kOverloaded);
  one.Spawn(Ask(&shared, &first, "x"));
  two.Spawn(Ask(&shared, &second, "x"));
  Later(1s);
  EXPECT_EQ(first.reply->error->kind, ErrorKind::kOverloaded);
  EXPECT_EQ(second.reply->error->kind, ErrorKind::kOverloaded);
}

TEST_F(CoalescerTest, AsksAnewWhenTheAnswerHasCome) {
  one.Spawn(Ask(&shared, &first, "x"));
  Later(1s);
  two.Spawn(Ask(&shared, &second, "x"));
  Later(1s);
  EXPECT_EQ(model.calls(), 2);
}

TEST_F(CoalescerTest, HandsTheRequestOverWhenTheOneWhoSentItGivesUp) {
  one.Spawn(Ask(&shared, &first, "x"));
  Later(10ms);
  two.Spawn(Ask(&shared, &second, "x"));
  Later(10ms);
  one.Cancel();
  EXPECT_EQ(first.gave_up->error->kind, ErrorKind::kCancelled);
  EXPECT_EQ(first.gave_up->usage, Usage{});
  Later(1s);
  EXPECT_EQ(model.calls(), 1);
  EXPECT_EQ(model.given_up(), 0);
  EXPECT_EQ(second.reply->text, "answer to x");
  EXPECT_EQ(second.reply->usage, model.usage);
  EXPECT_EQ(second.reply->timeline.start, Time{10ms});
}

TEST_F(CoalescerTest, GivesTheRequestUpWithTheLastOfThoseWhoWait) {
  one.Spawn(Ask(&shared, &first, "x"));
  two.Spawn(Ask(&shared, &second, "x"));
  Later(50ms);
  two.Cancel();
  EXPECT_EQ(model.in_flight(), 1);
  one.Cancel();
  EXPECT_EQ(model.in_flight(), 0);
  EXPECT_EQ(model.given_up(), 1);
  EXPECT_EQ(shared.flights(), 0u);
  EXPECT_EQ(first.gave_up->text, "answer to ");
  EXPECT_EQ(first.gave_up->usage.input_uncached, model.usage.input_uncached);
}

TEST_F(CoalescerTest, LetsOneLeaveTheStreamWithoutStoppingIt) {
  one.Spawn(AskForTheBeginning(&shared, &first, "x"));
  two.Spawn(Ask(&shared, &second, "x"));
  Later(50ms);
  EXPECT_TRUE(first.reply->stopped_early);
  EXPECT_EQ(first.reply->text, "answer to ");
  EXPECT_EQ(first.reply->timeline.end, Time{40ms});
  Later(1s);
  EXPECT_EQ(second.reply->text, "answer to x");
  EXPECT_EQ(second.reply->usage, model.usage);
}

TEST_F(CoalescerTest, StopsTheStreamWithTheLastWatcher) {
  one.Spawn(AskForTheBeginning(&shared, &first, "x"));
  two.Spawn(AskForTheBeginning(&shared, &second, "x"));
  Later(1s);
  EXPECT_TRUE(first.reply->stopped_early);
  EXPECT_TRUE(second.reply->stopped_early);
  EXPECT_EQ(second.reply->timeline.end, Time{40ms});
}

TEST_F(CoalescerTest, LetsALateOneLeaveOverWhatHadComeAlready) {
  one.Spawn(Ask(&shared, &first, "x"));
  Later(50ms);
  two.Spawn(AskForTheBeginning(&shared, &second, "x"));
  Later(1ms);
  EXPECT_TRUE(second.reply->stopped_early);
  EXPECT_EQ(second.reply->timeline.end, Time{50ms});
  Later(1s);
  EXPECT_EQ(first.reply->text, "answer to x");
}

TEST_F(CoalescerTest, HandsWhatAWatcherThrowsToAllWhoWait) {
  Call call = Call().Watch([](const Progress&) -> Flow { throw std::runtime_error("boom"); });
  one.Spawn(SendOnly(shared, {.user = "x"}, std::move(call)));
  two.Spawn(SendOnly(shared, {.user = "x"}));
  Later(1s);
  EXPECT_EQ(one.size() + two.size(), 0U) << "somebody still waits";
  EXPECT_THROW(one.RethrowFailure(), std::runtime_error);
  EXPECT_THROW(two.RethrowFailure(), std::runtime_error);
  EXPECT_EQ(shared.flights(), 0U);
}

TEST_F(CoalescerTest, KeepsStreamedAndBufferedRequestsApart) {
  std::vector<Task<Reply>> sends;
  sends.push_back(shared.Send(Request{.user = "x"}));
  sends.push_back(shared.Send(Request{.user = "x"}.Buffered()));
  loop.Run(All(loop, std::move(sends)));
  EXPECT_EQ(model.calls(), 2);
}

}  // namespace
}  // namespace lab
