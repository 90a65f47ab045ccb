#include "framework/bench/fixture.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "framework/bench/trial_sink.h"
#include "framework/runtime/task_scope.h"
#include "tests/unit/bench/fake_world.h"

namespace lab::testing {
namespace {

class Probe : public Fixture {
 public:
  Task<void> Run(Trial& /*trial*/) override { co_return; }
  using Fixture::client;
  using Fixture::Expect;
  using Fixture::Pause;
  using Fixture::SendAll;
};

class FixtureTest : public ::testing::Test {
 protected:
  FakeWorld world_;
  Probe probe_;
};

TEST_F(FixtureTest, TalksToTheModelOfTheCase) {
  ASSERT_TRUE(probe_.Enter(world_, "gpt-5").ok());
  EXPECT_EQ(probe_.model(), "gpt-5");
}

TEST_F(FixtureTest, CannotEnterWithAModelThatIsNotThere) {
  EXPECT_EQ(probe_.Enter(world_, "unknown").error().message, "there is no model 'unknown'");
}

TEST_F(FixtureTest, MakesAnotherModelsClientOnce) {
  ASSERT_TRUE(probe_.Enter(world_, "").ok());
  EXPECT_EQ(&probe_.client("gpt-5"), &probe_.client("gpt-5"));
}

TEST_F(FixtureTest, AnswersForAnotherModelThatIsNotThereWithTheReason) {
  ASSERT_TRUE(probe_.Enter(world_, "").ok());
  const std::optional<Reply> reply = world_.loop().Run(probe_.client("unknown").Send(Request()));
  EXPECT_EQ(reply->error->message, "there is no model 'unknown'");
}

TEST_F(FixtureTest, SendsAllAtOnce) {
  ASSERT_TRUE(probe_.Enter(world_, "").ok());
  std::vector<Request> requests(8);
  const auto replies = world_.loop().Run(probe_.SendAll(std::move(requests)));
  EXPECT_EQ(replies->size(), 8U);
  EXPECT_EQ(world_.loop().Now(), Time{} + std::chrono::milliseconds(100));
}

TEST_F(FixtureTest, PausesOnTheLoopsClock) {
  ASSERT_TRUE(probe_.Enter(world_, "").ok());
  world_.loop().Run(probe_.Pause(std::chrono::hours(1)));
  EXPECT_EQ(world_.loop().Now(), Time{} + std::chrono::hours(1));
}

/// Asks three times, and waits between.
Task<void> AskThrice(Probe* probe, Loop* loop) {
  for (int i = 0; i < 3; ++i) {
    Request request{.user = "hello"};
    co_await probe->client("gpt-5").Send(std::move(request));
    co_await loop->Sleep(std::chrono::milliseconds(7));
  }
}

TEST_F(FixtureTest, TrialsThatOverlapOnOneLoopAreWrittenApart) {
  std::array<Probe, 2> probes;
  std::array<measure::TrialRecord, 2> records;
  TaskScope scope(world_.loop());
  for (std::size_t i = 0; i < probes.size(); ++i) {
    ASSERT_TRUE(probes[i].Enter(world_, "").ok());
    probes[i].RecordInto(std::make_shared<TrialSink>(records[i], "trial " + std::to_string(i),
                                                     PriceTable::Shipped()));
    scope.Spawn(AskThrice(&probes[i], &world_.loop()));
  }
  world_.loop().Run(scope.Join());
  for (std::size_t i = 0; i < probes.size(); ++i) {
    ASSERT_EQ(records[i].samples.size(), 3U);
    EXPECT_EQ(records[i].samples[2].request_id, "trial " + std::to_string(i) + "/2");
  }
  EXPECT_EQ(records[0].samples[0].timeline.start, records[1].samples[0].timeline.start);
}

}  // namespace
}  // namespace lab::testing
