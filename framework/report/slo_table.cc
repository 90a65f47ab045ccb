#include "framework/report/slo_table.h"

#include <fmt/format.h>

#include <cmath>
#include <ostream>
#include <string>

#include "framework/base/units.h"

namespace lab::report {
namespace {

using measure::SloResult;
using measure::SloWord;

std::string ObservedText(const SloResult& result) {
  if (!result.observed) return "-";
  if (std::isinf(*result.observed)) return "never";
  const bool share = result.slo->what.unit() == measure::Unit::kShare;
  const double shown = share ? 100 * *result.observed : *result.observed;
  if (shown >= 10'000) return FormatCount(std::llround(shown));
  return fmt::format("{:.5g}{}", shown, share ? " %" : "");
}

std::string MetText(const SloResult& result) {
  if (result.answers == 0) return "-";
  return fmt::format("{:.1f}",
                     100 * static_cast<double>(result.met) / static_cast<double>(result.answers));
}

Cell WordCell(const SloResult& result) {
  const std::string word(measure::SloWordName(result.word));
  if (result.word == SloWord::kMet) return {word, Tone::kGood};
  if (result.word == SloWord::kBroken) return {word, Tone::kBad};
  if (result.answers == 0) return {word + ": nothing of it was measured", Tone::kDim};
  if (result.needed > result.answers)
    return {fmt::format("{}: it takes {} answers", word, result.needed), Tone::kDim};
  return {word + ": too near to the bound for this n", Tone::kDim};
}

}  // namespace

void WriteSloTable(const std::vector<SloResult>& results, const RenderOptions& options,
                   std::ostream& out) {
  if (results.empty()) return;
  TextTable table({{"", "case", Align::kLeft},
                   {"", "objective", Align::kLeft},
                   {"", "n", Align::kRight, 60},
                   {"", "observed", Align::kRight, 70},
                   {"", "met %", Align::kRight, 80},
                   {"", "", Align::kLeft}});
  for (const SloResult& result : results) {
    table.AddRow({{result.record->full_name()},
                  {result.slo->title()},
                  {fmt::format("{}", result.answers)},
                  {ObservedText(result)},
                  {MetText(result)},
                  WordCell(result)});
  }
  out << "objectives\n";
  table.Render(out, options);
  WriteNote("over all answers, failed ones as not met", options, out, Tone::kPlain);
}

}  // namespace lab::report
