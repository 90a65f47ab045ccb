#include "framework/tasks/faq_parser.h"

#include <gtest/gtest.h>

#include <string>

namespace lab {
namespace {

constexpr std::string_view kOneIntent = R"(company: Shop
intents:
  - id: hours
    question: "When are you open?"
    answer: "9 to 5"
    fact: "We are open from 9 to 5."
    rewordings: ["when are you open"]
    paraphrases: ["Opening times?"]
    near_misses:
      - {question: "When are you open on Sunday?", answer: "never", fact: "On Sunday never."}
)";

std::string Changed(std::string_view from, std::string_view to) {
  std::string text(kOneIntent);
  text.replace(text.find(from), from.size(), to);
  return text;
}

std::string Refusal(const std::string& yaml) {
  const Result<FaqData> data = ParseFaq(yaml, "faq.yaml");
  EXPECT_FALSE(data.ok());
  return data.ok() ? "" : data.error().message;
}

TEST(ParseFaq, ReadsEveryWordingWithItsAnswer) {
  const Result<FaqData> data = ParseFaq(kOneIntent, "faq.yaml");
  ASSERT_TRUE(data.ok()) << data.error().message;
  EXPECT_EQ(data->company, "Shop");
  EXPECT_EQ(data->intents, 1u);
  ASSERT_EQ(data->questions.size(), 4u);
  EXPECT_EQ(data->questions[1].wording, FaqWording::kRewording);
  EXPECT_EQ(data->questions[2].answer, 0u);
  EXPECT_EQ(data->questions[3].wording, FaqWording::kNearMiss);
  EXPECT_EQ(data->questions[3].answer, 1u);
  EXPECT_EQ(data->answers[1].id, "hours/near 1");
}

TEST(ParseFaq, NamesAnUnknownKeyAndWhatMayBeThere) {
  EXPECT_EQ(Refusal(Changed("rewordings:", "synonyms:")),
            "faq.yaml:7: an intent: unknown key 'synonyms'; it should be one of id, question, "
            "answer, fact, rewordings, paraphrases, near_misses");
}

TEST(ParseFaq, NamesWhatIsAbsent) {
  EXPECT_EQ(Refusal(Changed("    answer: \"9 to 5\"\n", "")),
            "faq.yaml:3: hours: 'answer' is absent or no text; it should be a text");
  EXPECT_EQ(Refusal(Changed("    paraphrases: [\"Opening times?\"]\n", "")),
            "faq.yaml:3: hours: 'paraphrases' is absent or no list; it should be a list");
}

TEST(ParseFaq, RefusesAQuestionThatIsThereTwice) {
  EXPECT_EQ(Refusal(Changed("Opening times?", "When are you open?")),
            "faq.yaml:8: the question 'When are you open?' is there twice; word one differently");
}

TEST(ParseFaq, RefusesAnAnswerThatItsFactDoesNotSay) {
  EXPECT_EQ(Refusal(Changed("answer: \"never\"", "answer: \"closed\"")),
            "faq.yaml:10: hours/near 1: the fact does not say the answer 'closed'; use its very "
            "words");
}

TEST(ParseFaq, RefusesAnAnswerThatAnotherFactSaysToo) {
  EXPECT_EQ(Refusal(Changed("On Sunday never.", "On Sunday never, else from 9 to 5.")),
            "faq.yaml:10: hours/near 1: its answer or fact is also that of hours; a reply could "
            "not be told from the other's");
}

TEST(ParseFaq, RefusesWhatNoHeaderCanHold) {
  EXPECT_EQ(Refusal(Changed("answer: \"9 to 5\"", "answer: \"9;5\"")),
            "faq.yaml:3: hours: '9;5' should be plain ASCII without ';' and '|'");
}

TEST(ParseFaq, SaysWhereTheTextIsNoYaml) {
  EXPECT_EQ(Refusal("company: [").substr(0, 22), "faq.yaml:1: not YAML: ");
}

}  // namespace
}  // namespace lab
