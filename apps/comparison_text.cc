// The forms of a comparison that people read.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "apps/comparison_report.h"
#include "apps/percent.h"
#include "framework/report/markup.h"

namespace lab::apps {
namespace {

using gate::Decision;
using gate::Ruling;
using report::Align;
using report::Tone;

std::string NumberText(double value) {
  if (value == 0) return "0";
  const int digits = 2 - static_cast<int>(std::floor(std::log10(std::abs(value))));
  return fmt::format("{:.{}f}", value, std::clamp(digits, 0, 9));
}

std::string ChangeText(double ratio) { return fmt::format("{:+.1f}", 100 * (ratio - 1)); }

std::string IntervalText(const Decision& row) {
  if (!row.ratio.low || !row.ratio.high) return "";
  return fmt::format("{} to {}", ChangeText(*row.ratio.low), ChangeText(*row.ratio.high));
}

std::string RulingText(const Decision& row) {
  if (row.ruling != Ruling::kTooFew) return std::string(gate::RulingName(row.ruling));
  return fmt::format("{} (n>={})", gate::RulingName(row.ruling), row.needed);
}

Tone ToneOf(Ruling ruling) {
  switch (ruling) {
    case Ruling::kRegression:
      return Tone::kBad;
    case Ruling::kImprovement:
      return Tone::kGood;
    case Ruling::kTooFew:
      return Tone::kDim;
    default:
      return Tone::kPlain;
  }
}

// Paired or not, and where the two differ both numbers.
std::string CountText(const Decision& row) {
  if (row.paired) return fmt::format("{} pairs", row.n_baseline);
  if (row.n_baseline == row.n_candidate) return fmt::format("{}", row.n_baseline);
  return fmt::format("{} | {}", row.n_baseline, row.n_candidate);
}

std::string PText(double p) { return p < 0.0001 ? "<0.0001" : fmt::format("{:.4f}", p); }

std::string HeadLine(const ComparisonReport& report) {
  const auto count = [&](Ruling ruling) {
    return std::count_if(report.judgement.rows.begin(), report.judgement.rows.end(),
                         [&](const Decision& row) { return row.ruling == ruling; });
  };
  const std::size_t failed = report.observed.failed.size();
  return fmt::format(
      "{}: {}{} regressions, {} improvements, {} the same, {} unclear, {} with too "
      "few samples",
      OutcomeName(report),
      failed == 0 ? "" : fmt::format("{} of the cases failed in the candidate alone, ", failed),
      count(Ruling::kRegression), count(Ruling::kImprovement), count(Ruling::kSame),
      count(Ruling::kUnclear), count(Ruling::kTooFew));
}

std::string RuleLine(const ComparisonReport& report) {
  return fmt::format(
      "a regression is a change whose whole interval lies beyond {}; {} confidence "
      "over all {} decisions together (Holm)",
      PercentText(report.options.limit), PercentText(report.options.confidence),
      report.judgement.family);
}

std::vector<std::string> Remarks(const ComparisonReport& report) {
  std::vector<std::string> remarks = report.observed.notes;
  for (const std::string& name : report.observed.only_baseline)
    remarks.push_back(fmt::format("{}: only in the baseline, not compared", name));
  for (const std::string& name : report.observed.only_candidate)
    remarks.push_back(fmt::format("{}: only in the candidate, not compared", name));
  return remarks;
}

void WriteMarkdownRow(const Decision& row, std::ostream& out) {
  out << fmt::format("| {} | {} | {} | {} | {} % | {} | {} |\n",
                     report::EscapeMarkdown(row.case_name), report::EscapeMarkdown(row.metric),
                     NumberText(row.baseline), NumberText(row.candidate),
                     ChangeText(row.ratio.value), IntervalText(row), RulingText(row));
}

void WriteMarkdownRows(const std::vector<Decision>& rows, bool moved, std::ostream& out) {
  out << "| case | metric | baseline | candidate | change | interval % | verdict |\n"
         "|---|---|--:|--:|--:|--:|---|\n";
  for (const Decision& row : rows) {
    const bool is_moved = row.ruling == Ruling::kRegression || row.ruling == Ruling::kImprovement;
    if (is_moved == moved) WriteMarkdownRow(row, out);
  }
}

}  // namespace

void WriteComparisonTable(const ComparisonReport& report, const report::RenderOptions& options,
                          std::ostream& out) {
  for (const std::string& line : report.trust) out << report::Printable(line) << '\n';
  report::TextTable table({{"", "case", Align::kLeft},
                           {"", "metric", Align::kLeft},
                           {"", "baseline"},
                           {"", "candidate"},
                           {"", "n"},
                           {"change %", "ratio"},
                           {"change %", "interval"},
                           {"", "p"},
                           {"", "verdict", Align::kLeft}});
  for (const Decision& row : report.judgement.rows) {
    const Tone tone = ToneOf(row.ruling);
    table.AddRow(
        {{row.case_name},
         {row.metric},
         {NumberText(row.baseline)},
         {NumberText(row.candidate)},
         {CountText(row)},
         {ChangeText(row.ratio.value), tone},
         {IntervalText(row)},
         {row.ruling == Ruling::kTooFew ? ""
                                        : PText(std::min(row.p_regression, row.p_improvement))},
         {RulingText(row), tone}});
  }
  if (!report.judgement.rows.empty()) {
    out << '\n';
    table.Render(out, options);
    out << '\n';
  }
  for (const std::string& remark : Remarks(report))
    out << "  " << report::Printable(remark) << '\n';
  const bool good = ExitCodeOf(report) == 0;
  out << Paint(HeadLine(report), good ? Tone::kGood : Tone::kBad, options) << '\n'
      << Paint(RuleLine(report), Tone::kDim, options) << '\n';
}

void WriteComparisonMarkdown(const ComparisonReport& report, const report::RenderOptions&,
                             std::ostream& out) {
  const std::vector<Decision>& rows = report.judgement.rows;
  out << fmt::format("### Latency: {}\n\n", OutcomeName(report)) << HeadLine(report) << ".\n\n";
  for (const std::string& line : report.trust)
    out << fmt::format("- {}\n", report::EscapeMarkdown(line));
  if (!report.trust.empty()) out << '\n';
  const auto moved = std::count_if(rows.begin(), rows.end(), [](const Decision& row) {
    return row.ruling == Ruling::kRegression || row.ruling == Ruling::kImprovement;
  });
  if (moved > 0) {
    WriteMarkdownRows(rows, true, out);
    out << '\n';
  }
  const auto others = static_cast<std::ptrdiff_t>(rows.size()) - moved;
  if (others > 0) {
    out << fmt::format("<details><summary>{} rows without a change</summary>\n\n", others);
    WriteMarkdownRows(rows, false, out);
    out << "\n</details>\n\n";
  }
  const std::vector<std::string> remarks = Remarks(report);
  for (const std::string& remark : remarks)
    out << fmt::format("- {}\n", report::EscapeMarkdown(remark));
  out << (remarks.empty() ? "" : "\n") << RuleLine(report) << ".\n";
}

}  // namespace lab::apps
