// Numbers as the cells of a table: one number of decimals for each unit, `~` before a percentile
// that has no upper bound, `*` before money that is an estimate.
//
//   const Scale scale = ScaleOf(group);
//   const auto* p95 = measure::FindFigure(result.figures, "ttft_ms_p95");
//   Cell cell = FigureCell(p95, measure::Unit::kMs, scale);               // "~5,597"
#pragma once

#include <optional>
#include <string>

#include "framework/measure/figures.h"
#include "framework/report/analysis.h"
#include "framework/report/text_table.h"

namespace lab::report {

/// How many decimals each unit has in a group's table: three significant digits of its smallest
/// number, but no more than five of its largest (beside an answer of a second, a cache hit of 8 us
/// is 0.0 ms).
struct Scale {
  int ms = 0;
  int usd = 2;
};
Scale ScaleOf(const Group& group);

/// "-", dim: there is no such number.
Cell NoCell();

/// A statistic of a sample in milliseconds or per second. What is infinite, because as many answers
/// never came, is "never"; nullptr gives NoCell().
Cell FigureCell(const measure::SampleStatistic* told, measure::Unit unit, const Scale& scale);

/// For a table that has every figure, whatever its size: six significant digits.
Cell RawCell(const measure::SampleStatistic* told);

/// Of a thousand answers.
Cell CostCell(const measure::Totals& totals, const Scale& scale);

/// Of a ratio, what it is more or less than 1: "+1.2"; never "-0.0".
std::string SignedPercent(double ratio);
/// "+1.2", "+0.0"; never "-0.0".
std::string SignedPoints(double points);

}  // namespace lab::report
