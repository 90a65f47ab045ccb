#include "framework/llm/text.h"

#include <gtest/gtest.h>

#include <string>

namespace lab {
namespace {

TEST(Text, IsSharedByItsCopies) {
  const Text text = std::string(80'000, 'x');
  const Text copy = text;  // NOLINT(performance-unnecessary-copy-initialization)
  EXPECT_EQ(copy.view().data(), text.view().data());
  EXPECT_EQ(copy.size(), 80'000U);
}

TEST(Text, ReadsAsAnyString) {
  const Text text = "May I?";
  const std::string_view view = text;
  EXPECT_EQ(view, "May I?");
  EXPECT_EQ(text, "May I?");
  EXPECT_EQ(text, std::string("May I?"));
  EXPECT_EQ("So: " + text + " No.", "So: May I? No.");
}

TEST(Text, IsEmptyWithoutAnything) {
  EXPECT_TRUE(Text().empty());
  EXPECT_TRUE(Text("").empty());
  EXPECT_EQ(Text(), Text(""));
  EXPECT_EQ(Text().view(), "");
}

TEST(Text, LeavesOtherCopiesAsTheyWereWhenItGrows) {
  Text text = "one";
  const Text before = text;
  text += " more";
  EXPECT_EQ(text, "one more");
  EXPECT_EQ(before, "one");
  text.clear();
  EXPECT_TRUE(text.empty());
}

}  // namespace
}  // namespace lab
