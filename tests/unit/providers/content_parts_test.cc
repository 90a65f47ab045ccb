#include "framework/llm/providers/content_parts.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/providers/openai_chunks.h"

namespace lab {
namespace {

/// "text|reasoning" of a message.
std::string Collected(const std::string& json) {
  std::vector<Piece> pieces;
  CollectMessage(*ParseJson(json), pieces);
  std::string text;
  std::string reasoning;
  for (const Piece& piece : pieces) {
    EXPECT_FALSE(piece.text.empty()) << json;
    (piece.kind == TokenKind::kText ? text : reasoning) += piece.text;
  }
  return text + "|" + reasoning;
}

TEST(ContentParts, TextIsAStringOrAListOfParts) {
  for (const std::string json :
       {R"({"content":"hi"})", R"({"content":[{"type":"text","text":"h"},{"text":"i"}]})",
        R"({"content":["h","i"]})", R"({"content":{"type":"text","text":"hi"}})",
        R"({"content":[{"type":"text","text":{"value":"hi"}}]})", R"({"text":"hi"})",
        R"({"content":null,"refusal":"hi"})", R"({"content":[{"type":"refusal","refusal":"hi"}]})",
        R"({"content":[{"type":"output_text","text":"hi"},{"type":"image_url","url":"x"}]})"}) {
    EXPECT_EQ(Collected(json), "hi|") << json;
  }
}

TEST(ContentParts, ReasoningIsFoundInTheContent) {
  for (const std::string part :
       {R"({"type":"thinking","thinking":"hm"})",
        R"({"type":"thinking","thinking":[{"type":"text","text":"h"},{"type":"text","text":"m"}]})",
        R"({"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]})",
        R"({"type":"reasoning","summary":["h","m"]})", R"({"type":"reasoning","summary":"hm"})",
        R"({"type":"reasoning","text":"hm"})", R"({"type":"reasoning","reasoning":"hm"})",
        R"({"type":"reasoning","content":[{"type":"reasoning_text","text":"hm"}]})",
        R"({"type":"reasoning_text","text":"hm"})", R"({"type":"thought","text":"hm"})",
        R"({"text":"hm","thought":true})"}) {
    EXPECT_EQ(Collected(R"({"content":[)" + part + R"(,{"type":"text","text":"hi"}]})"), "hi|hm")
        << part;
  }
}

TEST(ContentParts, ReasoningIsFoundBesideTheContent) {
  for (const std::string member :
       {R"("reasoning_content":"hm")", R"("reasoning":"hm")", R"("reasoning_text":"hm")",
        R"("thinking":"hm")", R"("thought":"hm")", R"("reasoning":{"text":"hm"})",
        R"("reasoning":{"content":"hm"})", R"("thinking":{"thinking":"hm"})",
        R"("reasoning":[{"text":"h"},{"text":"m"}])",
        R"("reasoning_details":[{"type":"reasoning.text","text":"hm"}])",
        R"("reasoning_details":[{"type":"reasoning.summary","summary":"hm"}])",
        R"("reasoning_details":[{"type":"reasoning.encrypted","data":"xx"},{"text":"hm"}])",
        R"("thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"s"}])",
        R"("reasoning_content":"hm","reasoning":"hm")",
        R"("reasoning":"hm","reasoning_details":[{"text":"hm"}])",
        R"("reasoning_content":null,"reasoning":"","thinking":"hm")"}) {
    EXPECT_EQ(Collected(R"({"content":"hi",)" + member + "}"), "hi|hm") << member;
  }
  EXPECT_EQ(Collected(R"({"content":[{"type":"thinking","thinking":"hm"}],"reasoning":"hm"})"),
            "|hm");
  EXPECT_EQ(Collected(R"({"content":"hm","extra_content":{"google":{"thought":true}}})"), "|hm");
}

TEST(ContentParts, WhatIsNoTextIsNone) {
  for (const std::string json :
       {"{}", R"({"content":null})", R"({"content":7})", R"({"content":{"x":1}})",
        R"({"content":[7,null,{}]})", R"({"content":"","reasoning":""})",
        R"({"reasoning":{"effort":"low"}})", R"({"thought":true})",
        R"({"content":[{"type":"redacted_thinking","data":"xx"}]})"}) {
    EXPECT_EQ(Collected(json), "|") << json;
  }
}

TEST(ContentParts, ReasoningIsTheFirstToken) {
  const Reply reply =
      Fold("openai-compatible",
           DeltaChunk(R"({"role":"assistant","content":""})") +
               DeltaChunk(R"({"content":[{"type":"reasoning","summary":[{"text":"hm"}]}]})") +
               DeltaChunk(R"({"content":[{"type":"text","text":"hi"}]})") + kStopChunk + kDone);
  EXPECT_EQ(reply.first_token_event, 1);
  EXPECT_EQ(reply.reasoning, "hm");
  EXPECT_EQ(reply.text, "hi");
}

}  // namespace
}  // namespace lab
