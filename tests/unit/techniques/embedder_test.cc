#include "framework/techniques/embedder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace lab {
namespace {

std::vector<float> VectorOf(const Embedder& embedder, std::string_view text) {
  std::vector<float> vector(embedder.dimension(), 7.0f);
  embedder.Embed(text, vector);
  return vector;
}

float Similarity(std::string_view a, std::string_view b, HashedNgramOptions options = {}) {
  const HashedNgramEmbedder embedder(options);
  return Dot(VectorOf(embedder, a), VectorOf(embedder, b));
}

TEST(HashedNgramEmbedder, GivesVectorsOfLengthOne) {
  const HashedNgramEmbedder embedder;
  for (std::string_view text : {"a", "How can I pay?", "Wo ist die T\xc3\xbcr?"}) {
    const std::vector<float> vector = VectorOf(embedder, text);
    EXPECT_NEAR(Dot(vector, vector), 1, 1e-5) << text;
  }
}

TEST(HashedNgramEmbedder, IsSimilarToNothingWithoutAWord) {
  const HashedNgramEmbedder embedder;
  const std::vector<float> vector = VectorOf(embedder, " ?! ");
  EXPECT_TRUE(std::all_of(vector.begin(), vector.end(), [](float value) { return value == 0; }));
}

TEST(HashedNgramEmbedder, DoesNotSeeCaseAndPunctuation) {
  EXPECT_NEAR(Similarity("How can I pay?", "how can i pay"), 1, 1e-5);
}

TEST(HashedNgramEmbedder, SeesTheOrderOfWords) {
  const float reversed = Similarity("the dog bites the man", "the man bites the dog");
  EXPECT_LT(reversed, 0.99);
  EXPECT_GT(reversed, 0.7);
}

TEST(HashedNgramEmbedder, PutsFormsOfAWordNearAndOtherTopicsFar) {
  const float forms = Similarity("Where do I track my parcel?", "Where can I track parcels?");
  const float other = Similarity("Where do I track my parcel?", "Where do I reset my password?");
  EXPECT_GT(forms, 0.6);
  EXPECT_LT(other, 0.35);
}

TEST(HashedNgramEmbedder, LetsCommonWordsCountLess) {
  const auto alike = [](double share) {
    return Similarity("How do I pay?", "How do I cook?", {.common_word_share = share});
  };
  EXPECT_LT(alike(0.25), alike(1));
}

TEST(HashedNgramEmbedder, KeepsUnlikeTextsApartOnAverageWhateverTheDimension) {
  for (std::size_t dimension : {64u, 256u, 1024u}) {
    double sum = 0;
    constexpr int kPairs = 200;
    for (int i = 0; i < kPairs; ++i) {
      const std::string a = "kettle" + std::to_string(7919 * i);
      const std::string b = "invoice" + std::to_string(104729 * i + 1);
      sum += Similarity(a, b, {.dimension = dimension});
    }
    EXPECT_NEAR(sum / kPairs, 0, 0.05) << dimension;
  }
}

// What one release or machine has stored must be comparable with what another computes.
TEST(HashedNgramEmbedder, GivesTheSameVectorEverywhere) {
  const HashedNgramEmbedder embedder({.dimension = 16});
  const std::vector<float> vector = VectorOf(embedder, "What temperature should my fridge have?");
  std::vector<int> thousandths;
  for (float value : vector) thousandths.push_back(static_cast<int>(std::lround(value * 1000)));
  EXPECT_EQ(thousandths, std::vector<int>({249, 118, -151, -131, -92, -92, 13, 511, 79, -589, 354,
                                           -236, 26, -262, -52, 26}));
}

TEST(Dot, SumsWhatIsLeftBehindTheLastEight) {
  std::vector<float> a(19);
  std::vector<float> b(19);
  float expected = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = static_cast<float>(i);
    b[i] = static_cast<float>(2 * i + 1);
    expected += a[i] * b[i];
  }
  EXPECT_FLOAT_EQ(Dot(a, b), expected);
}

}  // namespace
}  // namespace lab
