#include "framework/llm/providers/inspect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "framework/base/encoding.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/llm/providers/stream_fold.h"
#include "tests/unit/providers/folding.h"

namespace lab {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(Inspect, PrintsEveryMember) {
  const std::string body =
      Event("message_start", R"({"type":"message_start","message":{"model":"m",)"
                             R"("usage":{"input_tokens":3,"output_tokens":1}}})") +
      ": c\n\n" +
      Event("content_block_start",
            R"({"type":"content_block_start","index":0,"content_block":)"
            R"({"type":"server_tool_use","id":"1","name":"s","input":{}}})") +
      Event("message_delta", R"({"type":"message_delta","delta":{"stop_reason":"tool_use"},)"
                             R"("usage":{"output_tokens":7}})") +
      Event("message_stop", R"({"type":"message_stop"})");
  const Result<std::string> printed = InspectBody("anthropic", body);
  ASSERT_TRUE(printed.ok());
  EXPECT_EQ(json::parse(*printed), json::parse(R"({"text":"","reasoning":"",
      "tool_calls":[{"name":"s","arguments":"{}","server":true}],"stop_reason":"tool_use",
      "usage":{"input_uncached":3,"cache_read":0,"cache_write_5m":0,"cache_write_1h":0,
               "output_total":7,"output_reasoning":0},
      "usage_reported":true,"model":"m","events":4,"comments":1,"terminated":true,
      "first_token_event":null,"error":null})"));
  EXPECT_EQ(printed->back(), '}');
}

TEST(Inspect, ABrokenStreamIsAMemberNotAFailure) {
  const json printed = json::parse(*InspectBody("openai", "data: {\xff}\n\n"));
  EXPECT_EQ(printed["error"]["kind"], "decode");
  EXPECT_THAT(printed["error"]["message"].get<std::string>(), HasSubstr("\xef\xbf\xbd"));
  EXPECT_EQ(json::parse(*InspectBody("openai", ""))["error"]["kind"], "truncated");
}

TEST(Inspect, WhatIsNoStreamIsToldFromABrokenOne) {
  for (const std::string stream :
       {"data: x\n\n", "data: cut", ": comment\n", "event: a\r\ndata: b\r\n", "\n\ndata:\n\n"}) {
    EXPECT_TRUE(CheckIsStream(stream).ok()) << stream;
  }
  struct Row {
    std::string bytes;
    std::string message;
  };
  const Row rows[] = {{"", "it is empty"},
                      {" \r\n\n", "it is empty"},
                      {R"({"choices":[]})", "no event stream but a JSON body"},
                      {R"([{"error":1}])", "no event stream but a JSON body"},
                      {"<html>\n<p>data</p>", "it is no event stream: no line of it begins with"},
                      {"# A page\n\nevent: of the year\n", "it begins: # A page"},
                      {std::string("\x1f\x8b\x08\0\0", 5), "it is no event stream"}};
  for (const Row& row : rows) {
    const Result<void> checked = CheckIsStream(row.bytes);
    ASSERT_FALSE(checked.ok()) << row.bytes;
    EXPECT_EQ(checked.error().kind, ErrorKind::kUsage);
    EXPECT_THAT(checked.error().message, HasSubstr(row.message));
  }
}

TEST(Inspect, AnUnknownWireListsTheRightOnes) {
  const Result<std::string> printed = InspectBody("smoke-signals", "");
  ASSERT_FALSE(printed.ok());
  EXPECT_EQ(printed.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(printed.error().message, HasSubstr("'smoke-signals'"));
  EXPECT_THAT(printed.error().message, HasSubstr("anthropic, openai, openai-compatible"));
}

// ---- streams that services really sent, folded once by another program

std::string RecordingsFolder() {
  const char* set = std::getenv("LAB_RECORDED_STREAMS");
  return set != nullptr ? set : LAB_SOURCE_DIR "/../shared/reference/streams";
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Sha256(const std::string& text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return HexEncode(digest);
}

struct Recording {
  const char* name;
  const char* wire;
  Usage usage;
};

Usage Tokens5(std::int64_t uncached, std::int64_t read, std::int64_t write, std::int64_t output,
              std::int64_t reasoning) {
  return {.input_uncached = Tokens{uncached},
          .cache_read = Tokens{read},
          .cache_write_5m = Tokens{write},
          .output_total = Tokens{output},
          .output_reasoning = Tokens{reasoning}};
}

class Recorded : public testing::TestWithParam<Recording> {
 protected:
  void SetUp() override {
    const std::string folder = RecordingsFolder();
    const std::string text = ReadFile(folder + "/expected.json");
    if (text.empty()) {
      GTEST_SKIP() << "no recorded streams in " << folder << "; set LAB_RECORDED_STREAMS";
    }
    expected_ = json::parse(text)[GetParam().name];
    body_ = ReadFile(folder + "/" + GetParam().name + ".sse");
    ASSERT_EQ(body_.size(), expected_["bytes"].get<std::size_t>());
  }

  void Check(const Reply& reply) const {
    EXPECT_EQ(reply.text.size(), expected_["text"]["utf8_bytes"].get<std::size_t>());
    EXPECT_EQ(json(Sha256(reply.text)), expected_["text"]["sha256"]);
    EXPECT_EQ(json(Sha256(reply.reasoning)), expected_["reasoning"]["sha256"]);
    ASSERT_EQ(reply.tool_calls.size(), expected_["tool_calls"].size());
    for (std::size_t i = 0; i < reply.tool_calls.size(); ++i) {
      EXPECT_EQ(json(reply.tool_calls[i].name), expected_["tool_calls"][i]["name"]);
      EXPECT_EQ(json(reply.tool_calls[i].arguments), expected_["tool_calls"][i]["args"]);
    }
    EXPECT_EQ(json(reply.stop_reason), expected_["finish"]);
    EXPECT_EQ(reply.events, expected_["sse_events"]);
    EXPECT_EQ(reply.comments, expected_["comments"]);
    EXPECT_EQ(reply.usage, GetParam().usage);
    EXPECT_TRUE(reply.usage_reported);
    EXPECT_EQ(reply.terminated, expected_["error"].is_null()) << "an error wins over [DONE]";
    CheckErrorAndFirstToken(reply);
  }

  void CheckErrorAndFirstToken(const Reply& reply) const {
    EXPECT_EQ(reply.error.has_value(), !expected_["error"].is_null()) << ErrorText(reply);
    if (reply.error) {
      EXPECT_EQ(reply.error->kind, ErrorKind::kProvider);
      EXPECT_THAT(reply.error->message,
                  HasSubstr(expected_["error"]["message"].get<std::string>()));
    }
    const json first = expected_["first_text_event"].is_null() ? expected_["first_reasoning_event"]
                                                               : expected_["first_text_event"];
    if (!first.is_null()) {
      EXPECT_EQ(reply.first_token_event, first);
    }
  }

  json expected_;
  std::string body_;
};

TEST_P(Recorded, FoldsWholeAndAtEveryFragmentSize) {
  for (const std::size_t fragment : {0, 1, 2, 3, 5, 16, 100, 1000}) {
    SCOPED_TRACE(fragment);
    Check(*FoldBody(GetParam().wire, body_, fragment));
  }
}

TEST_P(Recorded, FoldsTheSameWhenItsEventsAreSpacedOtherwise) {
  ExpectSameReply(*FoldBody(GetParam().wire, body_), *FoldBody(GetParam().wire, VaryEvents(body_)));
}

TEST_P(Recorded, FoldsLineByLine) {
  const Provider* provider = FindProvider(GetParam().wire);
  Reply reply;
  StreamFold fold(*provider->dialect, reply);
  for (std::size_t at = 0; at < body_.size();) {
    const std::size_t end = body_.find('\n', at) + 1;
    fold.Feed(std::string_view(body_).substr(at, end - at), [](const Content&) { return true; });
    at = end;
  }
  fold.Finish();
  Check(reply);
}

INSTANTIATE_TEST_SUITE_P(
    Streams, Recorded,
    testing::Values(
        Recording{"anthropic-text-short", "anthropic", Tokens5(15, 0, 0, 9, 0)},
        Recording{"anthropic-cache-write", "anthropic", Tokens5(4, 0, 1165, 201, 0)},
        Recording{"anthropic-cache-read", "anthropic", Tokens5(4, 1165, 0, 221, 0)},
        Recording{"anthropic-tool-use", "anthropic", Tokens5(506, 0, 0, 153, 0)},
        Recording{"openai-chat-text-usage", "openai", Tokens5(23, 0, 0, 8, 0)},
        Recording{"azure-chat-latency-checkpoint", "openai", Tokens5(50, 0, 0, 4350, 4160)},
        Recording{"vllm-chat-usage", "openai-compatible", Tokens5(46, 0, 0, 14, 0)},
        Recording{"deepseek-tool-calls-cache", "openai-compatible", Tokens5(111, 384, 0, 65, 0)},
        Recording{"openrouter-comment-error", "openai-compatible", Tokens5(43, 0, 0, 11, 11)}),
    [](const auto& row) {
      std::string name = row.param.name;
      for (char& c : name) c = c == '-' ? '_' : c;
      return name;
    });

}  // namespace
}  // namespace lab
