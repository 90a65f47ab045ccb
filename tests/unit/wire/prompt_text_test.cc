#include "mocks/wire/prompt_text.h"

#include <gtest/gtest.h>

#include <string>

namespace lab::mocks {
namespace {

class PromptText : public testing::Test {
 protected:
  PromptBlock Value(const std::string& json, std::string_view role = "user") {
    return ValueBlock(Section::kMessages, role, *document_.Parse(json));
  }

 private:
  JsonDocument document_;
};

TEST_F(PromptText, CountsFourBytesAToken) {
  EXPECT_EQ(TextBlock(Section::kSystem, "system", std::string(80'000, 'x')).tokens, Tokens{20'000});
  EXPECT_EQ(TextBlock(Section::kSystem, "system", "hello").tokens, Tokens{2});
}

TEST_F(PromptText, HashesTellRolesAndTextsApart) {
  const auto hash = [](std::string_view role, std::string_view text) {
    return TextBlock(Section::kMessages, role, text).hash;
  };
  EXPECT_EQ(hash("user", "a"), hash("user", "a"));
  EXPECT_NE(hash("user", "a"), hash("assistant", "a"));
  EXPECT_NE(hash("user", "a"), hash("user", "b"));
}

TEST_F(PromptText, ABreakpointDoesNotChangeABlock) {
  const std::string call = R"({"type":"tool_use","id":"1","name":"f","input":{"x":1})";
  EXPECT_EQ(Value(call + "}").hash, Value(call + R"(,"cache_control":{"type":"ephemeral"}})").hash);
  EXPECT_EQ(Value(call + "}").tokens,
            Value(call + R"(,"cache_control":{"type":"ephemeral"}})").tokens);
  EXPECT_NE(Value(call + "}").hash, Value(call + R"(,"extra":1})").hash);
}

TEST_F(PromptText, APictureCostsTheSameWhateverItsBytes) {
  const std::string image =
      R"({"type":"image","source":{"data":")" + std::string(9000, 'A') + "\"}}";
  EXPECT_EQ(Value(image).tokens, kImageTokens);
}

TEST_F(PromptText, ContentHashIgnoresHowTheAnswerIsSent) {
  MockRequest streamed{
      .model = "m", .blocks = {TextBlock(Section::kMessages, "user", "a")}, .stream = true};
  MockRequest buffered = streamed;
  buffered.stream = false;
  MockRequest other = streamed;
  other.blocks.push_back(TextBlock(Section::kMessages, "user", "b"));
  for (MockRequest* request : {&streamed, &buffered, &other}) SetContentHash(*request);
  EXPECT_EQ(streamed.content_hash, buffered.content_hash);
  EXPECT_NE(streamed.content_hash, other.content_hash);
}

}  // namespace
}  // namespace lab::mocks
