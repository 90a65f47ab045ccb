#include "framework/report/scaling_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>

#include "framework/report/markup.h"

namespace lab::report {
namespace {

using measure::Scaling;
using measure::ScalingLevel;

/// A bar of the share of perfect scaling, and what is left of it.
std::string EfficiencyBar(double efficiency) {
  constexpr int kWidth = 20;
  const int filled = std::clamp(static_cast<int>(std::lround(efficiency * kWidth)), 0, kWidth);
  return std::string(static_cast<std::size_t>(filled), '#') +
         std::string(static_cast<std::size_t>(kWidth - filled), '.');
}

}  // namespace

void WriteScalingTable(const Scaling& scaling, const RenderOptions& options, std::ostream& out) {
  out << Printable(scaling.technique) << '\n';
  TextTable table({{"", "concurrency"},
                   {"", "requests/s"},
                   {"", "speed-up"},
                   {"", "efficiency %"},
                   {" ", "", Align::kLeft},
                   {"  ", "", Align::kLeft}});
  for (const ScalingLevel& level : scaling.levels) {
    const bool knee = &level == &scaling.knee();
    table.AddRow({{std::to_string(level.concurrency)},
                  {fmt::format("{:.2f}", level.per_second)},
                  {fmt::format("{:.2f}", level.speedup)},
                  {fmt::format("{:.1f}", 100 * level.efficiency)},
                  {EfficiencyBar(level.efficiency), Tone::kDim},
                  {knee ? "knee" : "", Tone::kGood}});
  }
  table.Render(out, options);
  WriteNote(
      "knee: the most speed-up x efficiency; beyond it more at once wastes more than it gains",
      options, out);
}

}  // namespace lab::report
