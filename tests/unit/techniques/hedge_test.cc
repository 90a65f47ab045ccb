#include "framework/techniques/hedge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;
using testing::SendOnly;
using testing::Wait;

/// A first service that is slow (first token after 1 s) and a second that is fast (after 40 ms);
/// each answer is whole 60 ms later.
class HedgeTest : public ::testing::Test {
 protected:
  HedgeTest() { slow.first_token = 1s; }

  Reply Send(Hedge& hedge, Request request = {.user = "hi"}, Call call = {}) {
    const Time asked = loop.Now();
    Reply reply = *loop.Run(hedge.Send(std::move(request), std::move(call)));
    took = loop.Now() - asked;
    return reply;
  }

  VirtualLoop loop;
  FakeClient slow{loop, "slow"};
  FakeClient fast{loop, "fast"};
  Duration took{};
};

TEST_F(HedgeTest, TakesTheSecondCopyWhereTheFirstIsSlowToBegin) {
  Hedge hedge(loop, slow, fast, {.after = 200ms});
  const Reply reply = Send(hedge);
  EXPECT_TRUE(reply.ok());
  EXPECT_EQ(reply.model, "fast");
  EXPECT_EQ(took, 200ms + 40ms + 60ms);
  EXPECT_EQ(hedge.counts().sent, 1);
  EXPECT_EQ(hedge.counts().won, 1);
}

TEST_F(HedgeTest, CancelsTheLoserAtOnce) {
  Hedge hedge(loop, slow, fast, {.after = 200ms});
  slow.first_token = 250ms;
  Send(hedge);
  EXPECT_EQ(slow.given_up(), 1) << "at the winner's first token, before it had one itself";
}

TEST_F(HedgeTest, SendsNoSecondCopyWhereTheFirstBeginsInTime) {
  Hedge hedge(loop, fast, slow, {.after = 50ms});
  EXPECT_EQ(Send(hedge).model, "fast");
  EXPECT_EQ(took, 100ms);
  EXPECT_EQ(slow.calls(), 0);
  EXPECT_EQ(hedge.counts().sent, 0);
}

TEST_F(HedgeTest, KeepsTheFirstCopyWhereItBeginsBeforeTheSecond) {
  Hedge hedge(loop, slow, fast, {.after = 970ms});
  EXPECT_EQ(Send(hedge).model, "slow");
  EXPECT_EQ(took, 1060ms);
  EXPECT_EQ(fast.given_up(), 1);
  EXPECT_EQ(hedge.counts().sent, 1);
  EXPECT_EQ(hedge.counts().won, 0);
}

TEST_F(HedgeTest, RacingToTheEndKeepsBothUntilOneIsWhole) {
  fast.rest = 5s;
  Hedge hedge(loop, slow, fast, {.race = HedgeRace::kToFinish, .after = 200ms});
  EXPECT_EQ(Send(hedge).model, "slow") << "the second began first, but stalled";
  EXPECT_EQ(took, 1060ms);
  EXPECT_EQ(fast.given_up(), 1);
}

TEST_F(HedgeTest, ARequestThatIsNotStreamedRacesToItsEnd) {
  Hedge hedge(loop, slow, fast, {.after = 200ms});
  const Reply reply = Send(hedge, Request{.user = "hi"}.Buffered());
  EXPECT_EQ(reply.model, "fast");
  EXPECT_EQ(took, 300ms);
}

TEST_F(HedgeTest, AWatcherSeesTheWinnersTextAlone) {
  // Both begin at the same moment; the first copy was there first.
  slow.first_token = 240ms;
  Hedge hedge(loop, slow, fast, {.after = 200ms});
  std::string seen;
  Call call = Call().Watch([&seen](const Progress& progress) {
    seen += progress.delta;
    return Flow::kContinue;
  });
  const Reply reply = Send(hedge, {.user = "hi"}, std::move(call));
  EXPECT_EQ(seen, "answer to hi");
  EXPECT_EQ(reply.text, seen);
}

TEST_F(HedgeTest, AWatcherMayStopTheWinner) {
  Hedge hedge(loop, slow, fast, {.after = 200ms});
  Call call = Call().Watch([](const Progress&) { return Flow::kStop; });
  const Reply reply = Send(hedge, {.user = "hi"}, std::move(call));
  EXPECT_TRUE(reply.stopped_early);
  EXPECT_EQ(reply.text, "answer to ");
}

TEST_F(HedgeTest, AFailedCopyLeavesTheRaceToTheOther) {
  fast.FailNext(1, ErrorKind::kOverloaded);
  Hedge hedge(loop, slow, fast, {.after = 200ms});
  const Reply reply = Send(hedge);
  EXPECT_TRUE(reply.ok());
  EXPECT_EQ(reply.model, "slow");
}

TEST_F(HedgeTest, AFirstCopyThatFailsMeanwhileLeavesTheRaceToTheSecond) {
  slow.FailNext(1, ErrorKind::kOverloaded);
  fast.first_token = 2s;
  Hedge hedge(loop, slow, fast, {.after = 200ms});
  EXPECT_EQ(Send(hedge).model, "fast");
}

TEST_F(HedgeTest, ReturnsTheFirstCopysFailureWhenBothFail) {
  slow.FailNext(1, ErrorKind::kOverloaded);
  fast.FailNext(1, ErrorKind::kAuth);
  Hedge hedge(loop, slow, fast, {.after = 200ms});
  EXPECT_EQ(Send(hedge).error->kind, ErrorKind::kOverloaded);
}

TEST_F(HedgeTest, LeavesRetryingAFailureToOthers) {
  slow.FailNext(1, ErrorKind::kOverloaded);
  Hedge hedge(loop, slow, fast, {.after = 2s});
  EXPECT_FALSE(Send(hedge).ok());
  EXPECT_EQ(took, 1s);
  EXPECT_EQ(fast.calls(), 0);
}

TEST_F(HedgeTest, LearnsItsDelayFromWhatTheFirstCopiesTook) {
  Hedge hedge(loop, slow, fast,
              {.quantile = 0.9, .seen = {.window = 10, .warm_up = 10}, .budget = 1});
  for (int i = 1; i <= 9; ++i) {
    slow.first_token = i * 10ms;
    Send(hedge);
    EXPECT_FALSE(hedge.delay().has_value());
  }
  slow.first_token = 1s;
  Send(hedge);
  EXPECT_EQ(hedge.delay(), 90ms);
  EXPECT_EQ(hedge.counts().sent, 0) << "nothing is hedged during the warm-up";
  Send(hedge);
  EXPECT_EQ(hedge.counts().sent, 1);
  EXPECT_EQ(took, 90ms + 40ms + 60ms);
}

TEST_F(HedgeTest, ItsQuantileDoesNotSinkWithTheHedgesThatWin) {
  Hedge hedge(loop, slow, fast,
              {.quantile = 0.9, .seen = {.window = 20, .warm_up = 20}, .budget = 1});
  for (int i = 0; i < 400; ++i) {
    slow.first_token = i % 20 == 0 ? 1s : 100ms + i % 20 * 1ms;  // one in twenty is slow
    Send(hedge);
  }
  EXPECT_EQ(hedge.delay(), 118ms);
  EXPECT_EQ(hedge.counts().won, 19) << "the slow ones after the warm-up";
}

TEST_F(HedgeTest, ItsBudgetBoundsTheExtraLoadOfASlowService) {
  Hedge hedge(loop, slow, fast, {.after = 200ms, .budget = 0.05});
  for (int i = 0; i < 100; ++i) Send(hedge);
  EXPECT_EQ(fast.calls(), 5);
  EXPECT_EQ(hedge.counts().sent, 5);
  EXPECT_EQ(hedge.counts().unpaid, 95);
}

TEST_F(HedgeTest, MeasuresTheWinnerFromWhenTheCallerAsked) {
  Hedge hedge(loop, slow, fast, {.after = 200ms});
  const Reply reply = Send(hedge);
  EXPECT_EQ(reply.timeline.intended, Time{});
  EXPECT_EQ(reply.timeline.start, Time{} + 200ms);
}

TEST_F(HedgeTest, TheSecondCopyOfAKeyedRequestHasAKeyOfItsOwn) {
  Hedge hedge(loop, slow, slow, {.after = 200ms});
  Send(hedge, {.user = "hi"}, Call().Key("key"));
  ASSERT_EQ(slow.calls(), 2);
  EXPECT_EQ(slow.call(0).key, "key");
  EXPECT_EQ(slow.call(1).key, "key/hedge");
}

TEST_F(HedgeTest, ThrowsWhatTheWatcherThrows) {
  Hedge hedge(loop, slow, fast, {.after = 200ms});
  for (int events : {1, 2}) {
    Call call = Call().Watch([left = events](const Progress&) mutable -> Flow {
      if (--left == 0) throw std::runtime_error("boom");
      return Flow::kContinue;
    });
    EXPECT_THROW(loop.Run(hedge.Send(Request{.user = "hi"}, std::move(call))), std::runtime_error);
  }
}

TEST_F(HedgeTest, GivingUpTheRequestGivesUpBothCopies) {
  Hedge hedge(loop, slow, slow, {.after = 200ms});
  {
    TaskScope scope(loop);
    scope.Spawn(SendOnly(hedge, {.user = "hi"}));
    loop.Run(Wait(loop, 500ms));
    EXPECT_EQ(slow.in_flight(), 2);
  }
  EXPECT_EQ(slow.in_flight(), 0);
  EXPECT_EQ(slow.given_up(), 2);
}

TEST_F(HedgeTest, GivesBothCopiesOneLineage) {
  Hedge hedge(loop, slow, fast, {.after = 200ms});
  Send(hedge);
  EXPECT_NE(slow.call(0).lineage, 0U);
  EXPECT_EQ(fast.call(0).lineage, slow.call(0).lineage);
}

TEST_F(HedgeTest, TellsTheLoopWhenItEndsBeforeItCouldEverHedge) {
  const auto notices_of = [&](HedgeOptions options, int requests) {
    {
      Hedge hedge(loop, fast, fast, options);
      for (int i = 0; i < requests; ++i) Send(hedge);
    }
    return loop.TakeNotices();
  };
  EXPECT_THAT(notices_of({}, 19),
              ::testing::ElementsAre(::testing::HasSubstr("after 19 requests, which is within")));
  EXPECT_THAT(notices_of({}, 20), ::testing::IsEmpty());
  EXPECT_THAT(notices_of({}, 0), ::testing::IsEmpty());
  EXPECT_THAT(notices_of({.after = 1s}, 1), ::testing::IsEmpty());
}

}  // namespace
}  // namespace lab
