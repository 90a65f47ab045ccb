// The figures of a case, one row each: name, unit, direction, definition, and how it is computed.
// The CSV's columns, Google Benchmark's counters, the tables, the page, the Run file and the gate's
// list of what moved are all read from this one table; docs/figures.md is checked against it.
//
//   for (const Figure& figure : FiguresOf(record)) Print(figure.info->name, figure.value);
//   const Figure* p95 = FindFigure(figures, "ttft_ms_p95");
//   if (p95 != nullptr && p95->too_few()) fmt::print("n<{}", p95->needed);
//
// A name is the metric's (metric.h), its unit last, and the statistic behind it.
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
#include "framework/measure/series.h"

namespace lab::measure {

struct FigureInfo {
  std::string_view name;
  Unit unit;
  Better better;
  std::optional<Metric> metric;  ///< a percentile of its values; absent: over the case as a whole
  int percent = 0;               ///< which percentile
  /// Computed from what an outline (trial_outline.h) does not keep: the stamps of tokens, and
  /// whether the provider counted.
  bool not_in_outline = false;
  std::string_view definition;  ///< one sentence, for docs/figures.md
  std::string_view own_time;  ///< of this time of the experiment's own it is a percentile; else ""
};

std::span<const FigureInfo> AllFigures();
/// Owns what is not of AllFigures().
using FigureInfoPtr = std::shared_ptr<const FigureInfo>;
/// AllFigures(), and behind them NAME_ms_p50, _p95 and _p99 of each time that an experiment
/// measured by a name of its own (OwnTimes of series.h): the columns of what these are read into.
std::vector<FigureInfoPtr> FigureInfosWith(const std::set<std::string>& own_times);
/// nullptr when there is none of this name among AllFigures().
const FigureInfo* FindFigureInfo(std::string_view name);

struct Figure {
  FigureInfoPtr info;
  double value = 0;
  std::int64_t n = 0;  ///< values that a percentile is from; 0 for others
  /// Of them infinite: a first token or text that never came. The percentile is infinite where it
  /// falls among them.
  std::int64_t never = 0;
  /// How many values a percentile takes for an interval with two ends (stats/percentile.h).
  std::int64_t needed = 0;

  /// The value is a percentile of a sample that says nothing of its upper end.
  bool too_few() const { return n < needed; }
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
