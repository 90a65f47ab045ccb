// How far a run can be trusted: one line before any table.
//
//   Trust trust = TrustOf(run);
//   std::cout << trust.line << '\n';
//   if (!trust.valid) return 3;
//
// In simulated time the client's error is zero by construction and the line says so with the seed.
#pragma once

#include <cstdint>
#include <string>

#include "framework/measure/run.h"

namespace lab::measure {

/// Beyond these a real-time run is INVALID.
struct TrustLimits {
  double max_error_share = 0.01;        ///< of all requests
  double max_stamp_error_share = 0.05;  ///< of the smallest percentile reported
};

struct Trust {
  bool valid = true;
  bool all_failed = false;        ///< something was asked for and not one answer came
  bool nothing_measured = false;  ///< every case was skipped, or no request was sent; not valid
  std::string reason;             ///< why not, for people; empty when valid
  bool cut = false;               ///< the run ended before all was measured; not valid
  /// "VALID  ...", "INVALID  ...", "CUT  ...", "NOTHING MEASURED  ..." or "simulated time, ..."
  std::string line;
};

/// A request has failed when its last attempt did: attempts that another one followed are counted
/// apart, and copies that were given up count nowhere. An answer that failed without a request (a
/// circuit breaker refused it) has failed, too.
///
/// The stamps' error bound is the 99th percentile of the client delay where stamps are the
/// kernel's; it is held against the smallest of the cases' median TTFTs, as no smaller time is
/// reported. Where they are not, a delay cannot be seen: the line says so, and what is checked is
/// the share of token gaps that lie inside one read.
Trust TrustOf(const Run& run, const TrustLimits& limits = {});

}  // namespace lab::measure
