#include "framework/report/load_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ostream>

#include "framework/base/units.h"
#include "framework/report/markup.h"
#include "framework/stats/percentile.h"

namespace lab::report {
namespace {

using measure::LoadFigure;
using measure::LoadRun;

// The mark of a percentile that too few values bound.
Cell PercentileCell(const stats::Percentile& percentile) {
  const bool bounded = percentile.high.has_value() || percentile.needed == 0;
  if (bounded) return {ShownMs(percentile.value)};
  return {"~" + ShownMs(percentile.value), Tone::kDim};
}

TextTable FiguresTable(const std::vector<LoadFigure>& figures) {
  TextTable table({{"", "ms", Align::kLeft},
                   {"", "n"},
                   {"", "mean"},
                   {"", "p50"},
                   {"", "p90"},
                   {"", "p95"},
                   {"", "p99"},
                   {"", "p99.9"},
                   {"", "max"}});
  for (const LoadFigure& figure : figures) {
    std::vector<Cell> cells{
        {std::string(figure.title)}, {FormatCount(figure.n)}, {ShownMs(figure.mean)}};
    for (const stats::Percentile& percentile : figure.percentiles)
      cells.push_back(PercentileCell(percentile));
    cells.push_back({ShownMs(figure.max)});
    table.AddRow(std::move(cells));
  }
  return table;
}

std::string IntervalText(const stats::Percentile& percentile) {
  if (!percentile.low && !percentile.high) return "-";
  const auto end = [](const std::optional<double>& bound) {
    return bound ? ShownMs(*bound) : std::string("?");
  };
  return fmt::format("{}..{}", end(percentile.low), end(percentile.high));
}

TextTable IntervalsTable(const std::vector<LoadFigure>& figures) {
  TextTable table({{"", "95 % interval", Align::kLeft},
                   {"", "p50"},
                   {"", "p90"},
                   {"", "p95"},
                   {"", "p99"},
                   {"", "p99.9"}});
  for (const LoadFigure& figure : figures) {
    std::vector<Cell> cells{{std::string(figure.title)}};
    for (const stats::Percentile& percentile : figure.percentiles)
      cells.push_back({IntervalText(percentile)});
    table.AddRow(std::move(cells));
  }
  return table;
}

TextTable PhasesTable(const std::vector<LoadFigure>& phases) {
  TextTable table({{"", "phase, ms", Align::kLeft},
                   {"", "n"},
                   {"", "mean"},
                   {"", "p50"},
                   {"", "p99"},
                   {"", "max"}});
  for (const LoadFigure& phase : phases)
    table.AddRow({{std::string(phase.title)},
                  {FormatCount(phase.n)},
                  {ShownMs(phase.mean)},
                  {ShownMs(phase.at(0.50).value)},
                  PercentileCell(phase.at(0.99)),
                  {ShownMs(phase.max)}});
  return table;
}

TextTable ErrorsTable(const LoadRun& run) {
  TextTable table({{"", "error", Align::kLeft}, {"", "n"}});
  for (const auto& [kind, error] : run.errors)
    table.AddRow({{std::string(ErrorKindName(kind)), Tone::kBad}, {FormatCount(error.count)}});
  return table;
}

// In full: what to do about it stands at a message's end.
void WriteFirstErrors(const LoadRun& run, const RenderOptions& options, std::ostream& out) {
  for (const auto& [kind, error] : run.errors)
    WriteNote(fmt::format("the first {}: {}", ErrorKindName(kind), error.first), options, out);
}

void WriteReasons(const LoadReport& report, std::ostream& out) {
  for (const std::string& reason : report.trust.reasons) out << "  because " << reason << '\n';
}

void WriteRates(const LoadReport& report, std::ostream& out) {
  const measure::LoadRates& rates = report.rates;
  const LoadRun& run = *report.run;
  if (rates.answers_per_s)
    out << fmt::format(
        "answered {:.4g}/s, {:.4g} output tokens/s; under way {:.3g} on average, {} "
        "at most\n",
        *rates.answers_per_s, *rates.output_tokens_per_s, *rates.mean_under_way,
        run.most_under_way);
  if (rates.delivered_share)
    out << fmt::format("sent {:.1f} % of what was asked; held back {} ms (p99)\n",
                       100 * *rates.delivered_share, ShownMs(ToMs(rates.held_p99)));
}

// As the provider counted them, beside what was asked for.
void WriteLengths(const LoadRun& run, std::ostream& out) {
  const auto answers = std::count_if(run.rows.begin(), run.rows.end(),
                                     [](const measure::LoadRow& row) { return !row.row.error; });
  if (answers == 0 || !run.all_rows()) return;
  out << fmt::format("prompts of {:.4g} tokens, answers of {:.4g} on average",
                     static_cast<double>(run.input_tokens) / static_cast<double>(answers),
                     static_cast<double>(run.output_tokens) / static_cast<double>(answers));
  if (run.config.input_tokens > 0)
    out << fmt::format(" (asked for: {} and {})", run.config.input_tokens,
                       run.config.output_tokens);
  out << '\n';
}

void WriteSlos(const LoadReport& report, const RenderOptions& options, std::ostream& out) {
  const measure::LoadRates& rates = report.rates;
  if (report.slos.empty()) return;
  for (const measure::LoadSlo& slo : report.slos) {
    const std::optional<bool> holds = measure::Holds(slo, report.figures);
    if (!holds) {
      out << fmt::format("SLO {} of each request\n", slo.text());
      continue;
    }
    const LoadFigure* figure = measure::FindLoadFigure(report.figures, slo.metric);
    const std::string found =
        figure == nullptr ? "no such figure" : ShownMs(figure->at(*slo.percentile).value) + " ms";
    out << fmt::format(
        "SLO {}: {} ({})\n", slo.text(),
        Paint(*holds ? "kept" : "BROKEN", *holds ? Tone::kGood : Tone::kBad, options), found);
  }
  if (rates.goodput_per_s)
    out << fmt::format("goodput {:.4g}/s: {} of {} requests kept all of them, failures did not\n",
                       *rates.goodput_per_s, FormatCount(rates.good),
                       FormatCount(report.run->rows_seen));
}

void WriteGaps(const LoadReport& report, std::ostream& out) {
  const LoadRun& run = *report.run;
  const std::int64_t measured = run.gaps_us.Count();
  if (measured + run.coalesced_gaps == 0) return;
  std::int64_t stalls = 0;
  for (const measure::LoadRow& row : run.rows) stalls += row.row.gaps.stalls;
  out << fmt::format("token gaps: {} measured, {} inside one read ({:.1f} %), stalls: {}\n",
                     FormatCount(measured), FormatCount(run.coalesced_gaps),
                     100 * report.trust.coalesced_share, FormatCount(stalls));
}

void WriteMoney(const LoadRun& run, std::ostream& out) {
  const std::int64_t priced = run.counts.ok + run.counts.failed - run.unpriced;
  if (run.cost == Usd() || priced <= 0) return;
  out << fmt::format(
      "cost {} in all, {} a thousand requests, by the prices of {}{}\n", FormatUsd(run.cost),
      FormatUsd(Usd::FromDollars(run.cost.dollars() * 1000 / static_cast<double>(priced))),
      run.config.price_date,
      run.unpriced > 0 ? fmt::format("; {} without a price", FormatCount(run.unpriced)) : "");
}

void WriteEnd(const LoadReport& report, std::ostream& out) {
  const LoadRun& run = *report.run;
  out << fmt::format("ended after {} by {}", FormatDuration(run.end - run.start), run.stopped_by);
  if (run.counts.warm_up + run.counts.cool_down > 0)
    out << fmt::format("; kept out: {} of warm-up, {} of cool-down",
                       FormatCount(run.counts.warm_up), FormatCount(run.counts.cool_down));
  out << '\n';
  if (!run.all_rows())
    out << fmt::format("the figures are over a uniform sample of {} of {} requests\n",
                       FormatCount(static_cast<std::int64_t>(run.rows.size())),
                       FormatCount(run.rows_seen));
  for (const std::string& note : run.notes) out << "note: " << note << '\n';
}

bool AnyMarked(const std::vector<LoadFigure>& figures) {
  return std::any_of(figures.begin(), figures.end(), [](const LoadFigure& figure) {
    return std::any_of(
        figure.percentiles.begin(), figure.percentiles.end(),
        [](const stats::Percentile& percentile) { return !percentile.high.has_value(); });
  });
}

void WriteMark(std::ostream& out) {
  out << fmt::format("~ too few to bound it from above: p95 takes {} answers, p99 {}, p99.9 {}\n",
                     FormatCount(stats::SamplesNeeded(0.95, 0.025)),
                     FormatCount(stats::SamplesNeeded(0.99, 0.025)),
                     FormatCount(stats::SamplesNeeded(0.999, 0.025)));
}

}  // namespace

std::string ShownMs(double ms) {
  if (!std::isfinite(ms)) return "inf";
  if (ms >= 99'999.5) return fmt::format("{:.0f}s", ms / 1000);
  if (ms >= 99.95) return FormatCount(std::llround(ms));
  if (ms >= 9.995) return fmt::format("{:.1f}", ms);
  if (ms >= 0.0995 || ms == 0) return fmt::format("{:.2f}", ms);
  return fmt::format("{:.3f}", ms);
}

void WriteLoadText(const LoadReport& report, const RenderOptions& options, std::ostream& out) {
  const Tone tone = report.trust.valid ? Tone::kGood : Tone::kBad;
  out << Paint(report.trust.line, tone, options) << '\n';
  WriteReasons(report, out);
  out << '\n';
  if (!report.figures.empty()) {
    FiguresTable(report.figures).Render(out, options);
    if (AnyMarked(report.figures)) WriteMark(out);
    out << '\n';
    IntervalsTable(report.figures).Render(out, options);
    out << '\n';
  }
  if (!report.run->errors.empty()) {
    ErrorsTable(*report.run).Render(out, options);
    WriteFirstErrors(*report.run, options, out);
    out << '\n';
  }
  if (!report.phases.empty()) {
    PhasesTable(report.phases).Render(out, options);
    out << '\n';
  }
  WriteRates(report, out);
  WriteLengths(*report.run, out);
  WriteSlos(report, options, out);
  WriteGaps(report, out);
  WriteMoney(*report.run, out);
  WriteEnd(report, out);
}

}  // namespace lab::report
