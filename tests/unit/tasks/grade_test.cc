#include "framework/tasks/grade.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/base/rng.h"

namespace lab {
namespace {

KnownTask TaskOf(AnswerCheck check, std::string answer) {
  return {.id = "t", .question = "?", .check = check, .answer = std::move(answer)};
}

KnownTask ChoiceOf(std::string answer) {
  KnownTask task = TaskOf(AnswerCheck::kChoice, std::move(answer));
  task.choices = {"yes", "no", "false dilemma"};
  return task;
}

TEST(FinalAnswer, IsWhatStandsBehindTheLastMark) {
  EXPECT_EQ(FinalAnswer("Answer: 3? No.\nWe add 1.\nAnswer: 4\n"), "4");
  EXPECT_EQ(FinalAnswer("So the answer is 4."), "4.");
  EXPECT_EQ(FinalAnswer("**Answer:** `4`"), "4");
  EXPECT_EQ(FinalAnswer("**Answer**: 4"), "4");
  EXPECT_EQ(FinalAnswer("The ANSWER is: 4"), "4");
}

TEST(FinalAnswer, MayStandInTheNextLine) { EXPECT_EQ(FinalAnswer("Answer:\n\n  4\nDone."), "4"); }

TEST(FinalAnswer, IsTheLastLineWithoutAMark) {
  EXPECT_EQ(FinalAnswer("We add 1.\n\n 4 \n\n"), "4");
  EXPECT_EQ(FinalAnswer(""), "");
}

TEST(FinalAnswer, IsNotMarkedByOtherWords) {
  EXPECT_EQ(FinalAnswer("Answer: 4\nI hope this answer is clear."), "4");
  EXPECT_EQ(FinalAnswer("He answered: 5\n4"), "4");
  EXPECT_EQ(FinalAnswer("My reanswer: 5\n4"), "4");
}

TEST(IsRight, ComparesNumbersByValue) {
  const KnownTask task = TaskOf(AnswerCheck::kNumber, "118.60");
  EXPECT_TRUE(IsRight(task, "98.50 + 4.90 + 15.20 = 118.60\n\nAnswer: 118.6 euros"));
  EXPECT_FALSE(IsRight(task, "Answer: 118"));
  EXPECT_FALSE(IsRight(task, "Answer: 118.61"));
  EXPECT_FALSE(IsRight(task, "Answer: I do not know"));
  EXPECT_TRUE(IsRight(TaskOf(AnswerCheck::kNumber, "1500"), "Answer: 1.5e3"));
  EXPECT_FALSE(IsRight(TaskOf(AnswerCheck::kNumber, "3"), "Answer: 3/4"));
  EXPECT_FALSE(IsRight(task, "It is 118.60, or so I thought.\nAnswer: 119"));
}

TEST(IsRight, IsNotMetByAReplyThatWasCut) {
  EXPECT_FALSE(IsRight(TaskOf(AnswerCheck::kNumber, "54"), "We need 6 * 9 = 54.\n\nAnswer:"));
  EXPECT_FALSE(IsRight(TaskOf(AnswerCheck::kWord, "Bo"), ""));
}

TEST(IsRight, TakesAWordInAnySentence) {
  const KnownTask task = TaskOf(AnswerCheck::kWord, "Bo");
  EXPECT_TRUE(IsRight(task, "Answer: It was BO who broke it."));
  EXPECT_FALSE(IsRight(task, "Answer: Bob"));
  EXPECT_FALSE(IsRight(task, "Answer: it was not Bo"));
  EXPECT_FALSE(IsRight(task, "Answer: Al or Bo"));
}

TEST(IsRight, TakesAChoiceOnlyWhereItIsTheOnlyOne) {
  EXPECT_TRUE(IsRight(ChoiceOf("no"), "Answer: No, it does not follow."));
  EXPECT_TRUE(IsRight(ChoiceOf("false dilemma"), "answer: a *False Dilemma*"));
  EXPECT_FALSE(IsRight(ChoiceOf("no"), "Answer: yes"));
  EXPECT_FALSE(IsRight(ChoiceOf("no"), "Answer: yes and no"));
  EXPECT_FALSE(IsRight(ChoiceOf("no"), "Answer: cannot be determined"));
}

TEST(IsRight, TakesAListInItsOrderOnly) {
  const KnownTask task = TaskOf(AnswerCheck::kList, "D, B, A, C");
  EXPECT_TRUE(IsRight(task, "Answer: D -> B -> A -> C"));
  EXPECT_TRUE(IsRight(task, "Answer: 1. d 2. b 3. a 4. c."));
  EXPECT_TRUE(IsRight(task, "Answer: D, B, A and then C"));
  EXPECT_FALSE(IsRight(task, "Answer: D, B, C, A"));
  EXPECT_FALSE(IsRight(task, "Answer: D, B, A"));
  EXPECT_FALSE(IsRight(task, "Answer: D, B, A, C, E"));
  EXPECT_TRUE(IsRight(TaskOf(AnswerCheck::kList, "3, 1"), "Answer: 3, 1"));
  EXPECT_FALSE(IsRight(TaskOf(AnswerCheck::kList, "3, 1"), "Answer: 1, 3"));
}

TEST(IsRight, ComparesExactTextByItsCharacters) {
  const KnownTask task = TaskOf(AnswerCheck::kExact, "[1, 2, 3]");
  EXPECT_TRUE(IsRight(task, "Answer: `[1,2,3]`."));
  EXPECT_FALSE(IsRight(task, "Answer: [1, 2]"));
  EXPECT_FALSE(IsRight(task, "Answer: [1, 2, 3, 4]"));
  EXPECT_FALSE(IsRight(TaskOf(AnswerCheck::kExact, "lttek"), "Answer: LTTEK"));
}

// Replies are foreign bytes. Nothing to compare with: the sanitizers look on.
TEST(IsRight, ReadsAnyBytes) {
  const std::vector<std::string> pieces{"answer",       "Answer:", " is ", ":",  "=",  "-",
                                        "\xe2\x88\x92", "1",       ",234", ".",  "**", "`",
                                        "\n",           "\xc3",    "'",    "bo", "$",  " "};
  Rng rng(3);
  int right = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string reply;
    for (std::uint64_t length = rng.Below(12); length > 0; --length)
      reply += pieces[rng.Below(pieces.size())];
    for (const AnswerCheck check :
         {AnswerCheck::kNumber, AnswerCheck::kWord, AnswerCheck::kList, AnswerCheck::kExact})
      right += IsRight(TaskOf(check, "1"), reply) ? 1 : 0;
  }
  EXPECT_GT(right, 0);
}

TEST(AnswerEssence, IsTheSameOfRepliesThatAnswerAlike) {
  EXPECT_EQ(AnswerEssence("We add.\n\n**Answer:** New  York."), "new york");
  EXPECT_EQ(AnswerEssence("Answer: 54"), AnswerEssence("6 * 9, so:\nAnswer: *54*."));
  EXPECT_NE(AnswerEssence("Answer: 54"), AnswerEssence("Answer: 53"));
}

}  // namespace
}  // namespace lab
