// Traces for tests: read from text, or refused.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "framework/load/trace.h"

namespace lab::load::testing {

/// The trace in `text`; an empty one, and a failed test, when it does not read.
inline Trace Read(std::string_view text, const TraceOptions& options = {}) {
  Result<Trace> trace = ReadTrace(text, "trace", options);
  if (trace) return *std::move(trace);
  ADD_FAILURE() << trace.error().message;
  return {};
}

/// Why it was refused; "" when it was not.
inline std::string Refusal(std::string_view text, const TraceOptions& options = {}) {
  const Result<Trace> trace = ReadTrace(text, "trace", options);
  return trace ? "" : trace.error().message;
}

inline std::vector<Duration> TimesOf(const Trace& trace) {
  std::vector<Duration> times;
  for (const TraceRow& row : trace.rows) times.push_back(row.at);
  return times;
}

/// A row of Mooncake with ids from 0 on, as many as its length makes of 512 tokens.
inline std::string MooncakeRow(std::int64_t at_ms, std::int64_t input) {
  std::string ids;
  for (std::int64_t i = 0; i < (input + 511) / 512; ++i)
    ids += (i == 0 ? "" : ", ") + std::to_string(i);
  return R"({"timestamp": )" + std::to_string(at_ms) + R"(, "input_length": )" +
         std::to_string(input) + R"(, "output_length": 20, "hash_ids": [)" + ids + "]}\n";
}

}  // namespace lab::load::testing
