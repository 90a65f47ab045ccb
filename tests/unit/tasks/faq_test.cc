#include "framework/tasks/faq.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>

namespace lab {
namespace {

using ::testing::HasSubstr;

TEST(ShippedFaq, HasEnoughOfEveryWordingForEveryIntent) {
  const Faq& faq = Faq::Shipped();
  EXPECT_GE(faq.intents(), 25u);
  std::map<std::size_t, std::array<int, kFaqWordings>> counts;
  for (const FaqQuestion& question : faq.questions()) {
    ++counts[question.intent][static_cast<std::size_t>(question.wording)];
  }
  ASSERT_EQ(counts.size(), faq.intents());
  for (const auto& [intent, count] : counts) {
    EXPECT_EQ(count[0], 1) << intent;
    EXPECT_GE(count[1], 2) << intent;
    EXPECT_GE(count[2], 2) << intent;
    EXPECT_GE(count[3], 2) << intent;
  }
}

TEST(ShippedFaq, GivesEachNearMissAnAnswerOfItsOwn) {
  const Faq& faq = Faq::Shipped();
  std::map<std::size_t, std::size_t> canonical;
  for (const FaqQuestion& question : faq.questions()) {
    if (question.wording == FaqWording::kCanonical) canonical[question.intent] = question.answer;
    const bool same = question.answer == canonical[question.intent];
    EXPECT_EQ(same, question.wording != FaqWording::kNearMiss) << question.text;
  }
}

TEST(ShippedFaq, TakesARightReplyForRightAndAnyOtherAnswerForWrong) {
  const Faq& faq = Faq::Shipped();
  for (const FaqQuestion& question : faq.questions()) {
    for (std::size_t i = 0; i < faq.answers().size(); ++i) {
      const std::string reply = "Of course.\n\nAnswer: " + faq.answers()[i].text;
      EXPECT_EQ(faq.IsRight(question, reply), i == question.answer)
          << question.text << " -> " << reply;
    }
  }
}

TEST(Faq, FindsAQuestionByItsVeryWords) {
  const Faq& faq = Faq::Shipped();
  EXPECT_EQ(faq.Find("How can I pay?")->wording, FaqWording::kParaphrase);
  EXPECT_EQ(faq.Find("how can i pay?"), nullptr);
}

TEST(Faq, DrawsWordingsByTheirSharesAndIntentsByTheirRank) {
  const Faq& faq = Faq::Shipped();
  Rng rng(1);
  std::array<int, kFaqWordings> wordings{};
  std::map<std::size_t, int> intents;
  constexpr int kDraws = 20'000;
  for (int i = 0; i < kDraws; ++i) {
    const FaqQuestion& question =
        faq.Draw(rng, {.canonical = 1, .rewording = 1, .paraphrase = 0, .near_miss = 2, .skew = 1});
    ++wordings[static_cast<std::size_t>(question.wording)];
    ++intents[question.intent];
  }
  EXPECT_NEAR(wordings[0], kDraws / 4, kDraws / 50);
  EXPECT_NEAR(wordings[1], kDraws / 4, kDraws / 50);
  EXPECT_EQ(wordings[2], 0);
  EXPECT_NEAR(wordings[3], kDraws / 2, kDraws / 50);
  EXPECT_NEAR(static_cast<double>(intents[0]) / intents[9], 10, 1.5);
}

TEST(Faq, TellsTheModelEveryFactAndTheMockTheAnswer) {
  const Faq& faq = Faq::Shipped();
  const FaqQuestion& question = *faq.Find("How can I pay?");
  const auto [request, call] = faq.RequestOf(question);
  EXPECT_EQ(request.user, "How can I pay?");
  for (const FaqAnswer& answer : faq.answers()) EXPECT_THAT(request.system, HasSubstr(answer.fact));
  EXPECT_THAT(call.hints, HasSubstr("answer=card, PayPal, bank transfer and invoice;"));
}

TEST(FaqWordingName, NamesEachWording) {
  EXPECT_EQ(FaqWordingName(FaqWording::kCanonical), "canonical");
  EXPECT_EQ(FaqWordingName(FaqWording::kNearMiss), "near_miss");
}

}  // namespace
}  // namespace lab
