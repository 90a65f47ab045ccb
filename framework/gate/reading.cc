#include "framework/gate/reading.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

#include "framework/measure/series.h"

namespace lab::gate {
namespace {

using measure::Metric;

const std::vector<ReadingMetric>& Metrics() {
  static const std::vector<ReadingMetric> metrics = [] {
    std::vector<ReadingMetric> all;
    for (Metric metric : {Metric::kTtft, Metric::kFirstVisible, Metric::kLatency, Metric::kTpot,
                          Metric::kTokensPerSecond}) {
      all.push_back(
          {std::string(measure::MetricName(metric)), metric, metric == Metric::kTokensPerSecond});
    }
    all.push_back({"cost_usd", std::nullopt, false});
    return all;
  }();
  return metrics;
}

Error Unknown(std::string_view name) {
  std::vector<std::string> names;
  for (const ReadingMetric& metric : Metrics()) names.push_back(metric.name);
  return Error{ErrorKind::kUsage,
               fmt::format("metric '{}' is not known; it is one of {} with _p50, _p95 ... or _mean "
                           "behind it",
                           name, fmt::join(names, ", "))};
}

// "p95", "p99.9", "mean".
std::optional<stats::Statistic> ParseStatistic(std::string_view text) {
  if (text == "mean") return stats::Statistic::Mean();
  if (!text.starts_with('p')) return std::nullopt;
  double percent = 0;
  const auto [end, fault] = std::from_chars(text.begin() + 1, text.end(), percent);
  if (fault != std::errc() || end != text.end()) return std::nullopt;
  const double p = percent / 100;
  // So small that its other side rounds to 1 has no sample size that it takes.
  if (!(p > 0 && p < 1 && 1 - p < 1)) return std::nullopt;
  return stats::Statistic::Quantile(p);
}

std::optional<double> CostOf(const measure::TrialRecord& trial) {
  if (trial.error || trial.samples.empty()) return std::nullopt;
  Usd sum;
  for (const measure::Sample& sample : trial.samples) {
    if (!sample.cost) return std::nullopt;
    sum += *sample.cost;
  }
  return sum.dollars();
}

}  // namespace

Result<Reading> ParseReading(std::string_view name) {
  const auto split = name.rfind('_');
  if (split == std::string_view::npos) return Unknown(name);
  const std::optional<stats::Statistic> statistic = ParseStatistic(name.substr(split + 1));
  if (!statistic) return Unknown(name);
  for (const ReadingMetric& metric : Metrics()) {
    if (metric.name == name.substr(0, split)) return Reading{std::string(name), metric, *statistic};
  }
  return Unknown(name);
}

std::vector<Reading> DefaultReadings() {
  std::vector<Reading> readings;
  for (const char* name : {"ttft_ms_p50", "ttft_ms_p95", "latency_ms_p50", "latency_ms_p95"})
    readings.push_back(*ParseReading(name));
  return readings;
}

std::optional<double> TrialValueOf(const measure::TrialRecord& trial, const ReadingMetric& metric) {
  return metric.metric ? measure::TrialValue(trial, *metric.metric) : CostOf(trial);
}

}  // namespace lab::gate
