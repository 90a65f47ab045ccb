#include "mocks/wire/json_text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "mocks/wire/json_view.h"

namespace lab::mocks {
namespace {

std::string Escaped(std::string_view text) {
  std::string out;
  AppendEscaped(out, text);
  return out;
}

TEST(JsonText, EscapesOnlyWhatItMust) {
  EXPECT_EQ(Escaped("plain"), "plain");
  EXPECT_EQ(Escaped("\"\\\n\r\t\b\f"), R"(\"\\\n\r\t\b\f)");
  EXPECT_EQ(Escaped(std::string_view("\0\x1f", 2)), R"(\u0000\u001f)");
  EXPECT_EQ(Escaped("\xf0\x9f\x98\x80/\x7f"), "\xf0\x9f\x98\x80/\x7f");
}

TEST(JsonText, EveryByteThatIsTextComesBackThroughAParser) {
  std::string text;
  for (int byte = 0; byte < 128; ++byte) text += static_cast<char>(byte);
  std::string json = "[";
  AppendQuoted(json, text);
  json += ']';
  JsonDocument document;
  const Result<JsonView> root = document.Parse(json);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->items()[0].text(), text);
}

TEST(JsonText, WritesIntegersOfAnySize) {
  std::string out;
  AppendInteger(out, 0);
  out += ' ';
  AppendInteger(out, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(out, "0 -9223372036854775808");
}

}  // namespace
}  // namespace lab::mocks
