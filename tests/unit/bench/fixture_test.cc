#include "framework/bench/fixture.h"

#include <gtest/gtest.h>

#include "tests/unit/bench/fake_world.h"

namespace lab::testing {
namespace {

class Probe : public Fixture {
 public:
  Task<void> Run(Trial& /*trial*/) override { co_return; }
  using Fixture::client;
  using Fixture::Pause;
  using Fixture::SendAll;
};

class FixtureTest : public ::testing::Test {
 protected:
  FakeWorld world_;
  Recorder recorder_{PriceTable::Shipped()};
  Probe probe_;
};

TEST_F(FixtureTest, TalksToTheModelOfTheCase) {
  ASSERT_TRUE(probe_.Enter(world_, recorder_, "gpt-5").ok());
  EXPECT_EQ(probe_.model(), "gpt-5");
}

TEST_F(FixtureTest, CannotEnterWithAModelThatIsNotThere) {
  EXPECT_EQ(probe_.Enter(world_, recorder_, "unknown").error().message,
            "there is no model 'unknown'");
}

TEST_F(FixtureTest, MakesAnotherModelsClientOnce) {
  ASSERT_TRUE(probe_.Enter(world_, recorder_, "").ok());
  EXPECT_EQ(&probe_.client("gpt-5"), &probe_.client("gpt-5"));
}

TEST_F(FixtureTest, AnswersForAnotherModelThatIsNotThereWithTheReason) {
  ASSERT_TRUE(probe_.Enter(world_, recorder_, "").ok());
  const std::optional<Reply> reply = world_.loop().Run(probe_.client("unknown").Send({}));
  EXPECT_EQ(reply->error->message, "there is no model 'unknown'");
}

TEST_F(FixtureTest, SendsAllAtOnce) {
  ASSERT_TRUE(probe_.Enter(world_, recorder_, "").ok());
  std::vector<Request> requests(8);
  const auto replies = world_.loop().Run(probe_.SendAll(std::move(requests)));
  EXPECT_EQ(replies->size(), 8U);
  EXPECT_EQ(world_.loop().Now(), Time{} + std::chrono::milliseconds(100));
}

TEST_F(FixtureTest, PausesOnTheLoopsClock) {
  ASSERT_TRUE(probe_.Enter(world_, recorder_, "").ok());
  world_.loop().Run(probe_.Pause(std::chrono::hours(1)));
  EXPECT_EQ(world_.loop().Now(), Time{} + std::chrono::hours(1));
}

}  // namespace
}  // namespace lab::testing
