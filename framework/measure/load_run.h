// A load run: many requests on one endpoint, and what the client can say of itself. What the driver
// fills, and verdict, tables and files read.
//
//   measure::LoadRun run = ...;                       // load/driver.h
//   const LoadTrust trust = LoadTrustOf(run);         // load_trust.h
//   for (const LoadFigure& figure : LoadFiguresOf(run)) ...      // load_figures.h
//
// Memory is bounded: a fixed size a request, beyond `kMostLoadRows` of them a uniform sample;
// gaps between tokens as a histogram; whole records of a sample of requests only. Counts are of
// all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "framework/base/error.h"
#include "framework/base/time.h"
#include "framework/measure/row.h"
#include "framework/measure/run.h"
#include "framework/measure/sample.h"
#include "framework/stats/histogram.h"

namespace lab::measure {

inline constexpr std::size_t kMostLoadRows = 500'000;
inline constexpr std::size_t kMostLoadSamples = 1'000;

/// Of a whole run, warm-up and cool-down included. asked = ok + failed + cancelled + unsent.
struct LoadCounts {
  std::int64_t asked = 0;  ///< were due
  std::int64_t ok = 0;
  std::int64_t failed = 0;       ///< for good, after whatever attempts
  std::int64_t cancelled = 0;    ///< were under way when the run ended
  std::int64_t unsent = 0;       ///< were due, and the run ended before this client had sent them
  std::int64_t tried_again = 0;  ///< attempts that another one followed
  std::int64_t warm_up = 0;      ///< of those that ended: kept out of the figures
  std::int64_t cool_down = 0;    ///< likewise

  std::int64_t sent() const { return asked - unsent; }
  bool add_up() const { return asked == ok + failed + cancelled + unsent; }
};

/// One request that was measured.
struct LoadRow {
  std::int64_t index = 0;  ///< in the order of being due, from 0
  Row row;                 ///< of its last attempt
  Duration lag{};          ///< from when it could have gone to when this client got round to it
  Duration held{};       ///< kept back by the limit on concurrency, or by its user's answer before
  Duration under_way{};  ///< from there to when the client had the whole answer
};

struct LoadError {
  std::int64_t count = 0;
  std::string first;  ///< message of the first one
};

/// The requests that were measured: neither warm-up nor cool-down.
struct LoadWindow {
  std::int64_t due = 0;
  std::int64_t sent = 0;
  Time first_due = kUnset;
  Time last_due = kUnset;
  Time first_start = kUnset;
  Time last_start = kUnset;
  Time last_end = kUnset;
};

/// What decides what a load run does, in words where it is for people.
struct LoadConfig {
  std::string tool_version;
  std::string target;
  std::string base_url;  ///< empty in simulated time
  std::string model;
  std::uint64_t seed = 0;
  std::string arrival;  ///< "20/s, poisson", "64 users"
  bool open_loop = false;
  std::int64_t concurrency = 0;    ///< users, or the limit of an open loop; 0: none
  std::int64_t input_tokens = 0;   ///< as asked for; 0: by the trace
  std::int64_t output_tokens = 0;  ///< likewise
  std::string price_date;
};

/// What the client took of its machine; absent in simulated time.
struct LoadClient {
  double cpu_seconds = 0;
  double wall_seconds = 0;
  double peak_rss_mb = 0;

  double cpu_percent() const { return wall_seconds > 0 ? 100 * cpu_seconds / wall_seconds : 0; }
};

struct LoadRun {
  LoadConfig config;
  std::optional<Host> host;
  std::optional<LoadClient> client;
  bool simulated = false;
  std::vector<std::string> notes;

  Time start = kUnset;
  Time end = kUnset;
  bool cut = false;        ///< by an interrupt, before its own end
  std::string stopped_by;  ///< "500 requests", "60 s", "an interrupt"
  LoadCounts counts;
  LoadWindow window;
  std::map<ErrorKind, LoadError> errors;  ///< of requests that failed for good
  std::int64_t most_under_way = 0;

  std::vector<LoadRow> rows;    ///< in the order of ending; a uniform sample where not all_rows
  std::int64_t rows_seen = 0;   ///< that were measured
  std::vector<Sample> samples;  ///< a uniform sample of the answers that were measured, whole
  std::int64_t samples_seen = 0;
  stats::Histogram gaps_us;          ///< every measured gap between two tokens
  std::int64_t coalesced_gaps = 0;   ///< inside one read
  stats::Histogram client_delay_us;  ///< beside every stamp that is the kernel's
  StampCounts stamps;                ///< of tokens, by who took them
  std::int64_t output_tokens = 0;    ///< of the answers that were measured
  std::int64_t input_tokens = 0;
  Usd cost;                   ///< of everything that was sent
  std::int64_t unpriced = 0;  ///< requests without a price

  bool all_rows() const { return rows_seen == static_cast<std::int64_t>(rows.size()); }
};

}  // namespace lab::measure
