#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/load/traces.h"

namespace lab::load {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MooncakeRow;
using testing::Read;
using testing::Refusal;
using testing::TimesOf;

TEST(Mooncake, CountsMillisecondsAndBlocksOf512) {
  const Trace trace = Read(MooncakeRow(1000, 1030) + MooncakeRow(4000, 600));
  EXPECT_EQ(trace.format, "Mooncake");
  EXPECT_EQ(trace.unit, "ms");
  EXPECT_EQ(trace.block_tokens, 512) << "not 16";
  EXPECT_EQ(trace.rows.at(0).input_tokens, 1030);
  EXPECT_EQ(trace.rows.at(1).input_tokens, 600);
  EXPECT_THAT(TimesOf(trace), ElementsAre(0s, 3s)) << "from the first row, not times 1,000";
  EXPECT_THAT(trace.notes, IsEmpty());
}

TEST(Mooncake, BlocksOfAnotherSizeAreToldByTheLengths) {
  const Trace trace =
      Read(R"({"timestamp": 0, "input_length": 40, "output_length": 2, "hash_ids": [0, 1, 2]})"
           "\n"
           R"({"timestamp": 1, "input_length": 64, "output_length": 2, "hash_ids": [0, 1, 2, 3]})");
  EXPECT_EQ(trace.block_tokens, 16);
  EXPECT_THAT(trace.notes, ElementsAre(HasSubstr("blocks of 16 tokens by their lengths, not 512")));
}

TEST(Mooncake, IdsThatFitNoSizeAreRefusedWithTheirRow) {
  const std::string text =
      MooncakeRow(0, 1030) +
      R"({"timestamp": 1, "input_length": 600, "output_length": 2, "hash_ids": [0, 1, 2, 3]})";
  EXPECT_EQ(Refusal(text),
            "trace:2: hash_ids has 4 ids when input_length 600 makes 2 of 512 tokens; give the "
            "right size of a block (--block-tokens)");
  EXPECT_THAT(Refusal(MooncakeRow(0, 1030), {.block_tokens = 16}), HasSubstr("makes 65 of 16"));
  EXPECT_THAT(Refusal(MooncakeRow(0, 1030), {.block_tokens = 0}), HasSubstr("1 at least"));
}

TEST(Mooncake, RowsMayStateAPromptADelayAndASession) {
  const Trace trace = Read(
      R"({"session_id": "k1", "timestamp": 10, "input_length": 600, "output_length": 20,)"
      R"( "hash_ids": [0, 1]})"
      "\n"
      R"({"session_id": "k1", "delay": 1500, "input_length": 200, "output_length": 20})"
      "\n"
      R"({"session_id": "k2", "timestamp": 20.5, "text_input": "literal", "output_length": 8})"
      "\n"
      R"({"session_id": "k3", "timestamp": 30, "messages": [{"role": "user", "content": "u"}]})"
      "\n"
      R"({"timestamp": 40, "payload": {"messages": [{"role": "user", "content": "word"}]}})");
  ASSERT_EQ(trace.rows.size(), 5U);
  EXPECT_THAT(TimesOf(trace), ElementsAre(0ms, 10'500us, 20ms, 30ms, 1500ms));
  EXPECT_EQ(trace.rows[4].delay, 1500ms);
  EXPECT_EQ(trace.rows[4].session, "k1");
  EXPECT_EQ(trace.rows[1].text, "literal");
  EXPECT_EQ(trace.rows[2].text, "u");
  EXPECT_EQ(trace.rows[3].text, "word");
}

TEST(Bailian, CountsSecondsAndBlocksOf16AndChainsChatsByTheirParent) {
  const std::string ids2 = R"("hash_ids": [0, 1])";
  const auto row = [&](int chat, int parent, std::string_view at) {
    return R"({"chat_id": )" + std::to_string(chat) + R"(, "parent_chat_id": )" +
           std::to_string(parent) + R"(, "timestamp": )" + std::string(at) +
           R"(, "input_length": 20, "output_length": 7, "type": "text", "turn": 1, )" + ids2 +
           "}\n";
  };
  const Trace trace = Read(row(4, -1, "0.5") + row(5, 4, "1.231") + row(6, 5, "2.0"));
  EXPECT_EQ(trace.format, "Qwen-Bailian");
  EXPECT_EQ(trace.block_tokens, 16);
  EXPECT_THAT(TimesOf(trace), ElementsAre(0ms, 731ms, 1500ms));
  EXPECT_EQ(trace.rows.at(2).session, "4") << "the first of its chat";
}

TEST(RagPulse, ReadsStampsThatAreStringsAndIdsInFiveLists) {
  const Trace trace =
      Read(R"({"timestamp": "82", "input_length": 3112, "output_length": 192, "hash_ids": )"
           R"({"sys_prompt": [1, 2], "passages_ids": [3], "history": [4], "web_search": [], )"
           R"("user_input": [5]}, "session_id": "s"})"
           "\n"
           R"({"timestamp": "93", "input_length": 9, "output_length": 1, "hash_ids": )"
           R"({"sys_prompt": [1], "user_input": [6]}, "session_id": "s"})");
  EXPECT_EQ(trace.format, "RAGPulse");
  EXPECT_EQ(trace.block_tokens, 0) << "its blocks have no fixed size";
  EXPECT_THAT(trace.rows.at(0).blocks, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(TimesOf(trace), ElementsAre(0s, 11s));
}

TEST(JsonTrace, AWrongFieldIsNamedWithItsFileLineAndValue) {
  const std::string start = MooncakeRow(0, 600);
  EXPECT_EQ(Refusal(start + R"({"timestamp": 1, "input_length": -3, "output_length": 1})"),
            "trace:2: input_length is -3 when it should be an integer from 1 to 100000000");
  EXPECT_THAT(Refusal(start + R"({"timestamp": -1, "input_length": 3, "output_length": 1})"),
              HasSubstr("trace:2: timestamp is -1 when it should be a time from 0 up"));
  EXPECT_THAT(Refusal(start + R"({"timestamp": 1e300, "input_length": 3, "output_length": 1})"),
              HasSubstr("timestamp is 1e+300"));
  EXPECT_THAT(Refusal(start + R"({"timestamp": 1, "output_length": 1})"),
              HasSubstr("trace:2: input_length is missing"));
  EXPECT_THAT(Refusal(start + R"({"timestamp": 1, "input_length": "x"})"),
              HasSubstr(R"(input_length is "x" when it should be an integer)"));
  EXPECT_THAT(Refusal(start + R"({"timestamp": 1, "input_length": 3, "hash_ids": ["a"]})"),
              HasSubstr(R"(hash_ids[0] is "a")"));
  EXPECT_THAT(Refusal(start + R"({"timestamp": 1, "delay": 1, "input_length": 3})"),
              HasSubstr("delay is 1 when it should be absent beside a timestamp"));
  EXPECT_THAT(Refusal(start + "{\"timestamp\": 1, \"inp"),
              HasSubstr("trace:2: the row is no JSON"));
  EXPECT_THAT(Refusal(start + "[1]"), HasSubstr("trace:2: the row should be a JSON object"));
  EXPECT_THAT(Refusal("{broken}"), HasSubstr("trace:1: the row is no JSON: {broken}"));
}

TEST(JsonTrace, UnknownKeysAreShownBesideTheKnownFormats) {
  EXPECT_THAT(Refusal(R"({"when": 1, "what": 2})"),
              HasSubstr("trace:1: the keys when, what are those of no known trace"));
}

TEST(JsonTrace, WhatIsKnownAndNotReplayedSaysSo) {
  EXPECT_THAT(Refusal(R"({"session_id": "r", "turns": [{"messages": [], "spawns": []}]})"),
              HasSubstr("DAG"));
  EXPECT_THAT(Refusal(R"({"question_id": "x", "category": "math", "messages": []})"),
              HasSubstr("SPEED-Bench"));
}

}  // namespace
}  // namespace lab::load
