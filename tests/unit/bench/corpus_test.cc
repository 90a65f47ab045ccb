#include "framework/bench/corpus.h"

#include <gtest/gtest.h>

#include <set>

namespace lab {
namespace {

TEST(Corpus, WritesExactlyFourBytesAToken) {
  Corpus corpus;
  for (std::int64_t tokens : {1, 10, 1000, 20'000}) {
    EXPECT_EQ(corpus.Document("a", Tokens{tokens}).size(), static_cast<std::size_t>(4 * tokens));
  }
}

TEST(Corpus, GivesTheSameTextInEveryRun) {
  Corpus one;
  Corpus other;
  EXPECT_EQ(one.Document("policy", Tokens{500}, 3), other.Document("policy", Tokens{500}, 3));
}

TEST(Corpus, GivesVariantsThatDifferFromTheFirstLineOn) {
  Corpus corpus;
  const std::string first = corpus.Document("policy", Tokens{500}, 1).substr(0, 40);
  EXPECT_NE(first, corpus.Document("policy", Tokens{500}, 2).substr(0, 40));
  EXPECT_NE(first, corpus.Document("other", Tokens{500}, 1).substr(0, 40));
}

TEST(Corpus, WritesADocumentOnce) {
  Corpus corpus;
  const Text first = corpus.Document("policy", Tokens{500});
  corpus.Document("policy", Tokens{600});
  EXPECT_EQ(first.view().data(), corpus.Document("policy", Tokens{500}).view().data());
}

TEST(Corpus, AsksAnotherQuestionForEachNumber) {
  std::set<std::string> questions;
  for (int i = 0; i < 1000; ++i) questions.insert(Corpus::Question(i));
  EXPECT_EQ(questions.size(), 1000U);
}

}  // namespace
}  // namespace lab
