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
  double max_stamp_error_share = 0.05;  ///< of the smallest time reported
};

struct Trust {
  bool valid = true;
  bool all_failed = false;  ///< there were requests and not one succeeded
  std::string reason;       ///< why not, for people; empty when valid
  std::string line;         ///< "VALID  ...", "INVALID  ..." or "simulated time, seed 7"
};

/// The stamps' error bound is the 99th percentile of the client delay where stamps are the
/// kernel's. Where they are not, a delay cannot be seen: the line says so, and what is checked is
/// the share of token gaps that lie inside one read.
Trust TrustOf(const Run& run, const TrustLimits& limits = {});

}  // namespace lab::measure
