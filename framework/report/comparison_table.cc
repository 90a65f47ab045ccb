#include "framework/report/comparison_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "framework/base/units.h"
#include "framework/measure/figures.h"
#include "framework/measure/scaling.h"
#include "framework/report/analysis.h"
#include "framework/report/confusion.h"
#include "framework/report/markup.h"
#include "framework/report/scaling_table.h"
#include "framework/report/summary.h"
#include "framework/report/text_table.h"
#include "framework/report/verdict_text.h"
#include "framework/stats/comparison.h"

namespace lab::report {
namespace {

using measure::CaseRecord;

/// How many decimals a column shows: three significant digits of its smallest number, but no more
/// than five of its largest (beside an answer of a second, a cache hit of 8 us is 0.0 ms).
class Decimals {
 public:
  void Add(double value) {
    if (value <= 0 || std::isinf(value)) return;
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
    if (const auto* ttft = measure::FindFigure(result.figures, "ttft_ms_p50")) ms.Add(ttft->value);
    if (const std::optional<double> cost = result.totals.usd_per_1k()) usd.Add(*cost);
  }
  return {.ms = ms.count(), .usd = std::max(usd.count(), 2)};
}

std::string FormatMs(double milliseconds, const Scale& scale) {
  if (std::isinf(milliseconds)) return "never";
  if (scale.ms == 0) return FormatCount(std::llround(milliseconds));
  return fmt::format("{:.{}f}", milliseconds, scale.ms);
}

Cell NoCell() { return {"-", Tone::kDim}; }

Cell MsCell(const measure::Figure* figure, const Scale& scale) {
  if (figure == nullptr) return NoCell();
  if (figure->too_few()) return {fmt::format("n<{}", figure->needed), Tone::kDim};
  return {FormatMs(figure->value, scale)};
}

Cell CostCell(const measure::Totals& totals, const Scale& scale) {
  const std::optional<double> cost = totals.usd_per_1k();
  if (!cost) return NoCell();
  return MaybeEstimated({fmt::format("{:.{}f}", *cost, scale.usd)}, totals.estimated > 0);
}

/// 1 - first visible text here / end of its baseline's answer, at the median.
Cell PerceivedCell(const Group& group, const CaseResult& result) {
  const CaseResult* baseline = result.record->baseline ? &result : BaselineResult(group, result);
  if (baseline == nullptr) return NoCell();
  const auto* visible = measure::FindFigure(result.figures, "first_visible_ms_p50");
  const auto* whole = measure::FindFigure(baseline->figures, "latency_ms_p50");
  if (visible == nullptr || whole == nullptr || whole->value <= 0) return NoCell();
  if (std::isinf(visible->value)) return {"never"};
  return {fmt::format("{:.1f}", 100 * (1 - visible->value / whole->value))};
}

/// Blank where the case lacks one of the three figures.
Cell ParetoCell(const CaseResult& result) {
  if (!result.outcome) return {""};
  return result.on_frontier ? Cell{"yes", Tone::kGood} : NoCell();
}

Cell CounterCell(const CaseResult& result, const std::string& name) {
  const auto counter = result.counters.find(name);
  return counter == result.counters.end() ? NoCell() : Cell{fmt::format("{:.2f}", counter->second)};
}

std::string Percent(double ratio) { return fmt::format("{:+.1f}", 100 * (ratio - 1)); }

Cell ChangeCell(const CaseResult& result) {
  if (!result.comparison) return NoCell();
  return {Percent(result.comparison->median.value), VerdictTone(result.comparison->verdict)};
}

Cell IntervalCell(const CaseResult& result) {
  if (!result.comparison) return {"", Tone::kDim};
  const stats::Estimate& ratio = result.comparison->median;
  if (!ratio.low || !ratio.high) return {"", Tone::kDim};
  return {fmt::format("{} to {}", Percent(*ratio.low), Percent(*ratio.high))};
}

Cell VerdictCell(const CaseResult& result) {
  if (!result.comparison) return {result.record->baseline ? "baseline" : "", Tone::kDim};
  return {VerdictText(*result.comparison), VerdictTone(result.comparison->verdict)};
}

/// A column: its title, and what stands in it for a case.
struct CaseColumn {
  Column title;
  std::function<Cell(const CaseResult&)> cell;
};

void AddPercentiles(std::string_view metric, const std::string& title, const Scale& scale,
                    std::vector<CaseColumn>& columns) {
  for (const char* statistic : {"p50", "p95", "p99"}) {
    columns.push_back(
        {{title, statistic},
         [scale, name = fmt::format("{}_{}", metric, statistic)](const CaseResult& result) {
           return MsCell(measure::FindFigure(result.figures, name), scale);
         }});
  }
}

Cell SpeedCell(const CaseResult& result) {
  const auto* speed = measure::FindFigure(result.figures, "tokens_per_s_p50");
  return speed == nullptr ? NoCell() : Cell{fmt::format("{:.1f}", speed->value)};
}

void AddChange(const std::string& title, std::vector<CaseColumn>& columns) {
  columns.push_back({{title, "%"}, ChangeCell});
  columns.push_back({{title, "95 % interval"}, IntervalCell});
  columns.push_back({{"  ", "verdict", Align::kLeft}, VerdictCell});
}

// Every column of a group's table, in its order.
std::vector<CaseColumn> ColumnsOf(const Group& group) {
  const Scale scale = ScaleOf(group);
  std::vector<CaseColumn> columns;
  columns.push_back({{"", "case", Align::kLeft},
                     [](const CaseResult& result) { return Cell{CaseLabel(*result.record)}; }});
  columns.push_back({{" ", "n"}, [](const CaseResult& result) {
                       return Cell{
                           std::to_string(result.totals.views - result.totals.failed_views)};
                     }});
  AddPercentiles("ttft_ms", "TTFT ms", scale, columns);
  AddPercentiles("latency_ms", "latency ms", scale, columns);
  columns.push_back({{"tokens/s", "p50"}, SpeedCell});
  columns.push_back({{"USD", "per 1k"},
                     [scale](const CaseResult& result) { return CostCell(result.totals, scale); }});
  if (group.cache_used) {
    columns.push_back({{"cache", "hit %"}, [](const CaseResult& result) {
                         return Cell{
                             fmt::format("{:.1f}", 100 * result.totals.usage.cache_hit_rate())};
                       }});
  }
  if (group.perceived) {
    columns.push_back({{"perceived", "gain %"}, [&group](const CaseResult& result) {
                         return PerceivedCell(group, result);
                       }});
  }
  for (const std::string& name : group.counters) {
    columns.push_back(
        {{"", name}, [name](const CaseResult& result) { return CounterCell(result, name); }});
  }
  if (group.graded()) columns.push_back({{"", "Pareto"}, ParetoCell});
  if (group.baseline != nullptr)
    AddChange(fmt::format("{} p50 vs baseline", group.baseline->judged_time().what.title()),
              columns);
  return columns;
}

// A row a case; skipped ones have none.
TextTable TableOf(const Group& group, const std::vector<CaseColumn>& columns) {
  std::vector<Column> titles;
  for (const CaseColumn& column : columns) titles.push_back(column.title);
  TextTable table(std::move(titles));
  for (const CaseResult& result : group.cases) {
    if (result.record->skipped) continue;
    std::vector<Cell> row;
    for (const CaseColumn& column : columns) row.push_back(column.cell(result));
    table.AddRow(std::move(row));
  }
  return table;
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
  if (totals.unseen_views > 0) {
    notes.push_back(fmt::format(
        "{}: {} of {} answers succeeded without text that a user sees; they count as never seen",
        record.short_name(), totals.unseen_views, totals.views));
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

// "~: usage was not reported to the end, so estimated from what was seen (...): StoppedEarly 20 of
// 20 requests"
void AddEstimates(const Group& group, std::vector<std::string>& notes) {
  std::string cases;
  for (const CaseResult& result : group.cases) {
    const measure::Totals& totals = result.totals;
    if (totals.estimated == 0 || !totals.usd_per_1k()) continue;
    cases += fmt::format("{}{} {} of {} requests", cases.empty() ? "" : ", ",
                         result.record->short_name(), totals.estimated, totals.requests);
  }
  if (cases.empty()) return;
  notes.push_back(
      "~: usage was not reported to the end, so estimated from what was seen (thinking that was "
      "kept hidden is not in it): " +
      cases);
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

TextTable ComparisonTable(const Group& group) { return TableOf(group, ColumnsOf(group)); }

TextTable FiguresTable(const Group& group) {
  std::vector<CaseColumn> columns;
  columns.push_back({{"", "case", Align::kLeft},
                     [](const CaseResult& result) { return Cell{CaseLabel(*result.record)}; }});
  std::set<std::string> own_times;
  for (const CaseResult& result : group.cases) own_times.merge(measure::OwnTimes(*result.record));
  for (const measure::FigureInfoPtr& info : measure::FigureInfosWith(own_times)) {
    columns.push_back({{"", std::string(info->name)}, [info](const CaseResult& result) {
                         const auto* figure = measure::FindFigure(result.figures, info->name);
                         if (figure == nullptr) return NoCell();
                         if (figure->too_few())
                           return Cell{fmt::format("n<{}", figure->needed), Tone::kDim};
                         return Cell{fmt::format("{:.6g}", figure->value)};
                       }});
  }
  return TableOf(group, columns);
}

std::vector<std::string> NotesOf(const Group& group) {
  std::vector<std::string> notes;
  for (const CaseResult& result : group.cases) {
    const CaseRecord& record = *result.record;
    if (record.skipped)
      notes.push_back(fmt::format("{}: skipped: {}", record.short_name(), *record.skipped));
    AddFailures(result, notes);
  }
  AddEstimates(group, notes);
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
  for (const std::string& note : analysis.run->notes) out << "note: " << Printable(note) << '\n';
  const std::string& price_date = analysis.run->config.price_date;
  if (!price_date.empty())
    out << Paint(fmt::format("prices of {}", Printable(price_date)), Tone::kDim, render) << '\n';
}

}  // namespace lab::report
