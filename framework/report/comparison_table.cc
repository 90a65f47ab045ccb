#include "framework/report/comparison_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "framework/base/units.h"
#include "framework/measure/scaling.h"
#include "framework/measure/series.h"
#include "framework/report/analysis.h"
#include "framework/report/confusion.h"
#include "framework/report/markup.h"
#include "framework/report/scaling_table.h"
#include "framework/report/summary.h"
#include "framework/report/text_table.h"
#include "framework/report/verdict_text.h"
#include "framework/stats/comparison.h"
#include "framework/stats/percentile.h"

namespace lab::report {
namespace {

using measure::CaseRecord;
using measure::Metric;

/// How many decimals a column shows: three significant digits of its smallest number, but no more
/// than five of its largest (beside an answer of a second, a cache hit of 8 us is 0.0 ms).
class Decimals {
 public:
  void Add(double value) {
    if (value <= 0) return;
    smallest_ = std::min(smallest_, value);
    largest_ = std::max(largest_, value);
  }
  int count() const {
    if (largest_ == 0) return 0;
    return std::clamp(std::min(2 - Magnitude(smallest_), 4 - Magnitude(largest_)), 0, 6);
  }

 private:
  static int Magnitude(double value) { return static_cast<int>(std::floor(std::log10(value))); }

  double smallest_ = std::numeric_limits<double>::infinity();
  double largest_ = 0;
};

/// One number of decimals for each unit of a table.
struct Scale {
  int ms = 0;
  int usd = 2;
};

Scale ScaleOf(const Group& group) {
  Decimals ms;
  Decimals usd;
  for (const CaseResult& result : group.cases) {
    ms.Add(stats::QuantileValue(SortedValues(*result.record, Metric::kTtft), 0.5));
    if (const std::optional<double> cost = result.totals.usd_per_1k()) usd.Add(*cost);
  }
  return {.ms = ms.count(), .usd = std::max(usd.count(), 2)};
}

std::string FormatMs(double milliseconds, const Scale& scale) {
  if (scale.ms == 0) return FormatCount(std::llround(milliseconds));
  return fmt::format("{:.{}f}", milliseconds, scale.ms);
}

Cell QuantileCell(const std::vector<double>& sorted, double p, const Scale& scale) {
  if (sorted.empty()) return {"-", Tone::kDim};
  const stats::Percentile percentile = stats::Quantile(sorted, p);
  if (!percentile.high) return {fmt::format("n<{}", percentile.needed), Tone::kDim};
  return {FormatMs(percentile.value, scale)};
}

void AddQuantiles(const CaseRecord& record, Metric metric, const Scale& scale,
                  std::vector<Cell>& row) {
  const std::vector<double> values = SortedValues(record, metric);
  for (double p : {0.50, 0.95, 0.99}) row.push_back(QuantileCell(values, p, scale));
}

Cell SpeedCell(const CaseRecord& record) {
  const std::vector<double> values = SortedValues(record, Metric::kTokensPerSecond);
  if (values.empty()) return {"-", Tone::kDim};
  return {fmt::format("{:.1f}", stats::QuantileValue(values, 0.5))};
}

Cell CostCell(const measure::Totals& totals, const Scale& scale) {
  const std::optional<double> cost = totals.usd_per_1k();
  if (!cost) return {"-", Tone::kDim};
  return {fmt::format("{:.{}f}", *cost, scale.usd)};
}

Cell HitCell(const measure::Totals& totals) {
  return {fmt::format("{:.1f}", 100 * totals.usage.cache_hit_rate())};
}

/// 1 - first visible text here / end of the baseline's answer, at the median.
Cell PerceivedCell(const Group& group, const CaseRecord& record) {
  const std::vector<double> visible = SortedValues(record, Metric::kFirstVisible);
  const std::vector<double> whole = SortedValues(*group.baseline, Metric::kLatency);
  if (visible.empty() || whole.empty()) return {"-", Tone::kDim};
  const double share = 1 - stats::QuantileValue(visible, 0.5) / stats::QuantileValue(whole, 0.5);
  return {fmt::format("{:.1f}", 100 * share)};
}

/// Blank where the case lacks one of the three figures.
Cell ParetoCell(const CaseResult& result) {
  if (!result.outcome) return {""};
  return result.on_frontier ? Cell{"yes", Tone::kGood} : Cell{"-", Tone::kDim};
}

std::string Percent(double ratio) { return fmt::format("{:+.1f}", 100 * (ratio - 1)); }

struct Change {
  Cell amount{"-", Tone::kDim};
  Cell interval{"", Tone::kDim};
  Cell verdict{"", Tone::kDim};
};

Change ChangeOf(const CaseResult& result) {
  Change change;
  if (result.record->baseline) change.verdict = {"baseline", Tone::kDim};
  if (!result.comparison) return change;
  const stats::Comparison& comparison = *result.comparison;
  const Tone tone = VerdictTone(comparison.verdict);
  change.amount = {Percent(comparison.median.value), tone};
  if (comparison.median.low && comparison.median.high) {
    change.interval = {
        fmt::format("{} to {}", Percent(*comparison.median.low), Percent(*comparison.median.high))};
  }
  change.verdict = {VerdictText(comparison), tone};
  return change;
}

std::vector<Column> ColumnsOf(const Group& group) {
  std::vector<Column> columns{{"", "case", Align::kLeft}, {" ", "n"},
                              {"TTFT ms", "p50"},         {"TTFT ms", "p95"},
                              {"TTFT ms", "p99"},         {"latency ms", "p50"},
                              {"latency ms", "p95"},      {"latency ms", "p99"},
                              {"tokens/s", "p50"},        {"USD", "per 1k"}};
  if (group.cache_used) columns.push_back({"cache", "hit %"});
  if (group.perceived) columns.push_back({"perceived", "gain %"});
  for (const std::string& counter : group.counters) columns.push_back({"", counter});
  if (group.graded()) columns.push_back({"", "Pareto"});
  if (group.baseline == nullptr) return columns;
  const std::string title =
      fmt::format("{} p50 vs baseline", measure::MetricTitle(group.baseline->metric));
  columns.push_back({title, "%"});
  columns.push_back({title, "95 % interval"});
  columns.push_back({"  ", "verdict", Align::kLeft});
  return columns;
}

std::vector<Cell> RowOf(const Group& group, const Scale& scale, const CaseResult& result) {
  const CaseRecord& record = *result.record;
  const measure::Totals& totals = result.totals;
  std::vector<Cell> row{{record.short_name()},
                        {std::to_string(totals.views - totals.failed_views)}};
  AddQuantiles(record, Metric::kTtft, scale, row);
  AddQuantiles(record, Metric::kLatency, scale, row);
  row.push_back(SpeedCell(record));
  row.push_back(CostCell(totals, scale));
  if (group.cache_used) row.push_back(HitCell(totals));
  if (group.perceived) row.push_back(PerceivedCell(group, record));
  for (const std::string& name : group.counters) {
    const auto counter = result.counters.find(name);
    row.push_back(counter == result.counters.end() ? Cell{"-", Tone::kDim}
                                                   : Cell{fmt::format("{:.2f}", counter->second)});
  }
  if (group.graded()) row.push_back(ParetoCell(result));
  if (group.baseline == nullptr) return row;
  Change change = ChangeOf(result);
  row.push_back(std::move(change.amount));
  row.push_back(std::move(change.interval));
  row.push_back(std::move(change.verdict));
  return row;
}

// "Uncached: 3 of 50 answers failed (requests: 2 rate_limited, 1 timeout; the first: slow down);
// the percentiles are over the others"
void AddFailures(const CaseResult& result, std::vector<std::string>& notes) {
  const CaseRecord& record = *result.record;
  const measure::Totals& totals = result.totals;
  const auto is_broken = [](const measure::TrialRecord& trial) { return trial.error.has_value(); };
  const auto broken = std::count_if(record.trials.begin(), record.trials.end(), is_broken);
  if (broken > 0) {
    const auto first = std::find_if(record.trials.begin(), record.trials.end(), is_broken);
    notes.push_back(fmt::format("{}: {} of {} trials could not be carried out; trial {}: {}",
                                record.short_name(), broken, record.trials.size(), first->index,
                                first->error->message));
  }
  if (totals.failed_views == 0) return;
  std::string kinds;
  for (const auto& [kind, count] : totals.errors)
    kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, kind);
  const std::string first = FirstRequestError(record);
  if (!first.empty()) kinds += "; the first: " + first;
  notes.push_back(
      fmt::format("{}: {} of {} answers failed (requests: {}); the percentiles are over the others",
                  record.short_name(), totals.failed_views, totals.views, kinds));
}

void WriteConfusions(const Group& group, const RenderOptions& options, std::ostream& out) {
  for (const CaseResult& result : group.cases) {
    const Confusion confusion = ConfusionOf(*result.record);
    if (confusion.trials > 0) WriteConfusion(result.record->short_name(), confusion, options, out);
  }
}

void WriteGroup(const Group& group, const RenderOptions& options, std::ostream& out) {
  out << Printable(fmt::format("{} / {}", group.suite(), group.name()));
  const std::string models = Printable(ModelsOf(group));
  if (!models.empty()) out << Paint(fmt::format("   {}", models), Tone::kDim, options);
  out << '\n';
  ComparisonTable(group).Render(out, options);
  for (const std::string& note : NotesOf(group)) out << "  " << Printable(note) << '\n';
}

void WriteScaling(const Group& group, const std::vector<measure::Scaling>& scalings,
                  const RenderOptions& options, std::ostream& out) {
  for (const measure::Scaling& scaling : scalings) {
    if (scaling.suite != group.suite() || scaling.group != group.name()) continue;
    WriteScalingTable(scaling, options, out);
    out << '\n';
  }
}

}  // namespace

TextTable ComparisonTable(const Group& group) {
  const Scale scale = ScaleOf(group);
  TextTable table(ColumnsOf(group));
  for (const CaseResult& result : group.cases) {
    if (!result.record->skipped) table.AddRow(RowOf(group, scale, result));
  }
  return table;
}

std::vector<std::string> NotesOf(const Group& group) {
  std::vector<std::string> notes;
  for (const CaseResult& result : group.cases) {
    const CaseRecord& record = *result.record;
    if (record.skipped)
      notes.push_back(fmt::format("{}: skipped: {}", record.short_name(), *record.skipped));
    AddFailures(result, notes);
  }
  return notes;
}

// Where the mock answers, how often it is right is an assumption.
std::string ModelledNote(const Group& group, const measure::Run& run) {
  const bool labelled = group.counters.contains(std::string(measure::kLabelAccuracy));
  if (!IsModelled(run) || (!group.graded() && !labelled)) return "";
  return "accuracy is modelled by the mock's profile";
}

void WriteComparisonTables(const Analysis& analysis, const ReportOptions& options,
                           std::ostream& out) {
  const RenderOptions render{.colour = options.colour};
  const std::vector<measure::Scaling> scalings = measure::ScalingsOf(*analysis.run);
  for (const Group& group : analysis.groups) {
    WriteGroup(group, render, out);
    if (const std::string note = ModelledNote(group, *analysis.run); !note.empty())
      out << Paint("  " + note, Tone::kDim, render) << '\n';
    if (options.confusion) WriteConfusions(group, render, out);
    out << '\n';
    WriteScaling(group, scalings, render, out);
  }
  WriteSummary(analysis, {.requests_per_month = options.requests_per_month}, render, out);
  const std::string& price_date = analysis.run->config.price_date;
  if (!price_date.empty())
    out << Paint(fmt::format("prices of {}", Printable(price_date)), Tone::kDim, render) << '\n';
}

}  // namespace lab::report
