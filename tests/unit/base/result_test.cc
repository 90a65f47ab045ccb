#include "framework/base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace lab {
namespace {

Result<int> Half(int n) {
  if (n % 2 != 0) return {ErrorKind::kUsage, "odd"};
  return n / 2;
}

Result<void> Check(bool good) {
  if (!good) return Error{ErrorKind::kLimit, "too large"};
  return {};
}

TEST(Result, HoldsTheValueOfASuccess) {
  const Result<int> half = Half(8);
  ASSERT_TRUE(half.ok());
  EXPECT_TRUE(half);
  EXPECT_EQ(half.value(), 4);
  EXPECT_EQ(*half, 4);
}

TEST(Result, HoldsTheErrorOfAFailure) {
  const Result<int> half = Half(7);
  ASSERT_FALSE(half.ok());
  EXPECT_FALSE(half);
  EXPECT_EQ(half.error(), (Error{ErrorKind::kUsage, "odd"}));
}

TEST(Result, FallsBackOnlyForAFailure) {
  EXPECT_EQ(Half(8).value_or(-1), 4);
  EXPECT_EQ(Half(7).value_or(-1), -1);
}

TEST(Result, MovesAValueThatCannotBeCopied) {
  Result<std::unique_ptr<int>> held = std::make_unique<int>(5);
  ASSERT_TRUE(held.ok());
  const std::unique_ptr<int> out = *std::move(held);
  EXPECT_EQ(*out, 5);
}

TEST(Result, GivesAccessToTheMembersOfItsValue) {
  Result<std::string> text = std::string("abc");
  EXPECT_EQ(text->size(), 3U);
  text->push_back('d');
  *text += 'e';
  EXPECT_EQ(text.value(), "abcde");
}

TEST(Result, WithoutAValueIsASuccessByDefault) {
  EXPECT_TRUE(Check(true).ok());
  const Result<void> failed = Check(false);
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().kind, ErrorKind::kLimit);
  const Result<void> by_kind(ErrorKind::kIo, "gone");
  EXPECT_EQ(by_kind.error(), (Error{ErrorKind::kIo, "gone"}));
}

TEST(Result, MovesItsErrorOut) {
  const Error error = Half(7).error();
  EXPECT_EQ(error.message, "odd");
  const Error other = Check(false).error();
  EXPECT_EQ(other.message, "too large");
}

TEST(ResultDeathTest, ReadingWhatIsNotThereAsserts) {
  EXPECT_DEATH(static_cast<void>(Half(7).value()), "ok");
  EXPECT_DEATH(static_cast<void>(Half(8).error()), "ok");
  EXPECT_DEATH(static_cast<void>(Check(true).error()), "ok");
}

}  // namespace
}  // namespace lab
