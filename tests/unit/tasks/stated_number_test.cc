#include "framework/tasks/stated_number.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "framework/base/rng.h"

namespace lab {
namespace {

struct Stated {
  const char* text;
  double number;
};

void ExpectAll(const std::vector<Stated>& all) {
  for (const Stated& one : all) {
    const std::optional<double> number = StatedNumber(one.text);
    ASSERT_TRUE(number) << one.text;
    EXPECT_DOUBLE_EQ(*number, one.number) << one.text;
  }
}

TEST(StatedNumber, ReadsANumberWithinItsSentence) {
  ExpectAll({{"1,234.50 euros", 1234.5},
             {"$2,842.", 2842},
             {"it is -3 degrees", -3},
             {"\xe2\x88\x92$3", -3},
             {".5", 0.5},
             {"-.5", -0.5},
             {"7%", 7},
             {"20 km/h", 20},
             {"17 * 3 = 51 (exactly)", 51},
             {"10-4 = 6", 6},
             {"between 3 and 4", 3}});
}

TEST(StatedNumber, KeepsTheNumbersOfAListApart) {
  ExpectAll(
      {{"1, 2, 3", 1}, {"12,34", 12}, {"10-12", 10}, {"5-3", 5}, {"1 2 3", 1}, {"5 1200", 5}});
}

TEST(StatedNumber, ReadsThousandsThatStandApart) {
  ExpectAll({{"1,234,567", 1234567},
             {"1 000", 1000},
             {"12 345 678 people", 12345678},
             {"1\xc2\xa0"
              "000",
              1000},
             {"1\xe2\x80\xaf"
              "000",
              1000},
             {"1'000.5", 1000.5},
             {"1_000", 1000},
             {"1.234.567", 1234567},
             {"1.234,50", 1234.5},
             {"1 234,5", 1234.5},
             {"1.234", 1.234},
             {"1,2345", 1},
             {"2026 100", 2026}});
}

TEST(StatedNumber, ReadsAnExponentAndAPower) {
  ExpectAll({{"1.5e3", 1500},
             {"1.5e-3", 0.0015},
             {"2E6 people", 2e6},
             {"1e+2", 100},
             {"3 euros", 3},
             {"3e", 3},
             {"12 x 10^3", 12000},
             {"1.5 \xc3\x97 10^-3", 0.0015},
             {"1.5*10**3", 1500},
             {"4 \xc2\xb7 10\xc2\xb3", 4000},
             {"10^3", 1000},
             {"2^10", 1024},
             {"3 x 4", 3}});
}

TEST(StatedNumber, ReadsAFractionButNoDate) {
  ExpectAll({{"3/4", 0.75},
             {"3 / 4 of it", 0.75},
             {"-3/4", -0.75},
             {"1 3/4 cups", 1.75},
             {"1 000/2", 500},
             {"3/4/2026", 3},
             {"$3/kg", 3}});
}

TEST(StatedNumber, ReadsAScaleAndHexadecimalDigits) {
  ExpectAll({{"1.5 million", 1.5e6},
             {"2 Billion dollars", 2e9},
             {"12k", 12000},
             {"12 kg", 12},
             {"12km", 12},
             {"5 thousandths", 5},
             {"0x10", 16},
             {"0xff.", 255},
             {"0x", 0}});
}

TEST(StatedNumber, IsAbsentWhereNoneIs) {
  for (const char* text : {"cannot be determined", "", "...", "1/0", "1e999", "10^999"})
    EXPECT_EQ(StatedNumber(text), std::nullopt) << text;
}

// Replies are foreign bytes. Nothing to compare with: the sanitizers look on.
TEST(StatedNumber, ReadsAnyBytes) {
  const std::vector<std::string> pieces{"1",    "000",  ",",  ".", " ",  "/",  "e",
                                        "-",    "^",    "**", "x", "10", "0x", "\xe2\x81",
                                        "\xb0", "\xc2", "k",  "{", "="};
  Rng rng(5);
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    while (rng.Below(9) != 0) text += pieces[rng.Below(pieces.size())];
    const std::optional<double> number = StatedNumber(text);
    EXPECT_TRUE(!number || *number == *number) << text;
  }
}

}  // namespace
}  // namespace lab
