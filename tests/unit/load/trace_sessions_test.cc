#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/load/traces.h"

namespace lab::load {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Read;
using testing::Refusal;
using testing::TimesOf;

std::string Weka(std::string_view inner_t) {
  return R"({"id": "c0", "models": ["m"], "block_size": 64, "hash_id_scope": "local", "requests": [
    {"t": 0.0, "type": "s", "model": "m", "in": 400, "out": 60, "hash_ids": [1, 2]},
    {"t": 2.5, "type": "subagent", "agent_id": "a1", "duration_ms": null, "requests": [
      {"t": )" +
         std::string(inner_t) + R"(, "type": "s", "in": 330, "out": 40, "hash_ids": [1, 3]}]},
    {"t": 7.4, "type": "n", "model": "m", "in": 640, "out": 90, "hash_ids": [1, 2, 4]}]})";
}

TEST(Weka, TakesItsBlockSizeFromTheFileAndNestedRequestsToo) {
  const Trace trace = Read(Weka("2.6"));
  EXPECT_EQ(trace.format, "Weka");
  EXPECT_EQ(trace.block_tokens, 64);
  EXPECT_THAT(TimesOf(trace), ElementsAre(0ms, 2600ms, 7400ms)) << "absolute, as published";
  EXPECT_EQ(trace.rows.at(1).session, "c0/a1");
  EXPECT_EQ(trace.rows.at(1).input_tokens, 330);
  EXPECT_EQ(trace.rows.at(2).input_tokens, 640) << "the whole context: no history is added";
}

TEST(Weka, TimesOfASubagentBeforeItsStartAreRelativeToIt) {
  EXPECT_THAT(TimesOf(Read(Weka("0.1"))), ElementsAre(0ms, 2600ms, 7400ms));
}

TEST(Weka, IdsMeanSomethingWithinTheirConversationOnly) {
  const std::string one =
      R"({"id": "a", "block_size": 64, "requests": [{"t": 0, "type": "s", "in": 64, "out": 1,)"
      R"( "hash_ids": [7]}]})";
  const Trace trace = Read(one + "\n" + one);
  ASSERT_EQ(trace.rows.size(), 2U);
  EXPECT_NE(trace.rows[0].blocks, trace.rows[1].blocks);
}

TEST(Weka, OneFileHasOneBlockSize) {
  const std::string row =
      R"({"id": "a", "block_size": 64, "requests": [{"t": 0, "type": "s", "in": 6, "out": 1}]})";
  std::string other = row;
  other.replace(other.find("64"), 2, "32");
  EXPECT_THAT(Refusal(row + "\n" + other),
              HasSubstr("trace:2: block_size is 32 when it should be 64 as in the rows before"));
}

TEST(MultiTurn, PutsATurnBehindTheOneBeforeByItsDelay) {
  const Trace trace =
      Read(R"({"session_id": "s2", "turns": [{"texts": ["a", "b"], "timestamp": 40},)"
           R"( {"text": "and then", "delay": 0.5, "output_length": 16}]})");
  EXPECT_EQ(trace.format, "multi_turn");
  EXPECT_THAT(TimesOf(trace), ElementsAre(0us, 500us));
  EXPECT_EQ(trace.rows.at(0).text, "a\nb");
  EXPECT_EQ(trace.rows.at(1).delay, 500us);
  EXPECT_EQ(trace.rows.at(1).output_tokens, 16);
}

TEST(MultiTurn, BranchesInALaterRowAreRefusedToo) {
  const std::string plain = R"({"turns": [{"text": "a"}]})";
  EXPECT_THAT(Refusal(plain + "\n" + R"({"turns": [{"text": "a", "forks": []}]})"),
              HasSubstr("trace:2: turns[0].forks is an array when it should be absent"));
}

TEST(SingleTurn, NeedsNoStamp) {
  const Trace trace = Read("{\"text\": \"what is a p99?\"}\n{\"text\": \"and a p50?\"}\n");
  EXPECT_EQ(trace.format, "single_turn");
  EXPECT_EQ(trace.unit, "") << "it says what is sent, not when";
  EXPECT_EQ(trace.rows.at(1).text, "and a p50?");
}

TEST(ShareGpt, AsksTheFirstQuestionOfEachConversationThatHasAnAnswer) {
  const Trace trace =
      Read(R"([{"id": "0", "conversations": [{"from": "human", "value": "What is a p99?"},)"
           R"( {"from": "gpt", "value": "The value that 99 of 100 do not exceed."},)"
           R"( {"from": "human", "value": "And?"}]},)"
           R"( {"id": "1", "conversations": [{"from": "human", "value": "one turn only"}]},)"
           R"( {"id": "2", "conversations": [{"from": "gpt", "value": "wrong speaker"},)"
           R"( {"from": "human", "value": "caf\u00e9 \ud83d\ude00"}]}])");
  EXPECT_EQ(trace.format, "ShareGPT");
  ASSERT_EQ(trace.rows.size(), 1U);
  EXPECT_EQ(trace.rows[0].text, "What is a p99?");
  EXPECT_EQ(trace.rows[0].output_tokens, 10);
  EXPECT_THAT(trace.notes, ElementsAre(HasSubstr("2 conversations"), HasSubstr("1 conversation")));
}

TEST(ShareGpt, AnEntryOfAnotherShapeIsNamedByItsNumber) {
  EXPECT_THAT(Refusal(R"([{"id": "0", "messages": []}])"), HasSubstr("entry 1 is no conversation"));
  EXPECT_THAT(Refusal("[1, 2]"), HasSubstr("entry 1"));
  EXPECT_THAT(Refusal("[]"), HasSubstr("no row is left"));
}

}  // namespace
}  // namespace lab::load
