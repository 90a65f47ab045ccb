#include "framework/base/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> kUrgency{"urgent", "normal", "can wait"};

TEST(WordsOf, DropsCaseAndPunctuation) {
  EXPECT_THAT(WordsOf("**Answer:** A well-known fact, 42."),
              ElementsAre("answer", "a", "well", "known", "fact", "42"));
}

TEST(WordsOf, KeepsAnApostropheInsideAWordOnly) {
  EXPECT_THAT(WordsOf("It isn't 'quoted'"), ElementsAre("it", "isn't", "quoted"));
}

TEST(WordsOf, KeepsForeignLettersInOneWord) {
  EXPECT_THAT(WordsOf("to Z\xc3\xbcrich!"), ElementsAre("to", "z\xc3\xbcrich"));
}

TEST(WordsOf, FindsNoneInAnEmptyText) {
  EXPECT_THAT(WordsOf(""), IsEmpty());
  EXPECT_THAT(WordsOf(" -- "), IsEmpty());
}

TEST(FindWords, FindsAPhraseInOnePiece) {
  const std::vector<std::string> words = WordsOf("It is new, New York.");
  EXPECT_EQ(FindWords(words, WordsOf("new york")), 3U);
  EXPECT_EQ(FindWords(words, WordsOf("york new")), std::nullopt);
}

TEST(FindWords, TakesNoPartOfAWord) {
  EXPECT_EQ(FindWords(WordsOf("the art of cartography"), WordsOf("cart")), std::nullopt);
}

TEST(FindWords, DoesNotFindNothing) { EXPECT_EQ(FindWords(WordsOf("a b"), {}), std::nullopt); }

TEST(OnlyOneSaid, SaysWhichHoweverOften) {
  EXPECT_EQ(OnlyOneSaid("It CAN WAIT. Yes: can wait.", kUrgency), 2U);
}

TEST(OnlyOneSaid, TakesNeitherNoneNorSeveral) {
  EXPECT_EQ(OnlyOneSaid("no idea", kUrgency), std::nullopt);
  EXPECT_EQ(OnlyOneSaid("urgent, or at least normal", kUrgency), std::nullopt);
}

}  // namespace
}  // namespace lab
