#include "mocks/skill.h"

#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

using HintMap = std::map<std::string, std::string>;

double ShareRight(const Skill& skill, HintMap hints) {
  int right = 0;
  for (int task = 0; task < 4000; ++task) {
    hints["task"] = "t" + std::to_string(task);
    right += AnswerBySkill(skill, 1, hints)->right ? 1 : 0;
  }
  return right / 4000.0;
}

TEST(Intelligence, HasNothingToSayWithoutAKnownAnswer) {
  EXPECT_FALSE(AnswerBySkill(Skill{}, 1, {{"task", "x"}}).has_value());
}

TEST(Intelligence, GivesTheRightAnswerWhereTheSkillIsOne) {
  const auto verdict = AnswerBySkill(Skill{}, 1, {{"answer", "42"}});
  ASSERT_TRUE(verdict.has_value());
  EXPECT_TRUE(verdict->right);
  EXPECT_EQ(verdict->text, "42");
  EXPECT_FALSE(verdict->label);
}

TEST(Intelligence, IsRightAsOftenAsTheComplexityAllows) {
  const Skill skill{.answers = {0.9, 0.5, 0.1}};
  EXPECT_NEAR(ShareRight(skill, {{"answer", "42"}}), 0.9, 0.02);
  EXPECT_NEAR(ShareRight(skill, {{"answer", "42"}, {"complexity", "2"}}), 0.5, 0.032);
  EXPECT_NEAR(ShareRight(skill, {{"answer", "42"}, {"complexity", "9"}}), 0.1, 0.02);
}

TEST(Intelligence, IsRightOnEveryTaskThatAWeakerModelIsRightOn) {
  const Skill weak{.answers = {0.4}};
  const Skill strong{.answers = {0.8}};
  for (int task = 0; task < 500; ++task) {
    const HintMap hints = {{"answer", "42"}, {"task", std::to_string(task)}};
    if (AnswerBySkill(weak, 1, hints)->right) {
      EXPECT_TRUE(AnswerBySkill(strong, 1, hints)->right) << task;
    }
  }
}

TEST(Intelligence, AnswersATaskTheSameEachTimeUnlessSampledAnew) {
  const Skill skill{.answers = {0.5}};
  int changed = 0;
  for (int task = 0; task < 100; ++task) {
    HintMap hints = {{"answer", "42"}, {"task", std::to_string(task)}};
    const auto first = AnswerBySkill(skill, 1, hints);
    EXPECT_EQ(AnswerBySkill(skill, 1, hints)->text, first->text);
    hints["sample"] = "2";
    changed += AnswerBySkill(skill, 1, hints)->right != first->right ? 1 : 0;
  }
  EXPECT_GT(changed, 20);
}

TEST(Intelligence, NeverStatesTheRightAnswerWhenItErrs) {
  const Skill skill{.answers = {0}, .labels = 0};
  for (const char* answer : {"42", "-7", "0", "9223372036854775807", "Paris"}) {
    const auto verdict = AnswerBySkill(skill, 1, {{"answer", answer}});
    EXPECT_FALSE(verdict->right);
    EXPECT_NE(verdict->text, answer);
  }
}

TEST(Intelligence, AnswersAClassificationWithOneOfItsLabels) {
  const Skill skill{.labels = 0.7};
  int right = 0;
  for (int task = 0; task < 2000; ++task) {
    const auto verdict = AnswerBySkill(
        skill, 1, {{"answer", "b"}, {"labels", "a|b|c"}, {"task", std::to_string(task)}});
    EXPECT_TRUE(verdict->label);
    EXPECT_EQ(verdict->right, verdict->text == "b");
    EXPECT_TRUE(verdict->text == "a" || verdict->text == "b" || verdict->text == "c");
    right += verdict->right ? 1 : 0;
  }
  EXPECT_NEAR(right, 1400, 82);
}

TEST(Intelligence, FitsToolArgumentsAsOftenAsTheSkillSays) {
  const Skill skill{.tool_calls = 0.75};
  int well = 0;
  for (std::uint64_t key = 0; key < 2000; ++key) well += CallsToolsWell(skill, 1, key, 0) ? 1 : 0;
  EXPECT_NEAR(well, 1500, 78);
}

}  // namespace
}  // namespace lab::mocks
