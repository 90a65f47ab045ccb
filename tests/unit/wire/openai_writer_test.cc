#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "tests/unit/wire/wire_testing.h"

namespace lab::mocks {
namespace {

WireRequest Asked(bool include_usage = false) {
  WireRequest request;
  request.mock.family = Family::kOpenAi;
  request.mock.model = "gpt-5-mini";
  request.mock.stream = true;
  request.include_usage = include_usage;
  request.obfuscation = false;
  return request;
}

/// Identifiers by their kind, so that an approved file can show whole streams.
std::string Named(std::string text) {
  text = std::regex_replace(text, std::regex("chatcmpl-[A-Za-z0-9]{29}"), "ID");
  text = std::regex_replace(text, std::regex("fp_[a-f0-9]{10}"), "FP");
  return std::regex_replace(text, std::regex("call_[A-Za-z0-9]{24}"), "CALL");
}

std::string Print(const std::vector<Piece>& pieces, Stop stop, const WireRequest& request) {
  const Usage usage = SomeUsage();
  return Named(PrintAll(OpenAiWire(), request, pieces, {usage, stop, ""}));
}

TEST(OpenAiWriter, StreamsTextByteForByte) {
  const std::string events = Print({Text(0, "Hel"), Text(0, "lo \"you\"\n")}, Stop::kEnd, Asked());
  EXPECT_EQ(events, Approved("openai_text.sse", events));
}

TEST(OpenAiWriter, UsageIsNullUntilItsOwnChunk) {
  const std::string events = Print({Text(0, "a")}, Stop::kMaxTokens, Asked(true));
  EXPECT_EQ(events, Approved("openai_usage.sse", events));
}

TEST(OpenAiWriter, ParallelCallsAreToldApartByTheirIndex) {
  const std::vector<Piece> pieces = {Call(0, "f", "1"), Arguments(0, "{}"), Call(1, "g", "2"),
                                     Arguments(1, "{\"a\":1}")};
  const std::string events = Print(pieces, Stop::kToolUse, Asked());
  EXPECT_EQ(events, Approved("openai_parallel_calls.sse", events));
}

TEST(OpenAiWriter, VisibleReasoningHasItsOwnKey) {
  EXPECT_NE(Print({Thought(0, "Hm"), Text(1, "a")}, Stop::kEnd, Asked())
                .find(R"("delta":{"reasoning_content":"Hm"})"),
            std::string::npos);
}

TEST(OpenAiWriter, ObfuscationFollowsTheSeed) {
  WireRequest request = Asked();
  request.obfuscation = true;
  const Usage usage = SomeUsage();
  const Ending ending{usage, Stop::kEnd, ""};
  const std::string once = PrintAll(OpenAiWire(), request, {Text(0, "a")}, ending, {.seed = 1});
  EXPECT_TRUE(std::regex_search(once, std::regex("\"obfuscation\":\"[A-Za-z0-9]{1,16}\"\\}\n\n")));
  EXPECT_EQ(once, PrintAll(OpenAiWire(), request, {Text(0, "a")}, ending, {.seed = 1}));
  EXPECT_NE(once, PrintAll(OpenAiWire(), request, {Text(0, "a")}, ending, {.seed = 2}));
}

TEST(OpenAiWriter, StampsAreAnExtraMemberOfEachChunk) {
  const std::unique_ptr<AnswerWriter> writer =
      OpenAiWire().NewWriter(Asked(), {.seed = 1, .stamps = true, .received = Time(Duration(5))});
  std::string out;
  writer->set_sent(Time(Duration(7)));
  writer->Add(Text(0, "a"), out);
  EXPECT_NE(out.find(R"("finish_reason":null}],"lab":{"received_ns":5,"sent_ns":7}})"),
            std::string::npos)
      << out;
}

TEST(OpenAiWriter, ABufferedBodyHoldsTheSameAnswer) {
  const Usage usage = SomeUsage();
  BufferedAnswer answer;
  for (const Piece& piece : {Thought(0, "Hm"), Text(1, "Hel"), Text(1, "lo")}) answer.Add(piece);
  const std::string body =
      Named(OpenAiWire().Body(Asked(), {}, answer, {usage, Stop::kEnd, ""}, kUnset));
  EXPECT_EQ(body, Approved("openai_body.json", body));
}

TEST(OpenAiWriter, ABufferedCallHasNoContentAndArgumentsAsText) {
  const Usage usage = SomeUsage();
  BufferedAnswer answer;
  for (const Piece& piece : {Call(0, "f", "1"), Arguments(0, "{\"a\":1}"), Call(1, "g", "2")}) {
    answer.Add(piece);
  }
  const std::string body =
      Named(OpenAiWire().Body(Asked(), {}, answer, {usage, Stop::kToolUse, ""}, kUnset));
  EXPECT_EQ(body, Approved("openai_body_with_calls.json", body));
}

}  // namespace
}  // namespace lab::mocks
