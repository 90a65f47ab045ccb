#include "framework/report/case_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

#include "framework/measure/figures.h"
#include "framework/measure/reading.h"
#include "framework/report/cells.h"
#include "framework/report/change.h"

namespace lab::report {
namespace {

using measure::Metric;
using measure::Quantity;
using measure::Reading;

// What goes first where a table is too wide: the smallest.
enum Importance : int {
  kSpeed = 10,
  kOther = 20,  // statistics of what the group is not judged by, in the order of StatisticRank
  kRightInterval = 33,
  kOnFrontier = 35,
  kSettledBy = 40,
  kNoted = 45,
  kCacheHits = 50,
  kGain = 52,
  kJudged = 60,  // further statistics of what it is judged by, likewise
  kInterval = 72,
  kOtherMedian = 74,
  kMoney = 75,
  kNeverShown = 77,
  kAnswers = 78,
  kRight = 80,
  kFailed = 90,
};

int StatisticRank(std::string_view name) {
  constexpr std::string_view kLeastFirst[] = {"sd",  "min", "max",  "p99.9", "p75",
                                              "p99", "p90", "mean", "p95",   "p50"};
  const auto* const found = std::find(std::begin(kLeastFirst), std::end(kLeastFirst), name);
  return static_cast<int>(found - std::begin(kLeastFirst));
}

Reading JudgedBy(const Group& group) { return group.cases[0].record->judged_by[0]; }

std::string FigureName(const Quantity& what, const std::string& statistic) {
  return fmt::format("{}_{}", what.name(), statistic);
}

// The first token of every case is its first text: nobody thought before answering.
bool HasNoThinking(const Group& group, const std::vector<std::string>& statistics) {
  return std::all_of(group.cases.begin(), group.cases.end(), [&](const CaseResult& result) {
    return std::all_of(statistics.begin(), statistics.end(), [&](const std::string& statistic) {
      const auto value = [&](Metric metric) {
        const auto* figure =
            measure::FindFigure(result.figures, FigureName(Quantity(metric), statistic));
        return figure == nullptr ? -1 : figure->value;
      };
      return value(Metric::kTtft) == value(Metric::kFirstVisible);
    });
  });
}

/// One quantity and the statistics of it that are columns.
struct ShownQuantity {
  Quantity what;
  std::vector<std::string> statistics;
  bool judged = false;  ///< the group is judged by it
};

// What was asked for, and what the group is judged by.
std::vector<std::string> WithJudged(std::vector<std::string> statistics, const Reading& judged) {
  const std::string own = measure::StatisticName(judged.statistic);
  const bool is_there = std::find(statistics.begin(), statistics.end(), own) != statistics.end();
  if (!is_there && measure::FindStatistic(own) != nullptr) statistics.push_back(own);
  return statistics;
}

std::vector<ShownQuantity> ShownQuantities(const Group& group, const ReportOptions& options) {
  const Reading judged = JudgedBy(group);
  const std::vector<std::string> with_judged = WithJudged(options.statistics, judged);
  Quantity compared = judged.what;
  if (compared == Metric::kFirstVisible && HasNoThinking(group, with_judged))
    compared = Metric::kTtft;
  std::vector<Quantity> shown{Metric::kTtft};
  if (compared == Metric::kFirstVisible) shown.emplace_back(compared);
  shown.emplace_back(Metric::kLatency);
  if (compared == Metric::kTpot || compared == Metric::kTokensPerSecond)
    shown.emplace_back(compared);
  for (const std::string& time : group.own_times) shown.emplace_back(time);
  std::vector<ShownQuantity> quantities;
  for (const Quantity& what : shown) {
    const bool is_judged = what == compared;
    quantities.push_back({what, is_judged ? with_judged : options.statistics, is_judged});
  }
  return quantities;
}

std::string TitleWithUnit(const Quantity& what) {
  return what.is_time() ? what.title() + " ms" : what.title();
}

int ImportanceOf(const ShownQuantity& shown, const std::string& statistic, const Reading& judged) {
  if (shown.judged && statistic == measure::StatisticName(judged.statistic)) return kAlways;
  if (shown.judged) return kJudged + StatisticRank(statistic);
  // Beside the first text the first token, which came before it, says little more.
  const bool shadowed =
      shown.what == Quantity(Metric::kTtft) && judged.what == Metric::kFirstVisible;
  if (statistic == "p50" && !shadowed) return kOtherMedian;
  return kOther + StatisticRank(statistic);
}

void AddStatistics(const ShownQuantity& shown, const Reading& judged, const Scale& scale,
                   std::vector<CaseColumn>& columns) {
  for (const std::string& statistic : shown.statistics) {
    const std::string name = FigureName(shown.what, statistic);
    columns.push_back({{TitleWithUnit(shown.what), statistic, Align::kRight,
                        ImportanceOf(shown, statistic, judged)},
                       [scale, unit = shown.what.unit(), name](const CaseResult& result) {
                         return FigureCell(measure::FindFigure(result.figures, name), unit, scale);
                       },
                       name});
  }
}

Cell CountCell(std::int64_t count) { return {std::to_string(count)}; }

Cell FailedCell(const CaseResult& result) {
  const double percent = PercentFailed(result.totals);
  return {fmt::format("{:.1f}", percent), percent > 0 ? Tone::kBad : Tone::kPlain};
}

Cell SpeedCell(const CaseResult& result) {
  return FigureCell(measure::FindFigure(result.figures, "tokens_per_s_p50"),
                    measure::Unit::kPerSecond, {});
}

/// 1 - first visible text here / end of its baseline's answer, at the median. Answers that never
/// showed text count in both.
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

void AddCounts(const Group& group, std::vector<CaseColumn>& columns) {
  columns.push_back({{" ", "n", Align::kRight, kAnswers}, [](const CaseResult& result) {
                       return CountCell(result.totals.views - result.totals.failed_views);
                     }});
  const bool failed =
      std::any_of(group.cases.begin(), group.cases.end(),
                  [](const CaseResult& result) { return PercentFailed(result.totals) > 0; });
  if (failed || JudgedBy(group).what.is_failures())
    columns.push_back({{"failed", "%", Align::kRight, kFailed}, FailedCell});
  const bool never =
      std::any_of(group.cases.begin(), group.cases.end(),
                  [](const CaseResult& result) { return result.totals.unseen_views > 0; });
  if (never)
    columns.push_back(
        {{"never", "shown", Align::kRight, kNeverShown},
         [](const CaseResult& result) { return CountCell(result.totals.unseen_views); }});
}

void AddMoney(const Group& group, const Scale& scale, std::vector<CaseColumn>& columns) {
  const int money = JudgedBy(group).what.is_cost() ? kAlways : int{kMoney};
  columns.push_back({{"USD", "per 1k", Align::kRight, money},
                     [scale](const CaseResult& result) { return CostCell(result.totals, scale); }});
  if (!group.cache_used) return;
  columns.push_back({{"cache", "hit %", Align::kRight, kCacheHits}, [](const CaseResult& result) {
                       return Cell{
                           fmt::format("{:.1f}", 100 * result.totals.usage.cache_hit_rate())};
                     }});
}

Cell AccuracyIntervalCell(const CaseResult& result) {
  const stats::Estimate accuracy = AccuracyOf(*result.record);
  if (!accuracy.low || !accuracy.high) return {};
  return {fmt::format("{:.1f} to {:.1f}", *accuracy.low, *accuracy.high)};
}

void AddNoted(const Group& group, std::vector<CaseColumn>& columns) {
  for (const std::string& name : group.counters) {
    const int importance = name == measure::kAccuracy ? int{kRight} : int{kNoted};
    columns.push_back({{"", name, Align::kRight, importance},
                       [name](const CaseResult& result) { return CounterCell(result, name); }});
    if (name == measure::kAccuracy)
      columns.push_back(
          {{"accuracy", "95 % interval", Align::kRight, kRightInterval}, AccuracyIntervalCell});
  }
  if (group.graded()) columns.push_back({{"", "Pareto", Align::kRight, kOnFrontier}, ParetoCell});
}

Cell ChangeCell(const CaseResult& result) {
  if (!result.change) return NoCell();
  return {ChangeText(*result.change), VerdictTone(result.change->verdict)};
}

Cell IntervalCell(const CaseResult& result) {
  return result.change ? Cell{IntervalText(*result.change)} : Cell{};
}

Cell VerdictCell(const CaseResult& result) {
  if (!result.change) return {result.record->baseline ? "baseline" : "", Tone::kDim};
  return {VerdictWord(*result.change), VerdictTone(result.change->verdict)};
}

Cell SettledByCell(const CaseResult& result) {
  return result.change ? Cell{SettledBy(*result.change)} : Cell{};
}

void AddChange(const Group& group, std::vector<CaseColumn>& columns) {
  const Reading judged = JudgedBy(group);
  const std::string title = fmt::format("{} vs baseline", judged.title());
  columns.push_back({{title, judged.what.is_failures() ? "points" : "%"}, ChangeCell});
  columns.push_back({{title, "95 % interval", Align::kRight, kInterval}, IntervalCell});
  columns.push_back({{title, "verdict", Align::kLeft}, VerdictCell});
  const bool open = std::any_of(group.cases.begin(), group.cases.end(), [](const auto& result) {
    return !SettledByCell(result).text.empty();
  });
  if (open) columns.push_back({{title, "settled by", Align::kLeft, kSettledBy}, SettledByCell});
}

}  // namespace

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

std::vector<CaseColumn> ColumnsOf(const Group& group, const ReportOptions& options) {
  const Scale scale = ScaleOf(group);
  std::vector<CaseColumn> columns;
  columns.push_back({{"", "case", Align::kLeft},
                     [](const CaseResult& result) { return Cell{CaseLabel(*result.record)}; }});
  AddCounts(group, columns);
  for (const ShownQuantity& shown : ShownQuantities(group, options))
    AddStatistics(shown, JudgedBy(group), scale, columns);
  columns.push_back({{"tokens/s", "p50", Align::kRight, kSpeed}, SpeedCell});
  AddMoney(group, scale, columns);
  if (group.perceived) {
    columns.push_back(
        {{"perceived", "gain %", Align::kRight, kGain},
         [&group](const CaseResult& result) { return PerceivedCell(group, result); }});
  }
  AddNoted(group, columns);
  if (group.baseline != nullptr) AddChange(group, columns);
  return columns;
}

}  // namespace lab::report
