// A recorded load: when each request came, how long its prompt and its answer were, what its prompt
// shared with others. Every format that is commonly published, told by its content.
//
//   Result<Trace> trace = ReadTrace(bytes, "conversation_trace.jsonl");
//   fmt::print("{}\n", fmt::join(DescribeTrace(*trace), "\n"));   // what it was taken for
//   std::vector<Duration> due = ScheduleOf(*trace, {.speed_up = 2}, seed);
//
// Each published format has its own unit of time, its own size of block and its own columns, and
// nothing in a file says which: a wrong guess loads a server a thousand times too slowly, or with
// prompts 32 times too short, without a word. So what was detected is always told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/time.h"

namespace lab::load {

struct TraceRow {
  std::int64_t line = 0;  ///< in the file, from 1
  /// From the first row of the trace; one without a stamp is behind the row before in its session.
  Duration at = Duration::zero();
  std::optional<Duration> delay;  ///< to wait after the answer before it in the session
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  /// Of the whole prompt, in order: equal ids at the head are a prefix that a cache could hold.
  std::vector<std::int64_t> blocks;
  std::string session;  ///< rows of one conversation; empty: none
  std::string text;     ///< the prompt itself, where the file has it; else it is to be made up
};

struct Trace {
  std::string file;
  std::string format;                ///< "Mooncake", "BurstGPT 3" ...
  std::string unit;                  ///< of its stamps: "ms", "s", "wall clock"; empty: it has none
  std::int64_t block_tokens = 0;     ///< 0: it has no blocks, or blocks of no fixed size
  std::vector<std::string> columns;  ///< of the header, or the keys of the first row
  std::vector<TraceRow> rows;        ///< in ascending order of time
  std::vector<std::string> notes;    ///< what was left out or put right, for people
};

struct TraceOptions {
  std::optional<std::int64_t> block_tokens;  ///< in place of what was found
};

/// Mooncake, BurstGPT 1 to 3, Azure 2023 to 2025, Qwen-Bailian, Weka, RAGPulse, ShareGPT, the
/// single_turn and multi_turn files of AIPerf and vidur's columns. Takes a byte order mark, CRLF, a
/// last line without an end, columns in any order and more of them than it needs.
/// ErrorKind::kConfig: "file:line: field is value when it should be ...".
Result<Trace> ReadTrace(std::string_view bytes, std::string_view file,
                        const TraceOptions& options = {});

}  // namespace lab::load
