#include "framework/techniques/vector_index.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace lab {
namespace {

constexpr auto kAll = [](std::size_t) { return true; };

class VectorIndexTest : public ::testing::Test {
 protected:
  void SetUp() override {
    index.Add(std::array{1.0f, 0.0f});
    index.Add(std::array{0.0f, 1.0f});
    index.Add(std::array{0.8f, 0.6f});
  }

  VectorIndex index{2};
};

TEST_F(VectorIndexTest, FindsTheMostSimilar) {
  const std::optional<Nearest> nearest = index.FindNearest(std::array{0.6f, 0.8f}, kAll);
  EXPECT_EQ(nearest->row, 2u);
  EXPECT_FLOAT_EQ(nearest->similarity, 0.96f);
}

TEST_F(VectorIndexTest, LooksOnlyAtTheRowsThatCount) {
  const auto others = [](std::size_t row) { return row != 2; };
  EXPECT_EQ(index.FindNearest(std::array{0.6f, 0.8f}, others)->row, 1u);
  EXPECT_FALSE(index.FindNearest(std::array{1.0f, 0.0f}, [](std::size_t) { return false; }));
}

TEST_F(VectorIndexTest, TakesTheFirstOfTwoThatAreEqual) {
  index.Add(std::array{1.0f, 0.0f});
  EXPECT_EQ(index.FindNearest(std::array{1.0f, 0.0f}, kAll)->row, 0u);
}

TEST_F(VectorIndexTest, PutsTheLastRowInThePlaceOfARemovedOne) {
  index.Remove(0);
  EXPECT_EQ(index.rows(), 2u);
  EXPECT_FLOAT_EQ(index.At(0)[0], 0.8f);
  index.Remove(1);
  EXPECT_EQ(index.FindNearest(std::array{0.0f, 1.0f}, kAll)->row, 0u);
}

TEST(VectorIndex, FindsNothingWhenItIsEmpty) {
  EXPECT_FALSE(VectorIndex(2).FindNearest(std::array{1.0f, 0.0f}, kAll));
}

}  // namespace
}  // namespace lab
