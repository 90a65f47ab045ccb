// Texts as vectors: texts that mean nearly the same should point nearly the same way.
//
//   HashedNgramEmbedder embedder;
//   std::vector<float> a(embedder.dimension()), b(embedder.dimension());
//   embedder.Embed("How can I pay?", a);
//   embedder.Embed("Which ways of paying are there?", b);
//   float similarity = Dot(a, b);                  // the cosine, as both have length 1
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace lab {

/// Must give the same text the same vector for as long as vectors are kept. Thread: const calls may
/// run at once.
class Embedder {
 public:
  virtual ~Embedder() = default;
  virtual std::size_t dimension() const = 0;
  /// Writes a vector of length 1 into `out`, which has dimension() places; all zeros for a text
  /// without a word, which is then similar to nothing.
  virtual void Embed(std::string_view text, std::span<float> out) const = 0;
};

/// The sum of products, in one fixed order. Both have the same size.
float Dot(std::span<const float> a, std::span<const float> b);

struct HashedNgramOptions {
  /// Places. Fewer save memory and time in proportion; different n-grams then share a place more
  /// often, which makes unlike texts a little alike.
  std::size_t dimension = 1024;
  int shortest = 3;  ///< letters of the character n-grams; a word's ends count as one each
  int longest = 5;
  double word_weight = 1.0;
  double pair_weight = 0.5;       ///< of two words that follow each other
  double character_weight = 0.4;  ///< of one character n-gram
  /// What is left of the weight of the hundred or so commonest English words ("the", "how", "do"):
  /// they say little of what is asked.
  double common_word_share = 0.25;
};

/// Words and pieces of words, hashed into a fixed number of places with a sign (Weinberger et al.
/// 2009), counted by the square root of how often they occur. Needs no model and no download, takes
/// some ten microseconds for a question, and gives the same bits on every machine.
///
/// It sees spelling, not meaning: "refund" is near "refunds" and far from "money back". A neural
/// embedder does better on paraphrases; what it is for is to have a real one, with real errors,
/// everywhere.
class HashedNgramEmbedder final : public Embedder {
 public:
  explicit HashedNgramEmbedder(HashedNgramOptions options = {});
  std::size_t dimension() const override { return options_.dimension; }
  void Embed(std::string_view text, std::span<float> out) const override;

 private:
  HashedNgramOptions options_;
};

}  // namespace lab
