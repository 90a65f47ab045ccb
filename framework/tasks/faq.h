// Questions of which it is known who asks the same and who only seems to: what a semantic cache is
// tried with.
//
//   const Faq& faq = Faq::Shipped();
//   const FaqQuestion& question = faq.Draw(rng, {});
//   Reply reply = co_await cache.Send(faq.RequestOf(question));
//   trial.Grade(faq.IsRight(question, reply.text));
//
// The shipped one is scenarios/faq.yaml: a shop's support desk with 28 intents, each worded in
// seven ways or more, two of which ask for something else (near misses).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/rng.h"
#include "framework/llm/call.h"

namespace lab {

/// How a question is worded, seen from its intent's canonical question.
enum class FaqWording : std::uint8_t {
  kCanonical,   ///< the intent's own words
  kRewording,   ///< much the same words, same answer
  kParaphrase,  ///< other words, same answer
  kNearMiss,    ///< much the same words, another answer
};
inline constexpr std::size_t kFaqWordings = 4;

/// "canonical", "rewording", "paraphrase", "near_miss".
std::string_view FaqWordingName(FaqWording wording);

struct FaqAnswer {
  std::string id;    ///< "return-window"; of a near miss "return-window/near 1"
  std::string text;  ///< a right reply says these words
  std::string fact;  ///< the sentence that the model is told
};

struct FaqQuestion {
  std::string text;
  FaqWording wording = FaqWording::kCanonical;
  std::size_t intent = 0;  ///< the one that it is worded like, from 0
  std::size_t answer = 0;  ///< which of Faq::answers() is right: two questions ask the same when
                           ///< this is equal
};

/// What users ask. Intents are drawn by Zipf's law: number n as often as 1/n^skew.
struct FaqTraffic {
  double canonical = 0.35;  ///< shares of the wordings; they need not sum to 1
  double rewording = 0.35;
  double paraphrase = 0.15;
  double near_miss = 0.15;
  double skew = 1.0;
};

class Faq {
 public:
  static const Faq& Shipped();
  /// ErrorKind::kConfig names the file, the line, the intent, the key, and what would be right.
  /// Refused are unknown keys, a question that is there twice, an answer that its own fact does not
  /// say or that another one says too.
  static Result<Faq> Parse(std::string_view yaml, std::string_view file_name);

  const std::string& company() const { return company_; }
  /// Intent by intent, in the order of the wordings.
  const std::vector<FaqQuestion>& questions() const { return questions_; }
  const std::vector<FaqAnswer>& answers() const { return answers_; }
  std::size_t intents() const { return intents_; }

  /// The question that is worded exactly so; nullptr when there is none.
  const FaqQuestion* Find(std::string_view text) const;
  const FaqQuestion& Draw(Rng& rng, const FaqTraffic& traffic) const;
  /// The support desk's instructions and all its facts, then the question. The mock is told the
  /// right answer, and says it as often as its profile is right.
  Outgoing RequestOf(const FaqQuestion& question) const;
  bool IsRight(const FaqQuestion& question, std::string_view reply) const;

 private:
  std::string company_;
  std::string instructions_;
  std::vector<FaqQuestion> questions_;
  std::vector<FaqAnswer> answers_;
  std::size_t intents_ = 0;
};

}  // namespace lab
