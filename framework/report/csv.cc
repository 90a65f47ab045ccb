#include "framework/report/csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>
#include <ostream>

#include "framework/report/markup.h"
#include "framework/stats/percentile.h"

namespace lab::report {
namespace {

using measure::Metric;

/// The fields of one line in the making.
class Line {
 public:
  void Text(std::string_view text) { fields_.push_back(EscapeCsv(text)); }
  void Count(std::int64_t count) { fields_.push_back(fmt::format("{}", count)); }
  void Number(std::optional<double> number) {
    fields_.push_back(number && std::isfinite(*number) ? fmt::format("{}", *number) : "");
  }
  void Write(std::ostream& out) const { out << fmt::format("{}\r\n", fmt::join(fields_, ",")); }

 private:
  std::vector<std::string> fields_;
};

struct PercentileColumn {
  const char* name;
  Metric metric;
  double p;
};

constexpr std::array<PercentileColumn, 9> kPercentiles{{
    {"ttft_ms_p50", Metric::kTtft, 0.50},
    {"ttft_ms_p95", Metric::kTtft, 0.95},
    {"ttft_ms_p99", Metric::kTtft, 0.99},
    {"first_visible_ms_p50", Metric::kFirstVisible, 0.50},
    {"latency_ms_p50", Metric::kLatency, 0.50},
    {"latency_ms_p95", Metric::kLatency, 0.95},
    {"latency_ms_p99", Metric::kLatency, 0.99},
    {"tpot_ms_p50", Metric::kTpot, 0.50},
    {"tokens_per_s_p50", Metric::kTokensPerSecond, 0.50},
}};

std::optional<double> PercentileOf(const measure::CaseRecord& record,
                                   const PercentileColumn& column) {
  const std::vector<double> values = SortedValues(record, column.metric);
  if (values.empty()) return std::nullopt;
  const stats::Percentile percentile = stats::Quantile(values, column.p);
  if (column.p > 0.5 && !percentile.high) return std::nullopt;
  return percentile.value;
}

std::set<std::string> CountersOf(const Analysis& analysis) {
  std::set<std::string> names;
  for (const Group& group : analysis.groups)
    names.insert(group.counters.begin(), group.counters.end());
  return names;
}

void WriteTitles(const std::set<std::string>& counters, std::ostream& out) {
  Line line;
  for (const char* title : {"suite", "group", "case", "model", "baseline", "skipped", "trials",
                            "answers", "failed", "requests"})
    line.Text(title);
  for (const PercentileColumn& column : kPercentiles) line.Text(column.name);
  for (const char* title : {"usd_per_1k", "cache_hit_rate", "metric", "change_ratio",
                            "change_ratio_low", "change_ratio_high", "p_value", "verdict"})
    line.Text(title);
  for (const std::string& name : counters) line.Text(name);
  line.Write(out);
}

void AddChange(const CaseResult& result, Line& line) {
  line.Text(measure::MetricName(result.record->metric));
  const std::optional<stats::Comparison>& comparison = result.comparison;
  line.Number(comparison ? std::optional(comparison->median.value) : std::nullopt);
  line.Number(comparison ? comparison->median.low : std::nullopt);
  line.Number(comparison ? comparison->median.high : std::nullopt);
  line.Number(comparison ? std::optional(comparison->p_value) : std::nullopt);
  line.Text(comparison ? stats::VerdictName(comparison->verdict) : "");
}

void WriteCase(const CaseResult& result, const std::set<std::string>& counters, std::ostream& out) {
  const measure::CaseRecord& record = *result.record;
  const measure::Totals& totals = result.totals;
  Line line;
  for (const std::string& text : {record.suite, record.group, record.short_name(), record.model})
    line.Text(text);
  line.Count(record.baseline ? 1 : 0);
  line.Text(record.skipped.value_or(""));
  line.Count(static_cast<std::int64_t>(record.trials.size()));
  line.Count(totals.views);
  line.Count(totals.failed_views);
  line.Count(totals.requests);
  for (const PercentileColumn& column : kPercentiles) line.Number(PercentileOf(record, column));
  line.Number(totals.usd_per_1k());
  line.Number(totals.cache_used ? std::optional(totals.usage.cache_hit_rate()) : std::nullopt);
  AddChange(result, line);
  for (const std::string& name : counters) {
    const auto counter = result.counters.find(name);
    line.Number(counter == result.counters.end() ? std::nullopt : std::optional(counter->second));
  }
  line.Write(out);
}

}  // namespace

void WriteCsv(const Analysis& analysis, const ReportOptions& /*options*/, std::ostream& out) {
  const std::set<std::string> counters = CountersOf(analysis);
  WriteTitles(counters, out);
  for (const Group& group : analysis.groups) {
    for (const CaseResult& result : group.cases) WriteCase(result, counters, out);
  }
}

}  // namespace lab::report
