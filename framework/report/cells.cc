#include "framework/report/cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/base/units.h"

namespace lab::report {
namespace {

class Decimals {
 public:
  void Add(double value) {
    if (!(value > 0) || std::isinf(value)) return;
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

std::string FormatMs(double milliseconds, const Scale& scale) {
  if (scale.ms == 0) return FormatCount(std::llround(milliseconds));
  return fmt::format("{:.{}f}", milliseconds, scale.ms);
}

// What a sample says nothing of the upper end of is shown, and marked.
Cell Marked(std::string text, const measure::SampleStatistic& told) {
  if (!told.too_few()) return {std::move(text)};
  return {"~" + text, Tone::kDim};
}

}  // namespace

Scale ScaleOf(const Group& group) {
  Decimals ms;
  Decimals usd;
  for (const CaseResult& result : group.cases) {
    if (const auto* ttft = measure::FindFigure(result.figures, "ttft_ms_p50")) ms.Add(ttft->value);
    if (const std::optional<double> cost = result.totals.usd_per_1k()) usd.Add(*cost);
  }
  return {.ms = ms.count(), .usd = std::max(usd.count(), 2)};
}

Cell NoCell() { return {"-", Tone::kDim}; }

Cell FigureCell(const measure::SampleStatistic* told, measure::Unit unit, const Scale& scale) {
  if (told == nullptr) return NoCell();
  if (std::isinf(told->value)) return Marked("never", *told);
  return Marked(unit == measure::Unit::kMs ? FormatMs(told->value, scale)
                                           : fmt::format("{:.1f}", told->value),
                *told);
}

Cell RawCell(const measure::SampleStatistic* told) {
  if (told == nullptr) return NoCell();
  return Marked(std::isinf(told->value) ? "never" : fmt::format("{:.6g}", told->value), *told);
}

Cell CostCell(const measure::Totals& totals, const Scale& scale) {
  const std::optional<double> cost = totals.usd_per_1k();
  if (!cost) return NoCell();
  return MaybeEstimated({fmt::format("{:.{}f}", *cost, scale.usd)}, totals.estimated > 0);
}

std::string SignedPercent(double ratio) {
  const double percent = 100 * (ratio - 1);
  if (std::isinf(percent)) return "+inf";
  return std::abs(percent) < 0.05 ? "0.0" : fmt::format("{:+.1f}", percent);
}

std::string SignedPoints(double points) {
  return fmt::format("{:+.1f}", std::abs(points) < 0.05 ? 0.0 : points);
}

}  // namespace lab::report
