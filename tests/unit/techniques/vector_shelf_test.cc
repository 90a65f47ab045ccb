#include "framework/techniques/vector_shelf.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace lab {
namespace {

constexpr auto kAll = [](std::size_t) { return true; };

class VectorShelfTest : public ::testing::Test {
 protected:
  void SetUp() override {
    shelf.Add(std::array{1.0f, 0.0f});
    shelf.Add(std::array{0.0f, 1.0f});
    shelf.Add(std::array{0.8f, 0.6f});
  }

  VectorShelf shelf{2};
};

TEST_F(VectorShelfTest, FindsTheMostSimilar) {
  const std::optional<Nearest> nearest = shelf.FindNearest(std::array{0.6f, 0.8f}, kAll);
  EXPECT_EQ(nearest->row, 2u);
  EXPECT_FLOAT_EQ(nearest->similarity, 0.96f);
}

TEST_F(VectorShelfTest, LooksOnlyAtTheRowsThatCount) {
  const auto others = [](std::size_t row) { return row != 2; };
  EXPECT_EQ(shelf.FindNearest(std::array{0.6f, 0.8f}, others)->row, 1u);
  EXPECT_FALSE(shelf.FindNearest(std::array{1.0f, 0.0f}, [](std::size_t) { return false; }));
}

TEST_F(VectorShelfTest, TakesTheFirstOfTwoThatAreEqual) {
  shelf.Add(std::array{1.0f, 0.0f});
  EXPECT_EQ(shelf.FindNearest(std::array{1.0f, 0.0f}, kAll)->row, 0u);
}

TEST_F(VectorShelfTest, PutsTheLastRowInThePlaceOfARemovedOne) {
  shelf.Remove(0);
  EXPECT_EQ(shelf.rows(), 2u);
  EXPECT_FLOAT_EQ(shelf.At(0)[0], 0.8f);
  shelf.Remove(1);
  EXPECT_EQ(shelf.FindNearest(std::array{0.0f, 1.0f}, kAll)->row, 0u);
}

TEST(VectorShelf, FindsNothingWhenItIsEmpty) {
  EXPECT_FALSE(VectorShelf(2).FindNearest(std::array{1.0f, 0.0f}, kAll));
}

}  // namespace
}  // namespace lab
