#include "mocks/write_log.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "mocks/fault_plan.h"
#include "mocks/profile.h"
#include "tests/support/mock_world.h"

namespace lab::mocks {
namespace {

constexpr const char* kFaults[] = {
    "",
    "refuse",
    "slow_accept=700",
    "tls_failure",
    "status=400",
    "status=429:7",
    "status=529",
    "html",
    "timeout=1500",
    "stall=3:2000",
    "disconnect=0",
    "disconnect=1",
    "reset=0",
    "reset=1",
    "truncated_chunk=0",
    "truncated_chunk=3",
    "missing_terminator",
    "error_event=1",
    "duplicate_event=1",
    "reorder_event=1",
    "unknown_event=1",
    "malformed_json=1",
    "invalid_utf8=1",
    "split=bytes",
    "split=crlf",
    "merge_events=3",
    "lone_cr",
    "bom",
    "comments",
    "large_event=1:5000",
    "gzip",
    "gzip; split=bytes",
    "wrong_content_length=10",
    "wrong_content_length=-10",
};

const std::string kChat = R"({"model":"gpt-5-mini","messages":[{"role":"user","content":"Hi"}]})";

std::string Bare(std::string_view line, std::string_view headers = "connection: close\r\n") {
  return fmt::format("{} HTTP/1.1\r\nhost: mock\r\nx-api-key: k\r\n{}\r\n", line, headers);
}

/// Every way in which the mock answers that is no fault: each route, each refusal.
std::vector<std::string> OtherTalks() {
  return {
      Bare("GET /health"),
      Bare("HEAD /health"),
      Bare("GET /version"),
      Bare("GET /v1/models"),
      Bare("HEAD /v1/models", "anthropic-version: 2023-06-01\r\nconnection: close\r\n"),
      Bare("GET /v1/models/ideal"),
      Bare("OPTIONS /v1/messages", "origin: http://page\r\nconnection: close\r\n"),
      Bare("DELETE /v1/messages"),
      Bare("GET /v1/nope"),
      Post("/v1/messages/count_tokens", "x-api-key: k\r\nanthropic-version: 2023-06-01\r\n",
           R"({"model":"ideal","messages":[{"role":"user","content":"Hi"}]})"),
      Post("/v1/chat/completions", "", kChat),                       // no key
      PostOpenAi(R"({"model":"gtp-5","messages":[]})"),              // no such model
      PostOpenAi("{"),                                               // no JSON
      PostOpenAi(kChat, "content-encoding: gzip\r\n"),               // no body that it reads
      PostOpenAi(kChat, "x-lab-fault: refuse\r\n"),                  // too late
      "GET / HTTP/1.1\r\nhost mock\r\n\r\n",                         // no head
      Bare("POST /v1/messages", "content-length: 99999999999\r\n"),  // no end
      PostOpenAi(kChat, "connection: keep-alive\r\n") + Bare("GET /health"),
      "GET /health HTTP/1.0\r\n\r\n",
  };
}

struct Told {
  std::size_t writes = 0;
  std::size_t body = 0;
  std::size_t wire = 0;
};

Received TalkAndListen(std::string_view plan, const std::string& request, Told& told) {
  MockServerOptions options{.seed = 7, .faults = *ParseFaultRules(plan)};
  options.on_write = [&told](const EventRecord& record) {
    ++told.writes;
    told.body += record.bytes;
    told.wire += record.wire_bytes;
  };
  MockWorld world(std::move(options));
  return world.Talk(request);
}

std::vector<std::string> Questions() {
  std::vector<std::string> questions;
  for (const char* stream : {"true", "false"}) {
    const std::string tail =
        std::string(R"(","stream":)") + stream + R"(,"messages":[{"role":"user","content":"Hi"}])";
    const std::string hints = "x-lab-hints: output_tokens=6\r\n";
    questions.push_back(
        PostAnthropic(R"({"max_tokens":90,"model":"claude-haiku-5-5)" + tail + "}", hints));
    questions.push_back(PostOpenAi(R"({"model":"gpt-5-mini)" + tail + "}", hints));
  }
  // To a client of HTTP/1.0 a stream has no chunks.
  std::string old = questions.front();
  old.replace(old.find("HTTP/1.1"), 8, "HTTP/1.0");
  questions.push_back(old);
  return questions;
}

TEST(WriteLog, TellsOfEveryByteOfEveryFault) {
  for (const char* fault : kFaults) {
    for (const std::string& question : Questions()) {
      SCOPED_TRACE(std::string(fault) + "\n" + question);
      Told told;
      const Received heard = TalkAndListen(fault, question, told);
      EXPECT_FALSE(heard.silent);
      if (heard.reset) {  // what was on its way is lost
        EXPECT_GE(told.wire, heard.bytes.size());
        continue;
      }
      EXPECT_EQ(told.wire, heard.bytes.size());
      EXPECT_EQ(told.body, BodyOf(heard.bytes).size());
      EXPECT_EQ(told.writes > 0, !heard.bytes.empty());
    }
  }
}

TEST(WriteLog, HasHeardOfEveryFaultThatThereIs) {
  std::set<FaultKind> kinds;
  for (const char* fault : kFaults) {
    const std::vector<FaultRule> rules = *ParseFaultRules(fault);
    for (const FaultRule& rule : rules) kinds.insert(rule.fault.kind);
  }
  EXPECT_EQ(kinds.size(), static_cast<std::size_t>(FaultKind::kWrongContentLength) + 1);
}

TEST(WriteLog, TellsOfEveryByteOfEveryOtherAnswer) {
  for (const std::string& request : OtherTalks()) {
    SCOPED_TRACE(request);
    Told told;
    const Received heard = TalkAndListen("", request, told);
    EXPECT_FALSE(heard.silent);
    EXPECT_NE(heard.bytes, "");
    EXPECT_EQ(told.wire, heard.bytes.size());
  }
}

TEST(WriteLog, TellsOfTheWordToGoOn) {
  Told told;
  std::string request = PostOpenAi(kChat, "expect: 100-continue\r\n");
  const std::size_t head = request.find("\r\n\r\n") + 4;
  MockServerOptions options{.seed = 7};
  options.on_write = [&told](const EventRecord& record) { told.wire += record.wire_bytes; };
  MockWorld world(std::move(options));
  const Received heard = world.TalkFor(request.substr(0, head), std::chrono::seconds(1));
  EXPECT_EQ(heard.bytes, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(told.wire, heard.bytes.size());
}

TEST(WriteLog, TellsOfTheGarbageThatAnswersAHandshake) {
  Told told;
  MockServerOptions options{.faults = *ParseFaultRules("tls_failure")};
  options.secure = [](std::unique_ptr<net::Stream> plain) { return plain; };
  options.on_write = [&told](const EventRecord& record) { told.wire += record.wire_bytes; };
  MockWorld world(std::move(options));
  const Received heard = world.Talk("\x16\x03\x01");
  EXPECT_GT(told.wire, 0U);
  EXPECT_EQ(told.wire, heard.bytes.size());
}

TEST(WriteLog, CountsTheWritesOfAnAnswerFromItsHead) {
  std::vector<EventRecord> records;
  std::vector<std::string> keys;
  MockServerOptions options{.seed = 7, .profile = *ShippedProfile("ideal")};
  options.on_write = [&](const EventRecord& record) {
    records.push_back(record);
    keys.emplace_back(record.request);
  };
  MockWorld world(std::move(options));
  world.Talk(PostOpenAi(R"({"model":"ideal","stream":true,"messages":[{"role":"user",)"
                        R"("content":"Hi"}]})",
                        "x-lab-request: mine\r\nx-lab-hints: output_tokens=2\r\n"));
  ASSERT_EQ(records.size(), 5U);  // the head, two tokens, the end of the stream, that of the body
  for (int i = 0; i < 5; ++i) EXPECT_EQ(records[static_cast<std::size_t>(i)].write, i);
  for (const std::string& key : keys) EXPECT_EQ(key, "mine");
  EXPECT_EQ(records[0].bytes, 0U);
  EXPECT_EQ(records[4].bytes, 0U);
  EXPECT_EQ(records[4].wire_bytes, 5U);
  EXPECT_EQ(records[2].offset, static_cast<std::int64_t>(records[1].bytes));
  EXPECT_EQ(records[1].intended, records[1].sent);
  EXPECT_FALSE(IsSet(records[0].intended));
}

}  // namespace
}  // namespace lab::mocks
