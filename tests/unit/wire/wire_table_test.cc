#include <gtest/gtest.h>

#include "mocks/wire/wire_format.h"

namespace lab::mocks {
namespace {

const net::Headers kNone;
const net::Headers kAnthropic = {{"anthropic-version", "2023-06-01"}};

TEST(WireTable, APathLeadsToItsProvider) {
  const Route* messages = FindRoute("POST", "/v1/messages", kNone);
  ASSERT_NE(messages, nullptr);
  EXPECT_EQ(messages->wire, &AnthropicWire());
  EXPECT_EQ(messages->action, Action::kGenerate);
  EXPECT_EQ(FindRoute("POST", "/v1/chat/completions", kAnthropic)->wire, &OpenAiWire());
  EXPECT_EQ(FindRoute("POST", "/v1/messages/count_tokens", kNone)->action, Action::kCountTokens);
}

TEST(WireTable, TheQueryDoesNotMatter) {
  EXPECT_NE(FindRoute("POST", "/v1/messages?beta=true", kNone), nullptr);
  EXPECT_NE(FindRoute("POST", "http://localhost:8080/v1/messages?a=/b", kNone), nullptr);
}

TEST(WireTable, ASharedPathGoesByTheHeaders) {
  EXPECT_EQ(FindRoute("GET", "/v1/models", kAnthropic)->wire, &AnthropicWire());
  EXPECT_EQ(FindRoute("GET", "/v1/models", kNone)->wire, &OpenAiWire());
}

TEST(WireTable, OtherPathsAndMethodsAreUnknown) {
  for (const char* path : {"/", "/v1", "/v1/messages/", "/v1/responses", ""}) {
    EXPECT_EQ(FindRoute("POST", path, kNone), nullptr) << path;
  }
  EXPECT_EQ(FindRoute("GET", "/v1/messages", kNone), nullptr);
}

TEST(WireTable, ModelsAreListedInEitherForm) {
  EXPECT_EQ(
      ModelList(OpenAiWire(), {"a", "b"}),
      R"({"object":"list","data":[{"id":"a","object":"model","created":1790000000,)"
      R"("owned_by":"lab"},{"id":"b","object":"model","created":1790000000,"owned_by":"lab"}]})");
  EXPECT_EQ(
      ModelList(AnthropicWire(), {"a"}),
      R"({"data":[{"type":"model","id":"a","display_name":"a",)"
      R"("created_at":"2026-10-21T00:00:00Z"}],"has_more":false,"first_id":"a","last_id":"a"})");
}

TEST(BufferedAnswer, PutsThePiecesOfABlockTogether) {
  BufferedAnswer answer;
  answer.Add({.kind = PieceKind::kText, .index = 0, .text = "a"});
  answer.Add({.kind = PieceKind::kText, .index = 0, .text = "b"});
  answer.Add({.kind = PieceKind::kToolStart, .index = 1, .tool_name = "f", .tool_id = "1"});
  answer.Add({.kind = PieceKind::kToolArguments, .index = 1, .text = "{}"});
  ASSERT_EQ(answer.blocks().size(), 2U);
  EXPECT_EQ(answer.blocks()[0].text, "ab");
  EXPECT_EQ(answer.blocks()[1].kind, PieceKind::kToolStart);
  EXPECT_EQ(answer.blocks()[1].tool_name, "f");
  EXPECT_EQ(answer.blocks()[1].text, "{}");
}

}  // namespace
}  // namespace lab::mocks
