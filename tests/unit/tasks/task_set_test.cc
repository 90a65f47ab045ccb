#include "framework/tasks/task_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "framework/tasks/grade.h"

namespace lab {
namespace {

using testing::HasSubstr;

constexpr std::string_view kHead = "categories: [sums]\ntasks:\n";

// What is said about a file with one task.
std::string FaultOf(const std::string& task) {
  const Result<TaskSet> set = TaskSet::Parse(std::string(kHead) + "  - {" + task + "}", "t.yaml");
  return set ? "none" : set.error().message;
}

constexpr const char* kGood =
    "id: a, category: sums, complexity: 1, check: number, answer: 3, question: 1 + 2";

std::string With(std::string_view from, std::string_view to) {
  std::string task = kGood;
  return task.replace(task.find(from), from.size(), to);
}

TEST(TaskSet, ReadsATask) {
  const auto set = TaskSet::Parse(std::string(kHead) + "  - {" + kGood + "}", "t.yaml");
  ASSERT_TRUE(set.ok()) << set.error().message;
  ASSERT_EQ(set->tasks().size(), 1U);
  const KnownTask& task = set->tasks()[0];
  EXPECT_EQ(task.id, "a");
  EXPECT_EQ(task.category, "sums");
  EXPECT_EQ(task.complexity, 1);
  EXPECT_EQ(task.check, AnswerCheck::kNumber);
  EXPECT_EQ(task.answer, "3");
  EXPECT_EQ(task.Prompt(), "1 + 2\nGive the answer as a number in figures, without a unit.");
}

TEST(TaskSet, TellsTheModelItsChoices) {
  KnownTask task{.question = "Is it?", .check = AnswerCheck::kChoice, .choices = {"yes", "no"}};
  EXPECT_EQ(task.Prompt(), "Is it?\nChoose one of these words: yes, no.");
}

TEST(TaskSet, NamesFileLineKeyValueAndWhatWouldBeRight) {
  EXPECT_EQ(FaultOf(With("complexity: 1", "complexity: 6")),
            "t.yaml:3: a: 'complexity' is '6' when it should be a whole number from 1 to 5");
  EXPECT_EQ(FaultOf(With("category: sums", "category: sport")),
            "t.yaml:3: a: 'category' is 'sport' when it should be one of sums");
  EXPECT_EQ(FaultOf(With("check: number", "check: vibes")),
            "t.yaml:3: a: 'check' is 'vibes' when it should be one of number, word, choice, list, "
            "exact");
  EXPECT_EQ(FaultOf(With("question: 1 + 2", "hint: 3")),
            "t.yaml:3: a: unknown key 'hint'; it should be one of id, category, complexity, "
            "question, check, choices, answer");
  EXPECT_EQ(FaultOf(With("answer: 3, ", "")),
            "t.yaml:3: a: 'answer' is 'nothing' when it should be a text");
}

TEST(TaskSet, RefusesAnAnswerThatItsOwnCheckWouldNotTake) {
  EXPECT_THAT(FaultOf(With("answer: 3", "answer: three")), HasSubstr("the check 'number'"));
  EXPECT_THAT(FaultOf(With("check: number", "choices: [1, 2], check: choice")),
              HasSubstr("'answer' is '3' when it should be one of 1, 2"));
}

TEST(TaskSet, RefusesChoicesThatCannotBeToldApart) {
  EXPECT_THAT(FaultOf(With("check: number", "choices: [3, 3 or 4], check: choice")),
              HasSubstr("without '3', which is also found in '3 or 4'"));
  EXPECT_THAT(FaultOf(With("check: number", "choices: [3], check: choice")),
              HasSubstr("at least two"));
  EXPECT_THAT(FaultOf(With("check: number", "choices: [3, 4], check: number")),
              HasSubstr("absent, unless check is choice"));
}

TEST(TaskSet, RefusesWhatTheMockCannotBeTold) {
  EXPECT_THAT(FaultOf(With("answer: 3", "answer: '3;task=b'")), HasSubstr("without ';'"));
  EXPECT_THAT(FaultOf(With("id: a", "id: \"a\\nb\"")), HasSubstr("plain ASCII"));
}

TEST(TaskSet, RefusesAnIdThatIsThereTwice) {
  const std::string twice = std::string(kHead) + "  - {" + kGood + "}\n  - {" + kGood + "}\n";
  EXPECT_EQ(TaskSet::Parse(twice, "t.yaml").error().message,
            "t.yaml:4: a: the id is there twice; give one of them another");
}

TEST(TaskSet, RefusesAFileWithoutTasks) {
  EXPECT_THAT(TaskSet::Parse("", "t.yaml").error().message, HasSubstr("a mapping"));
  EXPECT_THAT(TaskSet::Parse("categories: [a]", "t.yaml").error().message, HasSubstr("'tasks'"));
  EXPECT_THAT(TaskSet::Parse("tasks: []", "t.yaml").error().message, HasSubstr("'categories'"));
  EXPECT_THAT(TaskSet::Parse("a: [", "t.yaml").error().message, HasSubstr("not YAML"));
  EXPECT_THAT(TaskSet::Parse(std::string(kHead) + "  - sum", "t.yaml").error().message,
              HasSubstr("a task is sum when it should be a mapping"));
}

TEST(TaskSet, RefusesAKeyBesideItsTwo) {
  const std::string file = "catagories: [sum]\n" + std::string(kHead) + "  - {" + kGood + "}";
  EXPECT_EQ(TaskSet::Parse(file, "t.yaml").error().message,
            "t.yaml:1: unknown key 'catagories' (did you mean 'categories'?); it should be one of "
            "categories, tasks");
}

TEST(ShippedTasks, AreAtLeastSixtyInSixCategoriesOfAllComplexities) {
  const TaskSet& set = TaskSet::Shipped();
  EXPECT_GE(set.tasks().size(), 60U);
  EXPECT_EQ(set.categories().size(), 6U);
  std::map<std::string, std::set<int>> complexities;
  for (const KnownTask& task : set.tasks()) complexities[task.category].insert(task.complexity);
  EXPECT_EQ(complexities.size(), 6U);
  for (const auto& [category, found] : complexities) EXPECT_GE(found.size(), 4U) << category;
}

TEST(ShippedTasks, TakeTheirOwnAnswersForRightAndNoOtherTasks) {
  const TaskSet& set = TaskSet::Shipped();
  for (const KnownTask& task : set.tasks()) {
    EXPECT_TRUE(IsRight(task, "Let me see.\n\nAnswer: " + task.answer)) << task.id;
    EXPECT_FALSE(IsRight(task, "Let me see.\n\nAnswer: cannot be determined")) << task.id;
  }
}

TEST(ShippedTasks, AreAskedOnceARound) {
  const TaskSet& set = TaskSet::Shipped();
  const auto count = static_cast<std::int64_t>(set.tasks().size());
  std::set<std::string> asked;
  for (std::int64_t i = 0; i < count; ++i) asked.insert(set.At(i).id);
  EXPECT_EQ(asked.size(), set.tasks().size());
  EXPECT_EQ(set.At(0).id, set.At(count).id);
  EXPECT_EQ(set.RoundOf(count - 1), 0);
  EXPECT_EQ(set.RoundOf(count), 1);
}

TEST(ShippedTasks, BeginWithAFairSample) {
  const TaskSet& set = TaskSet::Shipped();
  std::set<std::string> categories;
  double complexity = 0;
  for (std::int64_t i = 0; i < 20; ++i) {
    categories.insert(set.At(i).category);
    complexity += set.At(i).complexity / 20.0;
  }
  double mean = 0;
  for (const KnownTask& task : set.tasks())
    mean += task.complexity / static_cast<double>(set.tasks().size());
  EXPECT_EQ(categories.size(), 6U);
  EXPECT_NEAR(complexity, mean, 0.35);
}

}  // namespace
}  // namespace lab
