#include "mocks/event_faults.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/base/encoding.h"

namespace lab::mocks {
namespace {

using namespace std::chrono_literals;

const FaultEvents kEvents = {.error = "E\n\n", .unknown = "U\n\n", .terminator = "end"};
constexpr const char* kStream = "{a}\n\n{b}\n\n{c}\n\nend\n\n";

std::vector<Fault> Faults(const std::string& plan) {
  const Result<std::vector<FaultRule>> rules = ParseFaultRules(plan);
  EXPECT_TRUE(rules) << plan;
  std::vector<Fault> faults;
  for (const FaultRule& rule : *rules) faults.push_back(rule.fault);
  return faults;
}

/// The steps in one line: chunks in brackets, line ends as \r \n.
std::string Show(const std::vector<WireStep>& steps) {
  std::string text;
  for (const WireStep& step : steps) {
    std::string bytes;
    for (const char c : step.bytes) {
      bytes += c == '\n' ? "\\n" : c == '\r' ? "\\r" : std::string(1, c);
    }
    switch (step.kind) {
      case WireStep::Kind::kChunk:
        text += "[" + bytes + "]";
        break;
      case WireStep::Kind::kCut:
        text += fmt::format("<{} of {}>", bytes, step.announced);
        break;
      case WireStep::Kind::kWait:
        text += " wait " + FormatDuration(step.wait) + " ";
        break;
      case WireStep::Kind::kFinish:
        text += " finish";
        break;
      case WireStep::Kind::kClose:
        text += " close";
        break;
      case WireStep::Kind::kReset:
        text += " reset";
        break;
    }
  }
  return text;
}

std::string Play(const std::string& plan, std::string_view stream = kStream) {
  EventFaults faults(Faults(plan), kEvents);
  std::vector<WireStep> steps = faults.Apply(stream);
  for (WireStep& step : faults.Finish()) steps.push_back(std::move(step));
  return Show(steps);
}

TEST(EventFaults, WithoutAFaultEachEventIsAChunk) {
  EXPECT_EQ(Play(""), R"([{a}\n\n][{b}\n\n][{c}\n\n][end\n\n] finish)");
}

TEST(EventFaults, EachKindDoesWhatItSays) {
  const std::pair<const char*, const char*> rows[] = {
      {"stall=1:250", R"([{a}\n\n] wait 250 ms [{b}\n\n][{c}\n\n][end\n\n] finish)"},
      {"disconnect=2", R"([{a}\n\n][{b}\n\n] close)"},
      {"reset=1", R"([{a}\n\n] reset)"},
      {"truncated_chunk=1", R"([{a}\n\n]<{b of 5> close)"},
      {"missing_terminator", R"([{a}\n\n][{b}\n\n][{c}\n\n] finish)"},
      {"error_event=1", R"([{a}\n\n][E\n\n] finish)"},
      {"duplicate_event=1", R"([{a}\n\n][{b}\n\n][{b}\n\n][{c}\n\n][end\n\n] finish)"},
      {"reorder_event=1", R"([{a}\n\n][{c}\n\n][{b}\n\n][end\n\n] finish)"},
      {"reorder_event=3", R"([{a}\n\n][{b}\n\n][{c}\n\n][end\n\n] finish)"},
      {"unknown_event=1", R"([{a}\n\n][U\n\n][{b}\n\n][{c}\n\n][end\n\n] finish)"},
      {"malformed_json=1", R"([{a}\n\n][{b\n\n][{c}\n\n][end\n\n] finish)"},
      {"merge_events=3", R"([{a}\n\n{b}\n\n{c}\n\n][end\n\n] finish)"},
      {"lone_cr", R"([{a}\r\r][{b}\r\r][{c}\r\r][end\r\r] finish)"},
      {"comments=2",
       R"([: keep-alive\n\n][{a}\n\n][{b}\n\n][: keep-alive\n\n][{c}\n\n][end\n\n] finish)"},
      {"large_event=1:9", R"([{a}\n\n][{b    }\n\n][{c}\n\n][end\n\n] finish)"},
      {"stall=9:250", R"([{a}\n\n][{b}\n\n][{c}\n\n][end\n\n] finish)"},
  };
  for (const auto& [plan, steps] : rows) EXPECT_EQ(Play(plan), steps) << plan;
}

TEST(EventFaults, SegmentsEndWhereTheModeSays) {
  EXPECT_EQ(Play("split=bytes", "{a}\n\n"), R"([{][a][}][\n][\n] finish)");
  EXPECT_EQ(Play("split=crlf", "{a}\n\n"), R"([{a}\r][\n\r][\n] finish)");
  EXPECT_EQ(Play("split=utf8", "{\xc3\xa9}\n\n"), "[{\xc3][\xa9}\\n\\n] finish");
}

TEST(EventFaults, ABomComesOnce) {
  EXPECT_EQ(Play("bom", "{a}\n\n{b}\n\n"), "[\xef\xbb\xbf{a}\\n\\n][{b}\\n\\n] finish");
}

TEST(EventFaults, InvalidUtf8GoesIntoATextSoThatTheJsonStaysWhole) {
  EXPECT_EQ(Play("invalid_utf8=0", "data: {\"text\":\"a\"}\n\n"),
            "[data: {\"text\":\"\xff\xc3"
            "a\"}\\n\\n] finish");
}

TEST(EventFaults, GzipWrapsWhatIsSent) {
  EventFaults faults(Faults("gzip"), kEvents);
  EXPECT_TRUE(faults.gzip());
  std::vector<WireStep> steps = faults.Apply("{a}\n\n");
  for (WireStep& step : faults.Finish()) steps.push_back(std::move(step));
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(HexEncode(steps[0].bytes).substr(0, 20), "1f8b08000000000000ff");
  EXPECT_EQ(steps[1].bytes.size(), 13U);
}

TEST(EventFaults, EventsAreCountedOverAllCalls) {
  EventFaults faults(Faults("disconnect=2"), kEvents);
  EXPECT_EQ(Show(faults.Apply("{a}\n\n")), R"([{a}\n\n])");
  EXPECT_EQ(Show(faults.Apply("{b}\n\n{c}\n\n")), R"([{b}\n\n] close)");
  EXPECT_TRUE(faults.ended());
  EXPECT_EQ(Show(faults.Apply("{d}\n\n")), "");
  EXPECT_EQ(Show(faults.Finish()), "");
}

TEST(EventFaults, WhatWasHeldBackIsSentBeforeAnEnd) {
  EXPECT_EQ(Play("merge_events=3; disconnect=2"), R"([{a}\n\n{b}\n\n] close)");
  EXPECT_EQ(Play("merge_events=8; stall=1:250"),
            R"([{a}\n\n] wait 250 ms [{b}\n\n{c}\n\nend\n\n] finish)");
}

TEST(EventFaults, ABodyIsTwoHalves) {
  const auto play = [](const char* plan) {
    EventFaults faults(Faults(plan), kEvents);
    std::vector<WireStep> steps = faults.ApplyToBody("{\"a\":12}");
    for (WireStep& step : faults.Finish()) steps.push_back(std::move(step));
    return Show(steps);
  };
  EXPECT_EQ(play("stall=9:250"), R"([{"a"] wait 250 ms [:12}] finish)");
  EXPECT_EQ(play("disconnect=5"), R"([{"a"] close)");
  EXPECT_EQ(play("malformed_json=1"), R"([{"a"][:12] finish)");
  EXPECT_EQ(play("error_event=0; duplicate_event=0; missing_terminator"), R"([{"a"][:12}] finish)");
}

TEST(EventFaults, ConcernsOnlyWhatChangesABody) {
  EXPECT_FALSE(EventFaults::Concern(Faults("status=500; timeout=5; html; wrong_content_length")));
  EXPECT_FALSE(EventFaults::Concern({}));
  EXPECT_TRUE(EventFaults::Concern(Faults("stall=1:5")));
  EXPECT_TRUE(EventFaults::Concern(Faults("gzip")));
}

}  // namespace
}  // namespace lab::mocks
