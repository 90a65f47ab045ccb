#include "framework/load/trace_prompt.h"

#include <algorithm>
#include <limits>

namespace lab::load {

std::int64_t WrittenBlockTokens(const Trace& trace) {
  if (trace.block_tokens > 0) return trace.block_tokens;
  std::int64_t size = std::numeric_limits<std::int64_t>::max();
  for (const TraceRow& row : trace.rows) {
    const auto blocks = static_cast<std::int64_t>(row.blocks.size());
    if (blocks > 1) size = std::min(size, (row.input_tokens - 1) / (blocks - 1));
  }
  return std::max<std::int64_t>(size, 1);
}

std::string PromptOf(const TraceRow& row, std::int64_t block_tokens, const BlockWriter& write) {
  if (!row.text.empty()) return row.text;
  // Ids of rows are below 0, where no block's is.
  if (row.blocks.empty()) return write(-row.line, row.input_tokens);
  std::string prompt;
  std::int64_t left = row.input_tokens;
  for (std::size_t i = 0; i < row.blocks.size() && left > 0; ++i) {
    const bool last = i + 1 == row.blocks.size();
    const std::int64_t tokens = last ? left : std::min(block_tokens, left);
    prompt += write(row.blocks[i], tokens);
    left -= tokens;
  }
  return prompt;
}

}  // namespace lab::load
