#include "framework/tasks/task_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lab {
namespace {

using testing::HasSubstr;
using testing::Not;

const KnownTask kTask{.id = "sum-1",
                      .complexity = 3,
                      .question = "1 + 2?",
                      .check = AnswerCheck::kNumber,
                      .answer = "3"};

TEST(RequestOf, AsksTheQuestionAndItsForm) {
  const Request request = RequestOf(kTask).request;
  EXPECT_EQ(request.user, kTask.Prompt());
  EXPECT_THAT(request.system, HasSubstr("'Answer: '"));
}

TEST(RequestOf, TellsTheAnswerToTheMockAlone) {
  const Outgoing asked = RequestOf(kTask, {.sample = "second"});
  EXPECT_EQ(asked.call.hints,
            "task=sum-1;complexity=3;answer=3;sample=second;output_tokens=55;thinking_tokens=300");
  EXPECT_THAT(asked.request.system + asked.request.user, Not(HasSubstr("3")));
}

TEST(LabelRequest, AsksForOneOfTheLabels) {
  const LabelQuestion question{
      .instructions = "How hard is it?", .labels = {"easy", "hard"}, .truth = "hard"};
  const Outgoing asked = LabelRequest("1 + 2?", question, "sum-1");
  EXPECT_EQ(asked.request.system, "How hard is it? Reply with one word, one of these: easy, hard.");
  EXPECT_EQ(asked.request.user, "1 + 2?");
  EXPECT_EQ(asked.call.hints, "task=label/sum-1;answer=hard;labels=easy|hard;thinking_tokens=64");
}

}  // namespace
}  // namespace lab
