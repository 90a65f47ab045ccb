// What a trace was taken for, and what is in it: to be shown before anything is sent.
//
//   for (const std::string& line : DescribeTrace(trace)) out << line << '\n';
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/load/trace.h"

namespace lab::load {

struct TokenSums {
  std::int64_t sum = 0;
  std::int64_t least = 0;
  std::int64_t most = 0;
};

struct TraceSummary {
  std::int64_t rows = 0;
  std::int64_t moments = 0;  ///< different stamps
  Duration span = Duration::zero();
  TokenSums input;
  TokenSums output;
  std::int64_t sessions = 0;
  std::int64_t blocks = 0;
  std::int64_t distinct_blocks = 0;
  /// Of blocks that a cache without a limit would have held: those at the head of a prompt that
  /// another prompt before it began with.
  std::int64_t cached_blocks = 0;
  std::int64_t cached_tokens = 0;  ///< 0 where blocks have no fixed size

  double cached_block_share() const;
  double cached_token_share() const;
};

TraceSummary SummaryOf(const Trace& trace);

/// Format, columns, unit, span, token sums, block size and theoretical hit rate, then the notes; a
/// line each, of 100 columns at most.
std::vector<std::string> DescribeTrace(const Trace& trace);

}  // namespace lab::load
