// How far a load run can be trusted: one line before any table, and why not where it cannot.
//
//   const LoadTrust trust = LoadTrustOf(run, LoadFiguresOf(run), LoadRatesOf(run));
//   std::cout << trust.line << '\n';
//   if (!trust.valid) return 3;
//
// VALID  42.0 req/s asked, 41.98 sent (lag p99 0.21 ms) | kernel stamps 100.0 %, client delay p99
// 0.08 ms, 0.0 % of gaps inside one read, 18 % CPU | 2519 ok, 3 failed (3x timeout)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/measure/load_figures.h"
#include "framework/measure/load_rates.h"
#include "framework/measure/load_run.h"

namespace lab::measure {

/// Beyond these a run is INVALID.
struct LoadLimits {
  double max_error_share = 0.01;        ///< of the requests that ended
  double max_stamp_error_share = 0.05;  ///< of the smallest percentile reported; of gaps
  double max_user_stamp_share = 0.01;   ///< where the others are the kernel's
  double min_delivered_share = 0.99;    ///< of an open loop's load
  double max_little_difference = 0.05;  ///< of Little's law
  /// The p99 of the schedule's lag is at most so many mean gaps between requests; open loops.
  double max_lag_gaps = 1;
  /// A lag or a time under way that is shorter is no reason: a timer is not more exact.
  Duration lag_floor = std::chrono::milliseconds(1);
};

struct LoadTrust {
  bool valid = true;
  bool all_failed = false;
  bool nothing_measured = false;              ///< not valid
  std::vector<std::string> reasons;           ///< why not; empty when valid
  std::string line;                           ///< the verdict and what it rests on
  double kernel_share = 0;                    ///< of the stamps of tokens
  double coalesced_share = 0;                 ///< of the gaps between tokens
  std::optional<double> client_delay_ms_p99;  ///< where stamps are the kernel's
};

/// In simulated time stamps are exact by construction and the client is never late; what was sent
/// and what failed is judged all the same.
LoadTrust LoadTrustOf(const LoadRun& run, const std::vector<LoadFigure>& figures,
                      const LoadRates& rates, const LoadLimits& limits = {});

}  // namespace lab::measure
