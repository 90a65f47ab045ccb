#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "tests/unit/wire/wire_testing.h"

namespace lab::mocks {
namespace {

WireRequest ToGpt(bool include_usage = false) {
  WireRequest request;
  request.mock.family = Family::kOpenAi;
  request.mock.model = "gpt-5-mini";
  request.mock.stream = true;
  request.include_usage = include_usage;
  request.obfuscation = false;
  return request;
}

std::string OpenAiEvents(const std::vector<Piece>& pieces, Stop stop, const WireRequest& request) {
  const Usage usage = SomeUsage();
  return Named(PrintAll(OpenAiWire(), request, pieces, {usage, stop, ""}));
}

TEST(OpenAiWriter, StreamsTextByteForByte) {
  const std::string events =
      OpenAiEvents({Text(0, "Hel"), Text(0, "lo \"you\"\n")}, Stop::kEnd, ToGpt());
  EXPECT_EQ(events, Approved("openai_text.sse", events));
}

TEST(OpenAiWriter, UsageIsNullUntilItsOwnChunk) {
  const std::string events = OpenAiEvents({Text(0, "a")}, Stop::kMaxTokens, ToGpt(true));
  EXPECT_EQ(events, Approved("openai_usage.sse", events));
}

TEST(OpenAiWriter, ParallelCallsAreToldApartByTheirIndex) {
  const std::vector<Piece> pieces = {Call(0, "f", "1"), Arguments(0, "{}"), Call(1, "g", "2"),
                                     Arguments(1, "{\"a\":1}")};
  const std::string events = OpenAiEvents(pieces, Stop::kToolUse, ToGpt());
  EXPECT_EQ(events, Approved("openai_parallel_calls.sse", events));
}

TEST(OpenAiWriter, VisibleReasoningHasItsOwnKey) {
  EXPECT_NE(OpenAiEvents({Thought(0, "Hm"), Text(1, "a")}, Stop::kEnd, ToGpt())
                .find(R"("delta":{"reasoning_content":"Hm"})"),
            std::string::npos);
}

TEST(OpenAiWriter, ObfuscationFollowsTheSeed) {
  WireRequest request = ToGpt();
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
      OpenAiWire().NewWriter(ToGpt(), {.seed = 1, .stamps = true, .received = Time(Duration(5))});
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
      Named(OpenAiWire().Body(ToGpt(), {}, answer, {usage, Stop::kEnd, ""}, kUnset));
  EXPECT_EQ(body, Approved("openai_body.json", body));
}

TEST(OpenAiWriter, ABufferedCallHasNoContentAndArgumentsAsText) {
  const Usage usage = SomeUsage();
  BufferedAnswer answer;
  for (const Piece& piece : {Call(0, "f", "1"), Arguments(0, "{\"a\":1}"), Call(1, "g", "2")}) {
    answer.Add(piece);
  }
  const std::string body =
      Named(OpenAiWire().Body(ToGpt(), {}, answer, {usage, Stop::kToolUse, ""}, kUnset));
  EXPECT_EQ(body, Approved("openai_body_with_calls.json", body));
}

}  // namespace
}  // namespace lab::mocks
