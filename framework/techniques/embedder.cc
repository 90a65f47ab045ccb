#include "framework/techniques/embedder.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "framework/base/hash.h"
#include "framework/base/words.h"

namespace lab {
namespace {

// Sorted, for a binary search.
constexpr std::array<std::string_view, 96> kCommonWords = {
    "a",      "about",  "after", "all",   "also",  "am",    "an",     "and",   "any",   "are",
    "as",     "at",     "be",    "been",  "but",   "by",    "can",    "could", "did",   "do",
    "does",   "for",    "from",  "get",   "had",   "has",   "have",   "he",    "her",   "here",
    "him",    "his",    "how",   "i",     "i'd",   "i'm",   "if",     "in",    "into",  "is",
    "it",     "it's",   "its",   "just",  "may",   "me",    "might",  "must",  "my",    "no",
    "of",     "on",     "once",  "or",    "our",   "out",   "please", "shall", "she",   "should",
    "so",     "some",   "than",  "that",  "the",   "their", "them",   "then",  "there", "these",
    "they",   "this",   "those", "to",    "too",   "up",    "us",     "was",   "we",    "were",
    "what",   "what's", "when",  "where", "which", "who",   "whom",   "why",   "will",  "with",
    "within", "would",  "yes",   "you",   "your",  "yours"};

bool IsCommon(std::string_view word) {
  return std::binary_search(kCommonWords.begin(), kCommonWords.end(), word);
}

/// One n-gram, by its hash, and what an occurrence counts.
struct Feature {
  std::uint64_t hash;
  double weight;
};

/// Which kind of n-gram a hash is of, so that the word "the" and its piece "the" are two things.
enum Kind : std::uint64_t { kWord = 1, kPair = 2, kPiece = 3 };

class FeatureList {
 public:
  explicit FeatureList(const HashedNgramOptions& options) : options_(options) {}

  void AddText(std::string_view text) {
    const std::vector<std::string> words = WordsOf(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const double share = ShareOf(words[i]);
      Add(words[i], kWord, options_.word_weight * share);
      AddPieces(words[i], options_.character_weight * share);
      if (i == 0) continue;
      const double pair_share = std::sqrt(share * ShareOf(words[i - 1]));
      Add(words[i - 1] + ' ' + words[i], kPair, options_.pair_weight * pair_share);
    }
  }

  // Equal ones beside each other.
  std::vector<Feature> TakeSorted() {
    std::sort(features_.begin(), features_.end(),
              [](const Feature& a, const Feature& b) { return a.hash < b.hash; });
    return std::move(features_);
  }

 private:
  double ShareOf(const std::string& word) const {
    return IsCommon(word) ? options_.common_word_share : 1;
  }
  void Add(std::string_view ngram, Kind kind, double weight) {
    if (weight > 0) features_.push_back({Hash64(ngram, kind), weight});
  }
  void AddPieces(const std::string& word, double weight) {
    const std::string padded = '<' + word + '>';
    for (int length = options_.shortest; length <= options_.longest; ++length) {
      const auto n = static_cast<std::size_t>(length);
      for (std::size_t at = 0; at + n <= padded.size(); ++at) {
        Add(std::string_view(padded).substr(at, n), kPiece, weight);
      }
    }
  }

  const HashedNgramOptions& options_;
  std::vector<Feature> features_;
};

void Normalise(std::span<float> vector) {
  double sum = 0;
  for (float value : vector) sum += static_cast<double>(value) * value;
  if (sum == 0) return;
  const double scale = 1 / std::sqrt(sum);
  for (float& value : vector) value = static_cast<float>(value * scale);
}

}  // namespace

float Dot(std::span<const float> a, std::span<const float> b) {
  assert(a.size() == b.size());
  constexpr std::size_t kLanes = 8;  // independent sums, which the compiler keeps in one register
  std::array<float, kLanes> lanes{};
  std::size_t i = 0;
  for (; i + kLanes <= a.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += a[i + lane] * b[i + lane];
  }
  float sum = 0;
  for (float lane : lanes) sum += lane;
  for (; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

HashedNgramEmbedder::HashedNgramEmbedder(HashedNgramOptions options) : options_(options) {
  assert(options.dimension > 0 && options.shortest > 0);
}

void HashedNgramEmbedder::Embed(std::string_view text, std::span<float> out) const {
  assert(out.size() == options_.dimension);
  std::fill(out.begin(), out.end(), 0.0f);
  FeatureList list(options_);
  list.AddText(text);
  const std::vector<Feature> features = list.TakeSorted();
  for (std::size_t first = 0, end = 0; first < features.size(); first = end) {
    double weight = 0;
    for (; end < features.size() && features[end].hash == features[first].hash; ++end) {
      weight = std::max(weight, features[end].weight);
    }
    const double value = weight * std::sqrt(static_cast<double>(end - first));
    const std::uint64_t hash = features[first].hash;
    out[hash % out.size()] += static_cast<float>(hash >> 63 == 0 ? value : -value);
  }
  Normalise(out);
}

}  // namespace lab
