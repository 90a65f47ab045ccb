#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "tests/unit/wire/wire_testing.h"

namespace lab::mocks {
namespace {

WireRequest ToClaude() {
  WireRequest request;
  request.mock.model = "claude-haiku-5-5";
  request.mock.stream = true;
  return request;
}

std::string AnthropicEvents(const std::vector<Piece>& pieces, Stop stop,
                            const WireRequest& request = ToClaude(),
                            const Usage& usage = SomeUsage()) {
  return WithoutPadding(PrintAll(AnthropicWire(), request, pieces, {usage, stop, "END"}));
}

TEST(AnthropicWriter, StreamsTextByteForByte) {
  const std::string events =
      Named(AnthropicEvents({Text(0, "Hel"), Text(0, "lo \"you\"\n")}, Stop::kEnd));
  EXPECT_EQ(events, Approved("anthropic_text.sse", events));
}

TEST(AnthropicWriter, ThinkingEndsWithASignatureAndToolsBeginWithAnEmptyFragment) {
  Usage usage = SomeUsage();
  usage.output_reasoning = Tokens{4};
  const std::vector<Piece> pieces = {Thought(0, "Hm"), Call(1, "get_time", "1"),
                                     Arguments(1, "{\"tz\":"), Arguments(1, "\"UTC\"}")};
  const std::string events = Named(AnthropicEvents(pieces, Stop::kToolUse, ToClaude(), usage));
  EXPECT_EQ(events, Approved("anthropic_thinking_and_tool.sse", events));
}

TEST(AnthropicWriter, OmittedThinkingIsAnEmptyBlockWithASignature) {
  WireRequest request = ToClaude();
  request.mock.thinking = true;
  request.mock.visible_thinking = false;
  Usage usage = SomeUsage();
  usage.output_reasoning = Tokens{4};
  const std::string events = AnthropicEvents({Text(0, "Hi")}, Stop::kEnd, request, usage);
  const std::size_t thinking = events.find(R"("index":0,"content_block":{"type":"thinking")");
  const std::size_t signature = events.find(R"("index":0,"delta":{"type":"signature_delta")");
  const std::size_t text = events.find(R"("index":1,"delta":{"type":"text_delta","text":"Hi"})");
  EXPECT_LT(thinking, signature);
  EXPECT_LT(signature, text);
  EXPECT_NE(text, std::string::npos);
  EXPECT_EQ(events.find("thinking_delta"), std::string::npos);
}

TEST(AnthropicWriter, AnAnswerWithoutContentHasNoBlocks) {
  const std::string events = Named(AnthropicEvents({}, Stop::kMaxTokens));
  EXPECT_EQ(events.find("content_block"), std::string::npos) << events;
  EXPECT_NE(events.find(R"("stop_reason":"max_tokens")"), std::string::npos);
}

TEST(AnthropicWriter, AStopSequenceIsNamed) {
  EXPECT_NE(AnthropicEvents({Text(0, "a")}, Stop::kStopSequence)
                .find(R"("stop_reason":"stop_sequence","stop_sequence":"END")"),
            std::string::npos);
}

TEST(AnthropicWriter, PaddingFollowsTheSeedAndStaysOutsideTheValues) {
  const Usage usage = SomeUsage();
  const std::vector<Piece> pieces(40, Text(0, "x"));
  const Ending ending{usage, Stop::kEnd, ""};
  const std::string once = PrintAll(AnthropicWire(), ToClaude(), pieces, ending, {.seed = 1});
  EXPECT_EQ(once, PrintAll(AnthropicWire(), ToClaude(), pieces, ending, {.seed = 1}));
  EXPECT_NE(once, PrintAll(AnthropicWire(), ToClaude(), pieces, ending, {.seed = 2}));
  EXPECT_NE(once.find("\"text\":\"x\"}   "), std::string::npos);
  EXPECT_TRUE(once.ends_with("data: {\"type\":\"message_stop\"}\n\n"));
}

TEST(AnthropicWriter, StampsAreAnExtraMemberOfEachEvent) {
  const Usage usage = SomeUsage();
  const WriterOptions options{.seed = 1, .stamps = true, .received = Time(Duration(5))};
  const std::unique_ptr<AnswerWriter> writer = AnthropicWire().NewWriter(ToClaude(), options);
  std::string out;
  writer->set_sent(Time(Duration(7)));
  writer->Begin(usage, out);
  out.clear();
  writer->Add(Text(0, "a"), out);
  EXPECT_NE(WithoutPadding(out).find(R"("text":"a"},"lab":{"received_ns":5,"sent_ns":7}})"),
            std::string::npos)
      << out;
}

TEST(AnthropicWriter, ABufferedBodyHoldsTheSameAnswer) {
  Usage usage = SomeUsage();
  usage.output_reasoning = Tokens{4};
  BufferedAnswer answer;
  for (const Piece& piece : {Thought(0, "Hm"), Text(1, "Hel"), Text(1, "lo"), Call(2, "f", "1"),
                             Arguments(2, "{\"a\""), Arguments(2, ":1}"), Call(3, "g", "2")}) {
    answer.Add(piece);
  }
  const std::string body =
      AnthropicWire().Body(ToClaude(), {}, answer, {usage, Stop::kToolUse, ""}, kUnset);
  EXPECT_EQ(Named(body), Approved("anthropic_body.json", Named(body)));
}

TEST(AnthropicWriter, IdentifiersAreTheSameStreamedAndBuffered) {
  const Usage usage = SomeUsage();
  const std::string events = PrintAll(AnthropicWire(), ToClaude(), {Call(0, "f", "1")},
                                      {usage, Stop::kToolUse, ""}, {.seed = 3});
  BufferedAnswer answer;
  answer.Add(Call(0, "f", "1"));
  const std::string body =
      AnthropicWire().Body(ToClaude(), {.seed = 3}, answer, {usage, Stop::kToolUse, ""}, kUnset);
  for (const char* pattern : {"msg_01[A-Za-z0-9]{22}", "toolu_01[A-Za-z0-9]{22}"}) {
    std::smatch streamed;
    std::smatch buffered;
    ASSERT_TRUE(std::regex_search(events, streamed, std::regex(pattern)));
    ASSERT_TRUE(std::regex_search(body, buffered, std::regex(pattern)));
    EXPECT_EQ(streamed.str(), buffered.str());
  }
}

}  // namespace
}  // namespace lab::mocks
