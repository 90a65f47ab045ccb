// The forms of a comparison that people read.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <sstream>
#include <utility>

#include "apps/comparison_report.h"
#include "apps/percent.h"
#include "framework/report/display_width.h"
#include "framework/report/markup.h"

namespace lab::apps {
namespace {

using gate::Decision;
using gate::Ruling;
using report::Align;
using report::Tone;

// Six significant digits at most; of what never came there is no number.
std::string NumberText(double value) {
  if (std::isinf(value)) return "never";
  if (value == 0) return "0";
  const int digits = 2 - static_cast<int>(std::floor(std::log10(std::abs(value))));
  return fmt::format("{:.{}f}", value, std::clamp(digits, 0, 9));
}

std::string ValueText(const Decision& row, double value) {
  return row.failures ? PercentText(value) : NumberText(value);
}

// From nothing to something there is no ratio, and from never to never no change.
std::string ChangeText(double ratio) {
  if (std::isnan(ratio)) return "";
  if (std::isinf(ratio)) return "+inf";
  return fmt::format("{:+.1f}", 100 * (ratio - 1));
}

// Of shares the points between them: the ratio to a side without a failure has no number.
std::string PointsText(double difference) { return fmt::format("{:+.1f} pts", 100 * difference); }

std::string ChangeText(const Decision& row) {
  return row.failures ? PointsText(row.difference.value) : ChangeText(row.ratio.value);
}

std::string IntervalText(const Decision& row) {
  const stats::Estimate& shown = row.failures ? row.difference : row.ratio;
  if (!shown.low || !shown.high) return "";
  if (row.failures) return fmt::format("{:+.1f} to {}", 100 * *shown.low, PointsText(*shown.high));
  return fmt::format("{} to {}", ChangeText(*shown.low), ChangeText(*shown.high));
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

// "1600 in 200" where a trial has several answers.
std::string CountText(std::int64_t values, const stats::Trials& trials) {
  if (trials.OneEach()) return fmt::format("{}", values);
  return fmt::format("{} in {}", values, trials.size());
}

// Paired or not, and where the two differ both numbers. The rows are those of the observations.
std::string CountText(const Decision& row, const gate::Observation& observation) {
  const std::string before = CountText(row.n_baseline, observation.baseline);
  const std::string after = CountText(row.n_candidate, observation.candidate);
  if (row.paired) return before + " pairs";
  return before == after ? before : fmt::format("{} | {}", before, after);
}

std::string PText(double p) { return p < 0.0001 ? "<0.0001" : fmt::format("{:.4f}", p); }

std::string HeadLine(const ComparisonReport& report) {
  const auto count = [&](Ruling ruling) {
    return std::count_if(report.judgement.rows.begin(), report.judgement.rows.end(),
                         [&](const Decision& row) { return row.ruling == ruling; });
  };
  const std::size_t failed = report.observed.failed.size();
  const std::size_t missing = MissingCases(report).size();
  return fmt::format(
      "{}: {}{}{} regressions, {} improvements, {} the same, {} unclear, {} with too "
      "few samples",
      OutcomeName(report),
      failed == 0 ? "" : fmt::format("{} of the cases failed in the candidate alone, ", failed),
      missing == 0 || !MissingFails(report)
          ? ""
          : fmt::format("{} of the cases are missing from the candidate, ", missing),
      count(Ruling::kRegression), count(Ruling::kImprovement), count(Ruling::kSame),
      count(Ruling::kUnclear), count(Ruling::kTooFew));
}

std::string RuleLine(const ComparisonReport& report) {
  const std::vector<Decision>& rows = report.judgement.rows;
  const bool shares =
      std::any_of(rows.begin(), rows.end(), [](const Decision& row) { return row.failures; });
  return fmt::format(
      "a regression is a change whose whole interval lies beyond {}{}; {} confidence "
      "over all {} decisions together (Holm)",
      PercentText(report.options.limit), shares ? ", or a share of failures that rose" : "",
      PercentText(report.options.confidence), report.judgement.family);
}

// What the columns mean.
std::string LegendLine(const ComparisonReport& report) {
  return fmt::format(
      "n: answers, \"in\" so many trials where a trial has several; p: of a change for the worse "
      "or "
      "for the better, whichever is smaller, after Holm's correction; decided at {:.4g} or less",
      (1 - report.options.confidence) / 2);
}

std::vector<std::string> Remarks(const ComparisonReport& report) {
  std::vector<std::string> remarks = report.observed.notes;
  const std::string missing = report.allow_missing
                                  ? "only in the baseline, not compared (--allow-missing)"
                                  : "missing from the candidate; --allow-missing lets it pass";
  for (const std::string& name : report.observed.failed)
    remarks.push_back(fmt::format("{}: not one success in the candidate", name));
  for (const std::string& name : MissingCases(report))
    remarks.push_back(fmt::format("{}: {}", name, missing));
  for (const gate::LostRow& row : report.observed.lost)
    remarks.push_back(fmt::format("{}: the candidate has no {}", row.case_name, row.metric));
  for (const std::string& name : report.observed.only_candidate)
    remarks.push_back(fmt::format("{}: only in the candidate, not compared", name));
  for (const std::string& note : report.judgement.Notes()) remarks.push_back(note);
  return remarks;
}

// What is compared with what, then what else differs between the two, then whether to trust them.
std::vector<std::string> Heading(const ComparisonReport& report) {
  std::vector<std::string> lines;
  for (const auto& [side, name] :
       {std::pair{&report.baseline, "baseline"}, {&report.candidate, "candidate"}}) {
    if (const std::string text = SideText(*side); !text.empty())
      lines.push_back(fmt::format("{} is {}", name, text));
  }
  for (const SideDifference& difference : report.differences) {
    lines.push_back(fmt::format("they differ in {}: {} in the baseline, {} in the candidate",
                                difference.what, difference.baseline, difference.candidate));
  }
  lines.insert(lines.end(), report.trust.begin(), report.trust.end());
  return lines;
}

void Tell(const std::string& line, Tone tone, const report::RenderOptions& options,
          std::ostream& out) {
  std::istringstream lines(report::Wrapped(report::Printable(line), options.prose_width()));
  for (std::string part; std::getline(lines, part);) out << Paint(part, tone, options) << '\n';
}

void WriteMarkdownRow(const Decision& row, std::ostream& out) {
  out << fmt::format("| {} | {} | {} | {} | {}{} | {} | {} |\n",
                     report::EscapeMarkdown(row.case_name), report::EscapeMarkdown(row.metric),
                     ValueText(row, row.baseline), ValueText(row, row.candidate), ChangeText(row),
                     row.failures ? "" : " %", IntervalText(row), RulingText(row));
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
  for (const std::string& line : Heading(report)) Tell(line, Tone::kPlain, options, out);
  report::TextTable table({{"", "case", Align::kLeft},
                           {"", "metric", Align::kLeft},
                           {"", "baseline", Align::kRight, 60},
                           {"", "candidate", Align::kRight, 70},
                           {"", "n", Align::kRight, 30},
                           {"change %", "ratio"},
                           {"change %", "interval", Align::kRight, 80},
                           {"", "p", Align::kRight, 40},
                           {"", "verdict", Align::kLeft}});
  for (std::size_t i = 0; i < report.judgement.rows.size(); ++i) {
    const Decision& row = report.judgement.rows[i];
    const Tone tone = ToneOf(row.ruling);
    table.AddRow(
        {{row.case_name},
         {row.metric},
         {ValueText(row, row.baseline)},
         {ValueText(row, row.candidate)},
         {CountText(row, report.observed.observations[i])},
         {ChangeText(row), tone},
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
  for (const std::string& remark : Remarks(report)) WriteNote(remark, options, out, Tone::kPlain);
  const bool good = ExitCodeOf(report) == 0;
  Tell(HeadLine(report), good ? Tone::kGood : Tone::kBad, options, out);
  Tell(RuleLine(report), Tone::kDim, options, out);
  if (!report.judgement.rows.empty()) Tell(LegendLine(report), Tone::kDim, options, out);
}

void WriteComparisonMarkdown(const ComparisonReport& report, const report::RenderOptions&,
                             std::ostream& out) {
  const std::vector<Decision>& rows = report.judgement.rows;
  out << fmt::format("### Latency: {}\n\n", OutcomeName(report)) << HeadLine(report) << ".\n\n";
  const std::vector<std::string> heading = Heading(report);
  for (const std::string& line : heading)
    out << fmt::format("- {}\n", report::EscapeMarkdown(line));
  if (!heading.empty()) out << '\n';
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
