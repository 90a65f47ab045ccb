// The shipped tasks all the way: the hints that go out, what the mock makes of them, the reply that
// comes back over both wire formats, and the grade it gets.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "framework/base/words.h"
#include "framework/tasks/grade.h"
#include "framework/tasks/task_request.h"
#include "framework/tasks/task_set.h"
#include "tests/sim/world_by_hand.h"

namespace lab {
namespace {

/// A model that is right as often as it is told, and fast.
mocks::Profile Skilled(double probability) {
  mocks::Profile profile;
  profile.skill.answers = {probability};
  profile.skill.labels = probability;
  return profile;
}

double ShareRight(double skill, const std::string& model) {
  WorldByHand world({.seed = 7, .profile = Skilled(skill)});
  const auto client = world.NewClient(model);
  const TaskSet& set = TaskSet::Shipped();
  double right = 0;
  for (const KnownTask& task : set.tasks()) {
    const Reply reply = world.loop.Run(client->Send(RequestOf(task))).value();
    EXPECT_TRUE(reply.ok()) << task.id << ": " << reply.error->message;
    right += IsRight(task, reply.text) ? 1 : 0;
  }
  return right / static_cast<double>(set.tasks().size());
}

TEST(Quiz, AModelThatKnowsEverythingIsGradedRightOnEveryTask) {
  EXPECT_EQ(ShareRight(1, "claude-haiku-5-5"), 1);
  EXPECT_EQ(ShareRight(1, "gpt-5-mini"), 1);
}

TEST(Quiz, AModelThatKnowsNothingIsGradedWrongOnEveryTask) {
  EXPECT_EQ(ShareRight(0, "claude-haiku-5-5"), 0);
  EXPECT_EQ(ShareRight(0, "gpt-5-mini"), 0);
}

TEST(Quiz, AModelIsGradedRightAboutAsOftenAsItIs) {
  EXPECT_NEAR(ShareRight(0.7, "claude-haiku-5-5"), 0.7, 0.16);  // three deviations of 72 draws
}

std::string LabelSaid(double skill, const std::string& model) {
  WorldByHand world({.seed = 7, .profile = Skilled(skill)});
  const LabelQuestion question{
      .instructions = "How hard is it?", .labels = {"easy", "medium", "hard"}, .truth = "hard"};
  const auto client = world.NewClient(model);
  const Reply reply = world.loop.Run(client->Send(LabelRequest("1 + 2?", question, "sum"))).value();
  const auto said = OnlyOneSaid(reply.text, question.labels);
  return said ? question.labels[*said] : "none";
}

TEST(Quiz, ALabelIsRightOrIsAnotherOfTheLabels) {
  for (const char* model : {"claude-haiku-5-5", "gpt-5-mini"}) {
    EXPECT_EQ(LabelSaid(1, model), "hard");
    const std::string wrong = LabelSaid(0, model);
    EXPECT_TRUE(wrong == "easy" || wrong == "medium") << wrong;
  }
}

TEST(Quiz, AnotherSampleIsAnotherDraw) {
  WorldByHand world({.seed = 7, .profile = Skilled(0.5)});
  const auto client = world.NewClient("claude-haiku-5-5");
  const KnownTask& task = TaskSet::Shipped().At(0);
  int right = 0;
  for (int sample = 0; sample < 40; ++sample) {
    const Outgoing asked = RequestOf(task, {.sample = std::to_string(sample)});
    right += IsRight(task, world.loop.Run(client->Send(asked)).value().text) ? 1 : 0;
  }
  EXPECT_GT(right, 8);
  EXPECT_LT(right, 32);
}

}  // namespace
}  // namespace lab
