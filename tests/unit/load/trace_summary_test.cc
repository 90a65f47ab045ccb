#include "framework/load/trace_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/load/traces.h"

namespace lab::load {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Le;
using testing::MooncakeRow;
using testing::Read;
using ::testing::ResultOf;

TEST(TraceSummary, ACacheWithoutLimitsHoldsTheBlocksAtTheHeadThatWereThereBefore) {
  Trace trace;
  trace.block_tokens = 10;
  trace.rows.push_back({.input_tokens = 30, .output_tokens = 1, .blocks = {1, 2, 3}});
  trace.rows.push_back({.input_tokens = 25, .output_tokens = 1, .blocks = {1, 2, 4}});
  trace.rows.push_back({.input_tokens = 25, .output_tokens = 1, .blocks = {9, 2, 3}});
  trace.rows.push_back({.input_tokens = 25, .output_tokens = 1, .blocks = {1, 2, 4}});
  const TraceSummary summary = SummaryOf(trace);
  EXPECT_EQ(summary.blocks, 12);
  EXPECT_EQ(summary.distinct_blocks, 5);
  EXPECT_EQ(summary.cached_blocks, 2 + 0 + 3) << "2 and 3 behind another head are no prefix";
  EXPECT_EQ(summary.cached_tokens, 20 + 25) << "never more than the prompt";
}

TEST(TraceSummary, CountsRowsMomentsTokensAndSessions) {
  Trace trace;
  trace.rows.push_back({.input_tokens = 30, .output_tokens = 1, .session = "a"});
  trace.rows.push_back({.at = 3s, .input_tokens = 10, .output_tokens = 5, .session = "a"});
  trace.rows.push_back({.at = 3s, .input_tokens = 20, .output_tokens = 3, .session = "b"});
  const TraceSummary summary = SummaryOf(trace);
  EXPECT_EQ(summary.rows, 3);
  EXPECT_EQ(summary.moments, 2);
  EXPECT_EQ(summary.span, 3s);
  EXPECT_EQ(summary.input.sum, 60);
  EXPECT_EQ(summary.input.least, 10);
  EXPECT_EQ(summary.output.most, 5);
  EXPECT_EQ(summary.sessions, 2);
}

TEST(DescribeTrace, SaysWhatTheFileWasTakenFor) {
  std::string rows;
  for (const int at : {0, 0, 0, 3000, 3000, 3000}) rows += MooncakeRow(at, 1030);
  EXPECT_THAT(
      DescribeTrace(Read(rows)),
      ElementsAre("trace trace: Mooncake, 6 rows",
                  "columns timestamp, input_length, output_length, hash_ids",
                  "stamps in ms, over 3 s: 2 rows a second; 6 at 2 moments: bursts, unless "
                  "spread",
                  "input 6,180 tokens (1,030 to 1,030, mean 1,030)",
                  "output 120 tokens (20 to 20, mean 20)",
                  "blocks of 512 tokens: 18 (3 different); an endless cache would hold 83.3 % of "
                  "the input"));
}

TEST(DescribeTrace, KeepsToAHundredColumns) {
  Trace trace = Read(MooncakeRow(0, 1030));
  trace.file = std::string(300, 'f');
  for (int i = 0; i < 40; ++i) trace.columns.push_back("column");
  EXPECT_THAT(DescribeTrace(trace),
              Each(ResultOf(
                  "size", [](const std::string& line) { return line.size(); }, Le(100U))));
}

TEST(DescribeTrace, SaysWhereThereAreNoStamps) {
  EXPECT_THAT(DescribeTrace(Read("{\"text\": \"a\"}")).at(2), HasSubstr("no stamps"));
}

}  // namespace
}  // namespace lab::load
