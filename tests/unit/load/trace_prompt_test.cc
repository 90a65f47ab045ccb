#include "framework/load/trace_prompt.h"

#include <gtest/gtest.h>

#include "framework/bench/corpus.h"

namespace lab::load {
namespace {

// Four bytes a token, as the mock counts them.
std::string Write(std::int64_t id, std::int64_t tokens) {
  return Corpus().Document("trace", Tokens{tokens}, id).str();
}

std::size_t SharedHead(std::string_view a, std::string_view b) {
  std::size_t shared = 0;
  while (shared < a.size() && shared < b.size() && a[shared] == b[shared]) ++shared;
  return shared;
}

TEST(PromptOf, HasTheLengthOfTheRowNotOfItsBlocks) {
  const TraceRow row{.input_tokens = 1030, .blocks = {1, 2, 3}};
  EXPECT_EQ(PromptOf(row, 512, Write).size(), 4U * 1030);
}

TEST(PromptOf, RowsShareAsMuchTextAsTheyShareBlocks) {
  const std::string a = PromptOf({.input_tokens = 1500, .blocks = {1, 2, 3}}, 512, Write);
  const std::string b = PromptOf({.input_tokens = 1400, .blocks = {1, 2, 4}}, 512, Write);
  EXPECT_GE(SharedHead(a, b), 4U * 1024);
  EXPECT_LT(SharedHead(a, b), 4U * 1024 + 40);
  EXPECT_EQ(a, PromptOf({.input_tokens = 1500, .blocks = {1, 2, 3}}, 512, Write));
}

TEST(PromptOf, APromptThatGrowsKeepsWhatWasThere) {
  const std::string a = PromptOf({.input_tokens = 700, .blocks = {1, 2}}, 512, Write);
  const std::string b = PromptOf({.input_tokens = 1200, .blocks = {1, 2, 3}}, 512, Write);
  EXPECT_EQ(SharedHead(a, b), a.size());
}

TEST(PromptOf, RowsWithoutBlocksShareNothing) {
  const std::string a = PromptOf({.line = 1, .input_tokens = 100}, 1, Write);
  const std::string b = PromptOf({.line = 2, .input_tokens = 100}, 1, Write);
  EXPECT_EQ(a.size(), 400U);
  EXPECT_LT(SharedHead(a, b), 30U);
}

TEST(PromptOf, IsTheTextOfTheFileWhereItHasOne) {
  EXPECT_EQ(PromptOf({.input_tokens = 9, .text = "literal"}, 1, Write), "literal");
}

TEST(WrittenBlockTokens, IsTheTracesOrTheLargestWithWhichEveryRowKeepsItsLastBlock) {
  Trace trace;
  trace.rows.push_back({.input_tokens = 100, .blocks = {1, 2, 3}});
  trace.rows.push_back({.input_tokens = 41, .blocks = {1, 2, 3}});
  trace.rows.push_back({.input_tokens = 7, .blocks = {1}});
  EXPECT_EQ(WrittenBlockTokens(trace), 20);
  trace.block_tokens = 16;
  EXPECT_EQ(WrittenBlockTokens(trace), 16);
}

}  // namespace
}  // namespace lab::load
