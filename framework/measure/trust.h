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
  double max_stamp_error_share = 0.05;  ///< of the smallest percentile reported, or of the gaps
  double max_user_stamp_share = 0.01;   ///< where the others are the kernel's; more may hide a p99
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
/// What is checked of the stamps is the share of token gaps that lie inside one read, of which only
/// a bound is known. A stamp of the kernel's is right however late the program was; where some are
/// user space's, they are late by about the client delay of the others: its 99th percentile is held
/// against the smallest of the cases' median TTFTs, as no smaller time is reported. Where none is
/// the kernel's a delay cannot be seen, and the line says so.
Trust TrustOf(const Run& run, const TrustLimits& limits = {});

}  // namespace lab::measure
