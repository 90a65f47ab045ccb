#include <gtest/gtest.h>

#include "mocks/wire/wire_format.h"

namespace lab::mocks {
namespace {

const net::Headers kNone;
const net::Headers kAnthropic = {{"anthropic-version", "2023-06-01"}};

TEST(WireTable, APathLeadsToItsProvider) {
  const Route messages = FindRoute("POST", "/v1/messages", kNone);
  EXPECT_EQ(messages.wire, &AnthropicWire());
  EXPECT_EQ(messages.action, Action::kGenerate);
  EXPECT_EQ(FindRoute("POST", "/v1/chat/completions", kAnthropic).wire, &OpenAiWire());
  EXPECT_EQ(FindRoute("POST", "/v1/messages/count_tokens", kNone).action, Action::kCountTokens);
}

TEST(WireTable, TheQueryDoesNotMatter) {
  for (const char* target :
       {"/v1/messages?beta=true", "http://localhost:8080/v1/messages?a=/b", "/v1/%6Dessages"}) {
    EXPECT_EQ(FindRoute("POST", target, kNone).action, Action::kGenerate) << target;
  }
}

TEST(WireTable, ASharedPathGoesByTheHeaders) {
  EXPECT_EQ(FindRoute("GET", "/v1/models", kAnthropic).wire, &AnthropicWire());
  EXPECT_EQ(FindRoute("GET", "/v1/models", kNone).wire, &OpenAiWire());
  EXPECT_EQ(FindRoute("GET", "/v1/models/a", kAnthropic).wire, &AnthropicWire());
  EXPECT_EQ(FindRoute("GET", "/health", kAnthropic).wire, &AnthropicWire());
}

TEST(WireTable, AModelsNameIsTheRestOfThePath) {
  const Route route = FindRoute("GET", "/v1/models/meta-llama%2FLlama-3", kNone);
  EXPECT_EQ(route.action, Action::kShowModel);
  EXPECT_EQ(route.name, "meta-llama/Llama-3");
  EXPECT_EQ(FindRoute("GET", "/v1/models/meta-llama/Llama-3", kNone).name, "meta-llama/Llama-3");
  EXPECT_EQ(FindRoute("GET", "/v1/models/", kNone).action, Action::kNoSuchPath);
}

TEST(WireTable, WhatLoadGeneratorsAskFirstIsThere) {
  for (const char* path :
       {"/", "/health", "/healthz", "/livez", "/readyz", "/v1/health", "/ping"}) {
    EXPECT_EQ(FindRoute("GET", path, kNone).action, Action::kHealth) << path;
    EXPECT_EQ(FindRoute("HEAD", path, kNone).action, Action::kHealth) << path;
  }
  EXPECT_EQ(FindRoute("POST", "/ping", kNone).action, Action::kHealth);
  EXPECT_EQ(FindRoute("GET", "/version", kNone).action, Action::kVersion);
}

TEST(WireTable, AnotherMethodIsToldWhichThereAre) {
  const Route wrong = FindRoute("GET", "/v1/messages", kNone);
  EXPECT_EQ(wrong.action, Action::kWrongMethod);
  EXPECT_EQ(wrong.wire, &AnthropicWire());
  EXPECT_EQ(wrong.allowed, "POST, OPTIONS");
  EXPECT_EQ(FindRoute("DELETE", "/v1/models", kAnthropic).allowed, "GET, HEAD, OPTIONS");
  EXPECT_EQ(FindRoute("DELETE", "/v1/models", kAnthropic).wire, &AnthropicWire());
  EXPECT_EQ(FindRoute("OPTIONS", "/v1/chat/completions", kNone).action, Action::kOptions);
  EXPECT_EQ(FindRoute("HEAD", "/v1/chat/completions", kNone).action, Action::kWrongMethod);
}

TEST(WireTable, OtherPathsAreUnknown) {
  for (const char* path : {"/v1", "/v1/messages/", "/v1/responses", "", "/v1//chat/completions",
                           "/V1/messages", "/v1%2Fmessages"}) {
    EXPECT_EQ(FindRoute("POST", path, kNone).action, Action::kNoSuchPath) << path;
    EXPECT_EQ(FindRoute("POST", path, kNone).wire, &OpenAiWire()) << path;
    EXPECT_EQ(FindRoute("POST", path, kAnthropic).wire, &AnthropicWire()) << path;
  }
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
