#include "framework/tasks/faq.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

#include "framework/tasks/faq_parser.h"
#include "framework/tasks/grade.h"

namespace lab {

namespace embedded {
extern const std::string_view kFaqYaml;
}

namespace {

constexpr std::array<std::string_view, kFaqWordings> kNames{"canonical", "rewording", "paraphrase",
                                                            "near_miss"};

std::string InstructionsOf(const FaqData& data) {
  std::string text = fmt::format(
      "You answer the customers of {}. Use only the facts below. Reply in one or two sentences, "
      "then end with a line of its own that says 'Answer: ' and the deciding words of the fact, "
      "unchanged.\n\nFacts:\n",
      data.company);
  for (const FaqAnswer& answer : data.answers) text += fmt::format("- {}\n", answer.fact);
  return text;
}

std::size_t DrawIntent(Rng& rng, std::size_t intents, double skew) {
  std::vector<double> weights;
  for (std::size_t i = 1; i <= intents; ++i) {
    weights.push_back(1 / std::pow(static_cast<double>(i), skew));
  }
  return rng.Categorical(weights);
}

FaqWording DrawWording(Rng& rng, const FaqTraffic& traffic) {
  const std::array<double, kFaqWordings> shares{traffic.canonical, traffic.rewording,
                                                traffic.paraphrase, traffic.near_miss};
  return static_cast<FaqWording>(rng.Categorical(shares));
}

}  // namespace

std::string_view FaqWordingName(FaqWording wording) {
  return kNames[static_cast<std::size_t>(wording)];
}

Result<Faq> Faq::Parse(std::string_view yaml, std::string_view file_name) {
  Result<FaqData> data = ParseFaq(yaml, file_name);
  if (!data) return data.error();
  Faq faq;
  faq.instructions_ = InstructionsOf(*data);
  faq.company_ = std::move(data->company);
  faq.questions_ = std::move(data->questions);
  faq.answers_ = std::move(data->answers);
  faq.intents_ = data->intents;
  return faq;
}

const Faq& Faq::Shipped() {
  static const Faq faq = [] {
    Result<Faq> parsed = Parse(embedded::kFaqYaml, "scenarios/faq.yaml");
    assert(parsed.ok() && "the shipped questions are tested");
    return *std::move(parsed);
  }();
  return faq;
}

const FaqQuestion* Faq::Find(std::string_view text) const {
  const auto found =
      std::find_if(questions_.begin(), questions_.end(),
                   [text](const FaqQuestion& question) { return question.text == text; });
  return found == questions_.end() ? nullptr : &*found;
}

// An intent without such a wording is asked in its own words.
const FaqQuestion& Faq::Draw(Rng& rng, const FaqTraffic& traffic) const {
  const std::size_t intent = DrawIntent(rng, intents_, traffic.skew);
  const FaqWording wording = DrawWording(rng, traffic);
  std::vector<const FaqQuestion*> fitting;
  const FaqQuestion* canonical = nullptr;
  for (const FaqQuestion& question : questions_) {
    if (question.intent != intent) continue;
    if (question.wording == wording) fitting.push_back(&question);
    if (question.wording == FaqWording::kCanonical) canonical = &question;
  }
  return fitting.empty() ? *canonical : *fitting[rng.Below(fitting.size())];
}

Outgoing Faq::RequestOf(const FaqQuestion& question) const {
  const FaqAnswer& answer = answers_[question.answer];
  return {.request = {.system = instructions_, .user = question.text, .max_tokens = Tokens{200}},
          .call = Expecting(fmt::format("task=faq/{};complexity=1;answer={};output_tokens=50",
                                        answer.id, answer.text))};
}

bool Faq::IsRight(const FaqQuestion& question, std::string_view reply) const {
  const FaqAnswer& answer = answers_[question.answer];
  return lab::IsRight({.id = answer.id, .check = AnswerCheck::kWord, .answer = answer.text}, reply);
}

}  // namespace lab
