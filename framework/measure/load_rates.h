// How much was asked, sent and answered, a second; and whether the books of the client agree.
//
//   const LoadRates rates = LoadRatesOf(run, slos);
//   if (rates.little_ratio && std::abs(*rates.little_ratio - 1) > 0.05) ...
//
// Over the requests that were measured. A rate from n moments is (n - 1) over the time from the
// first to the last, so that neither end of the window biases it; throughput is over the time from
// the first start to the last end.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "framework/measure/load_run.h"
#include "framework/measure/load_slo.h"

namespace lab::measure {

struct LoadRates {
  std::optional<double> asked_per_s;  ///< open loops, from two requests on
  std::optional<double> sent_per_s;   ///< from two requests on
  /// Open loops: what was sent of what was asked, in number and in rate, the smaller; at most 1.
  std::optional<double> delivered_share;
  std::optional<double> answers_per_s;
  std::optional<double> output_tokens_per_s;
  std::optional<double> mean_under_way;
  /// The time that requests were under way by this client's own clock over the sum of their
  /// latencies by their stamps: by Little's law mean in flight / (rate x mean latency).
  std::optional<double> little_ratio;
  Duration lag_p99{};  ///< of what this client was late by
  Duration held_p99{};
  std::optional<Duration> mean_gap;  ///< between two requests that were due; open loops
  std::int64_t good = 0;             ///< kept every SLO
  std::optional<double> goodput_per_s;
};

LoadRates LoadRatesOf(const LoadRun& run, const std::vector<LoadSlo>& slos = {});

}  // namespace lab::measure
