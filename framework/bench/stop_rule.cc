#include "framework/bench/stop_rule.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "framework/measure/series.h"
#include "framework/stats/percentile.h"

namespace lab {

bool IsSettled(const measure::CaseRecord& record, const StopRule& rule) {
  const auto trials = static_cast<std::int64_t>(record.trials.size());
  if (trials < rule.least || (trials - rule.least) % rule.step != 0) return false;
  std::vector<double> values;
  for (const measure::TrialRecord& trial : record.trials) {
    if (const std::optional<double> value = measure::TrialValue(trial, record.metric))
      values.push_back(*value);
  }
  std::sort(values.begin(), values.end());
  const stats::Percentile median = stats::Quantile(values, 0.5);
  if (!median.low || !median.high) return false;
  return *median.high - *median.low <= rule.width * median.value;
}

}  // namespace lab
