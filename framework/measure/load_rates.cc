#include "framework/measure/load_rates.h"

#include <algorithm>
#include <cstddef>

#include "framework/stats/percentile.h"

namespace lab::measure {
namespace {

std::optional<double> RateOf(std::int64_t n, Time first, Time last) {
  if (n < 2 || !IsSet(first) || last <= first) return std::nullopt;
  return static_cast<double>(n - 1) / ToSeconds(last - first);
}

Duration P99Of(const LoadRun& run, Duration LoadRow::*part) {
  std::vector<Duration> parts;
  for (const LoadRow& row : run.rows) parts.push_back(row.*part);
  if (parts.empty()) return Duration::zero();
  const auto rank = stats::QuantileRank(static_cast<std::int64_t>(parts.size()), 0.99);
  const auto place = parts.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(parts.begin(), place, parts.end());
  return *place;
}

// A sample of the rows stands for all of them.
double Weight(const LoadRun& run) {
  return run.rows.empty()
             ? 0
             : static_cast<double>(run.rows_seen) / static_cast<double>(run.rows.size());
}

void AddLittle(const LoadRun& run, double seconds, LoadRates& rates) {
  double under_way = 0;
  double latency = 0;
  for (const LoadRow& row : run.rows) {
    if (!IsThere(row.row.latency)) continue;
    under_way += ToSeconds(row.under_way);
    latency += ToSeconds(row.row.latency);
  }
  if (latency > 0) rates.little_ratio = under_way / latency;
  rates.mean_under_way = under_way * Weight(run) / seconds;
}

void AddDelivered(const LoadRun& run, LoadRates& rates) {
  const LoadWindow& window = run.window;
  rates.asked_per_s = RateOf(window.due, window.first_due, window.last_due);
  if (window.due > 1) rates.mean_gap = (window.last_due - window.first_due) / (window.due - 1);
  if (window.due == 0) return;
  double share = static_cast<double>(window.sent) / static_cast<double>(window.due);
  if (rates.asked_per_s && rates.sent_per_s)
    share = std::min(share, *rates.sent_per_s / *rates.asked_per_s);
  rates.delivered_share = std::min(share, 1.0);
}

bool KeepsAll(const std::vector<LoadSlo>& slos, const Row& row) {
  return !row.error &&
         std::all_of(slos.begin(), slos.end(), [&](const LoadSlo& slo) { return Keeps(slo, row); });
}

}  // namespace

LoadRates LoadRatesOf(const LoadRun& run, const std::vector<LoadSlo>& slos) {
  const LoadWindow& window = run.window;
  LoadRates rates;
  rates.sent_per_s = RateOf(window.sent, window.first_start, window.last_start);
  if (run.config.open_loop) AddDelivered(run, rates);
  rates.lag_p99 = P99Of(run, &LoadRow::lag);
  rates.held_p99 = P99Of(run, &LoadRow::held);
  const auto good = std::count_if(run.rows.begin(), run.rows.end(),
                                  [&](const LoadRow& row) { return KeepsAll(slos, row.row); });
  rates.good = static_cast<std::int64_t>(static_cast<double>(good) * Weight(run) + 0.5);
  if (!IsSet(window.first_start) || window.last_end <= window.first_start) return rates;
  const double seconds = ToSeconds(window.last_end - window.first_start);
  const auto answered = std::count_if(run.rows.begin(), run.rows.end(),
                                      [](const LoadRow& row) { return !row.row.error; });
  rates.answers_per_s = static_cast<double>(answered) * Weight(run) / seconds;
  rates.output_tokens_per_s = static_cast<double>(run.output_tokens) / seconds;
  rates.goodput_per_s = static_cast<double>(rates.good) / seconds;
  AddLittle(run, seconds, rates);
  return rates;
}

}  // namespace lab::measure
