#include "framework/base/encoding.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace lab {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// RFC 4648, section 10.
constexpr std::array<Pair, 7> kBase64{{{"", ""},
                                       {"f", "Zg=="},
                                       {"fo", "Zm8="},
                                       {"foo", "Zm9v"},
                                       {"foob", "Zm9vYg=="},
                                       {"fooba", "Zm9vYmE="},
                                       {"foobar", "Zm9vYmFy"}}};

std::string EveryByte() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

TEST(Base64, GivesTheVectorsOfRfc4648InBothDirections) {
  for (const auto& [bytes, text] : kBase64) {
    EXPECT_EQ(Base64Encode(bytes), text);
    const Result<std::string> back = Base64Decode(text);
    ASSERT_TRUE(back.ok()) << text;
    EXPECT_EQ(*back, bytes);
  }
}

TEST(Base64, RoundTripsEveryByteAtEveryAlignment) {
  const std::string bytes = EveryByte();
  for (std::size_t from = 0; from < 6; ++from) {
    const Result<std::string> back = Base64Decode(Base64Encode(bytes.substr(from)));
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, bytes.substr(from));
  }
}

TEST(Base64, UsesTheStandardAlphabetAndNotTheUrlSafeOne) {
  EXPECT_EQ(Base64Encode("\xfb\xff\xfe"), "+//+");
  EXPECT_FALSE(Base64Decode("-__-").ok());
}

TEST(Base64, NamesTheOffsetOfABadCharacter) {
  const Result<std::string> back = Base64Decode("Zm9vY!Fy");
  ASSERT_FALSE(back.ok());
  EXPECT_EQ(back.error().kind, ErrorKind::kDecode);
  EXPECT_NE(back.error().message.find("offset 5"), std::string::npos) << back.error().message;
}

TEST(Base64, RefusesMissingAndMisplacedPadding) {
  for (std::string_view text : {"Zg", "Zg=", "Z===", "====", "Zg==Zg==", "=Zg=", "Zm9v="}) {
    EXPECT_FALSE(Base64Decode(text).ok()) << text;
  }
}

TEST(Hex, GivesTheVectorsOfRfc4648InLowerCase) {
  EXPECT_EQ(HexEncode(""), "");
  EXPECT_EQ(HexEncode("f"), "66");
  EXPECT_EQ(HexEncode("foobar"), "666f6f626172");
  EXPECT_EQ(HexEncode("\x01\xab\xff"), "01abff");
}

TEST(Hex, DecodesEitherCaseAndEveryByte) {
  const std::string bytes = EveryByte();
  EXPECT_EQ(HexDecode(HexEncode(bytes)).value_or(""), bytes);
  EXPECT_EQ(HexDecode("01ABff").value_or(""), "\x01\xab\xff");
}

TEST(Hex, RefusesAnOddLengthAndOtherCharacters) {
  EXPECT_FALSE(HexDecode("abc").ok());
  const Result<std::string> back = HexDecode("00g0");
  ASSERT_FALSE(back.ok());
  EXPECT_EQ(back.error().kind, ErrorKind::kDecode);
}

}  // namespace
}  // namespace lab
