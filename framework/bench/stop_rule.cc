#include "framework/bench/stop_rule.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "framework/measure/series.h"
#include "framework/stats/percentile.h"

namespace lab {

namespace {

bool TookSeconds(const measure::CaseRecord& record, double seconds) {
  const std::size_t trials = record.trials.size();
  const std::size_t apart = std::max<std::size_t>(1, std::bit_floor(trials) / 16);
  if (trials == 0 || trials % apart != 0) return false;
  const measure::Quantity time = record.judged_time().what;
  double sum = 0;
  for (const measure::TrialRecord& trial : record.trials) sum += SecondsOf(trial, time);
  return sum >= seconds;
}

}  // namespace

double SecondsOf(const measure::TrialRecord& trial, const measure::Quantity& time) {
  const std::optional<double> value = measure::TrialValue(trial, time);
  const bool ended = value && std::isfinite(*value);
  return ended ? *value / 1000 : std::max(ToSeconds(trial.end - trial.start), 1e-3);
}

bool IsSettled(const measure::CaseRecord& record, const StopRule& rule) {
  if (rule.seconds > 0) return TookSeconds(record, rule.seconds);
  const auto trials = static_cast<std::int64_t>(record.trials.size());
  if (trials < rule.least || (trials - rule.least) % rule.step != 0) return false;
  const measure::Quantity time = record.judged_time().what;
  std::vector<double> values;
  for (const measure::TrialRecord& trial : record.trials) {
    if (const std::optional<double> value = measure::TrialValue(trial, time))
      values.push_back(*value);
  }
  std::sort(values.begin(), values.end());
  const stats::Percentile median = stats::Quantile(values, 0.5);
  if (!median.low || !median.high) return false;
  return *median.high - *median.low <= rule.width * median.value;
}

}  // namespace lab
