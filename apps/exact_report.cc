#include "apps/exact_report.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <ostream>

namespace lab::apps {
namespace {

using report::Align;
using report::TextTable;
using report::Tone;

// Of a profile that changed every case moves; nobody reads them all.
constexpr std::size_t kMostRows = 60;

std::string NumberText(const std::optional<double>& value) {
  if (!value) return "-";
  if (*value == std::floor(*value) && std::abs(*value) < 1e9) return fmt::format("{:.0f}", *value);
  return fmt::format("{:.6g}", *value);
}

std::string ChangeText(const gate::FigureChange& change) {
  if (!change.baseline || !change.now) return change.now ? "new" : "gone";
  if (*change.baseline == 0) return "";
  const double percent = 100 * (*change.now / *change.baseline - 1);
  return std::abs(percent) < 0.01 ? fmt::format("{:+.1g} %", percent)
                                  : fmt::format("{:+.2f} %", percent);
}

void WriteTable(const gate::ExactComparison& comparison, const report::RenderOptions& options,
                std::ostream& out) {
  TextTable table({{"", "case", Align::kLeft},
                   {"", "metric", Align::kLeft},
                   {"", "baseline"},
                   {"", "now"},
                   {"", "change"}});
  std::size_t rows = 0;
  for (const gate::CaseDifference& difference : comparison.cases) {
    for (const gate::FigureChange& change : difference.changes) {
      if (++rows > kMostRows) continue;
      table.AddRow({{difference.name},
                    {change.name},
                    {NumberText(change.baseline)},
                    {NumberText(change.now)},
                    {ChangeText(change), Tone::kBad}});
    }
  }
  if (rows > 0) table.Render(out, options);
  if (rows > kMostRows) out << fmt::format("... and {} more rows\n", rows - kMostRows);
}

std::string FirstText(const gate::CaseDifference& difference) {
  std::string text =
      fmt::format("{}: {} of {} trials differ; first {}: {} in the baseline, {} now",
                  difference.name, difference.trials, difference.of_trials, difference.first.path,
                  difference.first.baseline, difference.first.now);
  if (difference.first.path.ends_with("digest"))
    text += " (a field that the baseline keeps as a digest only)";
  if (difference.changes.empty()) text += "; no figure of the table moved";
  return text;
}

}  // namespace

void WriteExactReport(const std::string& suite, const gate::ExactComparison& comparison,
                      const report::RenderOptions& options, std::ostream& out) {
  if (comparison.same()) {
    out << fmt::format("{}: {} cases, the same as the baseline\n", suite, comparison.equal_cases);
    return;
  }
  out << Paint(fmt::format("{}: {} cases differ from the baseline, {} are the same", suite,
                           comparison.cases.size(), comparison.equal_cases),
               Tone::kBad, options)
      << '\n';
  for (const gate::Difference& difference : comparison.config) {
    out << fmt::format("  {} is {} when the baseline has {}\n", difference.path, difference.now,
                       difference.baseline);
  }
  for (const std::string& name : comparison.gone)
    out << fmt::format("  {} is in the baseline and no more\n", name);
  for (const std::string& name : comparison.added)
    out << fmt::format("  {} is new: the baseline does not know it\n", name);
  WriteTable(comparison, options, out);
  for (const gate::CaseDifference& difference : comparison.cases)
    out << FirstText(difference) << '\n';
}

}  // namespace lab::apps
