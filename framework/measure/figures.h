// The figures of a case, one row each: name, unit, direction, definition, and how it is computed.
// The CSV's columns, Google Benchmark's counters, the tables, the page, the Run file and the gate's
// list of what moved are all read from this one table; docs/figures.md is checked against it.
//
//   for (const Figure& figure : FiguresOf(record)) Print(figure.info->name, figure.value);
//   const Figure* p95 = FindFigure(figures, "ttft_ms_p95");
//   if (p95 != nullptr && p95->too_few()) fmt::print("~{}", p95->value);
//
// A name is the metric's (metric.h), its unit last, and the statistic behind it; every metric has
// every statistic of sample_statistics.h. The bounds of a percentile or a mean are called as it is
// with _low and _high behind, in JSON and CSV.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/measure/reading.h"
#include "framework/measure/run.h"
#include "framework/measure/sample_statistics.h"
#include "framework/measure/series.h"

namespace lab::measure {

struct FigureInfo {
  std::string_view name;
  Unit unit;
  Better better;
  std::optional<Metric> metric;  ///< of its values; absent: of a time of the experiment's own, or
                                 ///< over the case as a whole
  const StatisticInfo* statistic = nullptr;  ///< absent: over the case as a whole
  /// Computed from what an outline (trial_outline.h) does not keep: the stamps of tokens, and
  /// whether the provider counted.
  bool not_in_outline = false;
  std::string_view definition;  ///< one sentence, for docs/figures.md
  std::string_view own_time;    ///< it is of this time of the experiment's own; else ""
};

std::span<const FigureInfo> AllFigures();
/// Owns what is not of AllFigures().
using FigureInfoPtr = std::shared_ptr<const FigureInfo>;
/// AllFigures(), and behind them every statistic of each time that an experiment measured by a
/// name of its own, as NAME_ms_p50 (OwnTimes of series.h): the columns of what these are read into.
std::vector<FigureInfoPtr> FigureInfosWith(const std::set<std::string>& own_times);
/// nullptr when there is none of this name among AllFigures().
const FigureInfo* FindFigureInfo(std::string_view name);

/// `statistic` is that of `info`, and n 0 where it has none.
struct Figure : SampleStatistic {
  FigureInfoPtr info;
};

/// Those that exist, in the order of FigureInfosWith(): a percentile of nothing, a price that is
/// not known and a hit rate without a cache do not. Percentiles are over the answers (for ITL: the
/// requests) that succeeded, totals over all.
std::vector<Figure> FiguresOf(const CaseRecord& record, const Totals& totals);
std::vector<Figure> FiguresOf(const CaseRecord& record);

/// nullptr when the case has no such figure.
const Figure* FindFigure(std::span<const Figure> figures, std::string_view name);

/// The name of a counter beside the figures: one that is called as a figure, or as one of a time of
/// the experiment's own would be, gets " (noted)" behind it.
std::string CounterName(const std::string& name);

/// The experiment's own counters, averaged over the trials that noted them.
std::map<std::string, double> MeanCounters(const CaseRecord& record);

}  // namespace lab::measure
