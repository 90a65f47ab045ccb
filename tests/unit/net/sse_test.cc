#include "framework/net/sse.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lab::net {
namespace {

using namespace std::string_literals;

struct SeenEvent {
  std::string type = "message";
  std::string data;
  std::string id;
  bool unterminated = false;

  friend bool operator==(const SeenEvent&, const SeenEvent&) = default;
  friend std::ostream& operator<<(std::ostream& out, const SeenEvent& seen) {
    return out << "{" << seen.type << ", '" << seen.data << "', id '" << seen.id << "'"
               << (seen.unterminated ? ", unterminated}" : "}");
  }
};

class Recorder {
 public:
  void operator()(const SseEvent& event) {
    events.push_back({std::string(event.type), std::string(event.data), std::string(event.id),
                      event.unterminated});
  }
  std::vector<SeenEvent> events;
};

std::vector<SeenEvent> ParseIn(std::string_view bytes, std::size_t fragment) {
  SseParser parser;
  Recorder recorder;
  for (std::size_t at = 0; at < bytes.size(); at += fragment) {
    const std::string copy(bytes.substr(at, fragment));  // so that a view kept too long is seen
    parser.Feed(copy, recorder);
  }
  parser.Finish(recorder);
  EXPECT_EQ(parser.events(), recorder.events.size());
  return recorder.events;
}

struct Case {
  std::string name;
  std::string bytes;
  std::vector<SeenEvent> events;
};

SeenEvent Message(std::string data) { return {.data = std::move(data)}; }

const std::vector<Case> kCases = {
    {"space after the colon", "data: a\n\n", {Message("a")}},
    {"no space", "data:a\n\n", {Message("a")}},
    {"one of two spaces is dropped", "data:  a\n\n", {Message(" a")}},
    {"two lines", "data: a\ndata: b\n\n", {Message("a\nb")}},
    {"three lines, one empty", "data: a\ndata:\ndata: c\n\n", {Message("a\n\nc")}},
    {"bare data", "data\n\n", {Message("")}},
    {"bare data twice", "data\ndata\n\n", {Message("\n")}},
    {"empty data", "data:\n\n", {Message("")}},
    {"an empty dispatch resets the type", "event: x\n\ndata: a\n\n", {Message("a")}},
    {"a type", "event: x\ndata: a\n\ndata: b\n\n", {{.type = "x", .data = "a"}, Message("b")}},
    {"the last type counts", "event: x\nevent: y\ndata: a\n\n", {{.type = "y", .data = "a"}}},
    {"an empty type is none", "event: x\nevent\ndata: a\n\n", {Message("a")}},
    {"type behind data", "data: a\nevent: x\n\n", {{.type = "x", .data = "a"}}},
    {"a comment", ": c\ndata: a\n\n", {Message("a")}},
    {"a comment inside an event", "data: a\n: c\n:\ndata: b\n\n", {Message("a\nb")}},
    {"CR", "data: a\r\r", {Message("a")}},
    {"CRLF", "data: a\r\n\r\n", {Message("a")}},
    {"LF then CRLF", "data: a\n\r\n", {Message("a")}},
    {"CR then LF is one line end", "data: a\r\ndata: b\n\n", {Message("a\nb")}},
    {"CR CRLF", "data: a\r\r\ndata: b\r\n\n", {Message("a"), Message("b")}},
    {"LF CR", "data: a\n\rdata: b\r\r\n", {Message("a"), Message("b")}},
    {"BOM",
     "\xEF\xBB\xBF"
     "data: a\n\n",
     {Message("a")}},
    {"a second BOM is data",
     "\xEF\xBB\xBF\xEF\xBB\xBF"
     "data: a\n\ndata: b\n\n",
     {Message("b")}},
    {"a BOM further on is data",
     "\n\xEF\xBB\xBF"
     "data: a\n\ndata: b\n\n",
     {Message("b")}},
    {"half a BOM is data",
     "\xEF\xBB"
     "data: a\n\ndata: b\n\n",
     {Message("b")}},
    {"an id stays",
     "id: 7\ndata: a\n\ndata: b\n\n",
     {{.data = "a", .id = "7"}, {.data = "b", .id = "7"}}},
    {"an empty id resets it",
     "id: 7\ndata: a\n\nid\ndata: b\n\n",
     {{.data = "a", .id = "7"}, Message("b")}},
    {"an id of a block without data stays too", "id: 7\n\ndata: a\n\n", {{.data = "a", .id = "7"}}},
    {"an id with NUL is ignored", "id: 1\0\ndata: a\n\n"s, {Message("a")}},
    {"an id with NUL leaves the one before",
     "id: 7\nid: 1\0\ndata: a\n\n"s,
     {{.data = "a", .id = "7"}}},
    {"unknown fields", "Data: x\n data: y\ndatax: z\ndata : w\nfoo\ndata: a\n\n", {Message("a")}},
    {"a colon in the value", "data: a:b: c\n\n", {Message("a:b: c")}},
    {"UTF-8", "data: {\"t\":\"\xF0\x9F\x98\x80\"}\n\n", {Message("{\"t\":\"\xF0\x9F\x98\x80\"}")}},
    {"invalid UTF-8 is left alone", "data: \xFF\xC0\n\n", {Message("\xFF\xC0")}},
    {"empty lines", "\n\n\r\r\n\ndata: a\n\n\n\n", {Message("a")}},
    {"nothing", "", {}},
    {"no end of event", "data: a\n", {{.data = "a", .unterminated = true}}},
    {"no end of line", "event: x\ndata: a", {{.type = "x", .data = "a", .unterminated = true}}},
    {"no end of the second line", "data: a\ndata: b", {{.data = "a\nb", .unterminated = true}}},
    {"no end of a block without data", "event: x", {}},
    {"only a BOM", "\xEF\xBB\xBF", {}},
    {"a long line",
     "data: " + std::string(3000, 'x') + "\n\ndata: a\n\n",
     {Message(std::string(3000, 'x')), Message("a")}},
    {"a provider's stream",
     "event: message_start\ndata: {\"type\":\"message_start\"}\n\n"
     "event: ping\ndata: {\"type\": \"ping\"}\n\n: keep\n\ndata: [DONE]\n\n",
     {{.type = "message_start", .data = "{\"type\":\"message_start\"}"},
      {.type = "ping", .data = "{\"type\": \"ping\"}"},
      Message("[DONE]")}},
};

TEST(SseParser, SplitsEventsAcrossAnyChunkBoundary) {
  for (const Case& row : kCases) {
    for (std::size_t fragment = 1; fragment <= row.bytes.size() + 1; ++fragment) {
      ASSERT_EQ(ParseIn(row.bytes, fragment), row.events)
          << row.name << ", " << fragment << " bytes at a time";
    }
  }
}

TEST(SseParser, CutInTwoAtEachByteGivesTheSameEvents) {
  for (const Case& row : kCases) {
    for (std::size_t cut = 0; cut <= row.bytes.size(); ++cut) {
      SseParser parser;
      Recorder recorder;
      parser.Feed(std::string(row.bytes.substr(0, cut)), recorder);
      parser.Feed(std::string(row.bytes.substr(cut)), recorder);
      parser.Finish(recorder);
      ASSERT_EQ(recorder.events, row.events) << row.name << ", cut at " << cut;
    }
  }
}

TEST(SseParser, ALoneCrAtTheEndOfAReadEndsTheEventAtOnce) {
  SseParser parser;
  Recorder recorder;
  parser.Feed("data: a\r\r", recorder);
  EXPECT_EQ(recorder.events.size(), 1U);
  parser.Feed("\ndata: b\n\n", recorder);
  EXPECT_EQ(recorder.events.size(), 2U);
}

TEST(SseParser, HandsOutViewsIntoTheFragmentWithoutACopy) {
  const std::string bytes = "event: x\ndata: whole\n\n";
  SseParser parser;
  parser.Feed(bytes, [&](const SseEvent& event) {
    EXPECT_EQ(event.data.data(), bytes.data() + 15);
    EXPECT_EQ(event.type.data(), bytes.data() + 7);
  });
  EXPECT_EQ(parser.events(), 1U);
}

TEST(SseParser, CountsComments) {
  SseParser parser;
  Recorder recorder;
  parser.Feed(": OPENROUTER PROCESSING\n\n:\n:", recorder);
  EXPECT_EQ(parser.comments(), 2U);
  parser.Finish(recorder);
  EXPECT_EQ(parser.comments(), 3U);
  EXPECT_TRUE(recorder.events.empty());
}

TEST(SseParser, AFieldErrorIsAnEventOfThatName) {
  SseParser parser;
  Recorder recorder;
  parser.Feed("data: a\n\nerror: {\"code\":400}\n\nerror:\n\nerror\n\n", recorder);
  ASSERT_EQ(recorder.events.size(), 2U);
  EXPECT_EQ(recorder.events[1].type, "error");
  EXPECT_EQ(recorder.events[1].data, R"({"code":400})");
}

TEST(SseParser, TakesARetryOfDigitsOnly) {
  SseParser parser;
  Recorder recorder;
  parser.Feed("retry: 1x\nretry: -1\nretry:\nretry: 99999999999999999999\n", recorder);
  EXPECT_EQ(parser.retry(), std::nullopt);
  parser.Feed("retry: 1500\n", recorder);
  EXPECT_EQ(parser.retry(), std::chrono::milliseconds(1500));
}

TEST(SseParser, FinishingTwiceHandsOutNothingTwice) {
  SseParser parser;
  Recorder recorder;
  parser.Feed("data: a", recorder);
  parser.Finish(recorder);
  parser.Finish(recorder);
  EXPECT_EQ(recorder.events.size(), 1U);
}

TEST(SseParser, StopsAtALineOverTheLimitInAnyFragments) {
  const std::string bytes = "data: small\n\ndata: 0123456789012345\n\ndata: after\n\n";
  for (std::size_t fragment = 1; fragment <= bytes.size(); ++fragment) {
    SseParser parser(16);
    Recorder recorder;
    for (std::size_t at = 0; at < bytes.size(); at += fragment) {
      parser.Feed(bytes.substr(at, fragment), recorder);
    }
    parser.Finish(recorder);
    ASSERT_TRUE(parser.overflowed()) << fragment;
    ASSERT_EQ(recorder.events, std::vector<SeenEvent>{Message("small")}) << fragment;
  }
}

TEST(SseParser, StopsAtAnEventOfManyLinesOverTheLimit) {
  SseParser parser(16);
  Recorder recorder;
  for (int i = 0; i < 4; ++i) parser.Feed("data: 01234\n", recorder);
  parser.Feed("\n", recorder);
  EXPECT_TRUE(parser.overflowed());
  EXPECT_TRUE(recorder.events.empty());
}

TEST(SseParser, ManyLineEndsOfOneKindTakeLinearTime) {
  std::string bytes;
  for (int i = 0; i < 200'000; ++i) bytes += "d\r";  // quadratic, this would take minutes
  EXPECT_TRUE(ParseIn(bytes, bytes.size()).empty());
}

}  // namespace
}  // namespace lab::net
