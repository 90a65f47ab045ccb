// One request as one flat row: every figure of it, made from its record by one function. What is
// exported, stored, or sent from a worker is this.
//
//   NameTable names;
//   const Row row = RowOf(sample, names);
//   for (const RowColumn& column : RowColumns()) Put(column.name, column.number(row));
//
// A row has a fixed size and no text but ids (name_table.h): no prompt, no answer. What a request
// does not have is absent: kAbsent for a duration, kUnset for a stamp, nullopt for the rest. The
// formulas are those of metrics.h.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "framework/base/error.h"
#include "framework/base/time.h"
#include "framework/base/units.h"
#include "framework/llm/usage.h"
#include "framework/measure/metric.h"
#include "framework/measure/name_table.h"
#include "framework/measure/sample.h"

namespace lab::measure {

inline constexpr Duration kAbsent = Duration::min();
inline constexpr bool IsThere(Duration duration) { return duration != kAbsent; }

/// From one stamp to the next that was taken; on a reused connection the first three are 0.
struct RowPhases {
  Duration dns = kAbsent;
  Duration tcp = kAbsent;
  Duration tls = kAbsent;
  Duration sent = kAbsent;        ///< the request's last byte handed to the kernel
  Duration first_byte = kAbsent;  ///< until the response began
};

/// The gaps between content events.
struct RowGaps {
  std::int64_t count = 0;      ///< measured ones
  std::int64_t coalesced = 0;  ///< inside one read, and so not measured
  Duration mean = kAbsent;
  Duration p50 = kAbsent;
  Duration p95 = kAbsent;
  Duration p99 = kAbsent;
  Duration longest = kAbsent;
  std::int64_t stalls = 0;
  Duration longest_stall = kAbsent;  ///< zero where no gap was a stall
};

struct Row {
  NameId model{};
  NameId request_id{};
  NameId stop_reason{};
  std::optional<ErrorKind> error;  ///< kCancelled: it was given up, which is no failure
  int http_status = 0;
  int attempt = 0;         ///< attempts at the same before it
  std::int64_t step = -1;  ///< of its trial; -1: the trial itself
  CacheState cache = CacheState::kUnused;
  bool streamed = false;
  bool reused_connection = false;
  bool stopped_early = false;
  bool usage_reported = false;
  bool cost_estimated = false;  ///< where there is a cost: Sample::cost_estimated()

  Time intended = kUnset;
  Time start = kUnset;
  Time end = kUnset;
  RowPhases phases;

  Duration first_byte = kAbsent;
  Duration first_event = kAbsent;
  Duration ttft = kAbsent;
  Duration ttft_intended = kAbsent;
  Duration first_visible = kAbsent;
  Duration latency = kAbsent;
  Duration latency_intended = kAbsent;
  Duration closed = kAbsent;  ///< until the HTTP body ended, where that was waited for
  Duration tpot = kAbsent;
  Duration normalised_latency = kAbsent;
  std::optional<double> tokens_per_s;
  std::optional<double> tokens_per_s_overall;
  RowGaps gaps;
  Duration client_delay = kAbsent;  ///< the longest of its tokens, where stamps are the kernel's

  Usage usage;
  std::optional<Usd> cost;
};

/// Without the ids, for whoever needs figures alone. Sorts the gaps once: some microseconds.
Row RowOf(const Sample& sample);
Row RowOf(const Sample& sample, NameTable& names);

/// A number of a row.
struct RowColumn {
  std::string_view name;  ///< "ttft_ms": the unit stands last
  Unit unit;
  Better better;
  std::optional<double> (*number)(const Row& row);  ///< absent where the row has none
  std::string_view definition;                      ///< for docs/figures.md
};
/// Every number of a row. Its texts are model, request_id, stop_reason and error (ErrorKindName()).
std::span<const RowColumn> RowColumns();

}  // namespace lab::measure
