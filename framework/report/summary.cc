#include "framework/report/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <utility>

#include "framework/base/units.h"
#include "framework/report/verdict_text.h"

namespace lab::report {
namespace {

using measure::Metric;

constexpr double kMostPointsLost = 1;      // of accuracy, and of the share that succeeded
constexpr double kLeastMoneySaved = 0.02;  // what counts as cheaper; the margin of "same"

std::optional<double> RatioOf(const CaseResult& result, Metric metric) {
  const std::optional<Medians> medians = MediansOf(*result.baseline, *result.record, metric);
  if (!medians || medians->baseline <= 0 || std::isinf(medians->baseline)) return std::nullopt;
  return medians->candidate / medians->baseline;
}

std::optional<double> AccuracyOf(const CaseResult& result) {
  const auto noted = result.counters.find(std::string(measure::kAccuracy));
  if (noted == result.counters.end()) return std::nullopt;
  return noted->second;
}

double PercentFailed(const measure::Totals& totals) {
  if (totals.views == 0) return 0;
  return 100 * static_cast<double>(totals.failed_views) / static_cast<double>(totals.views);
}

void CompareMoney(const measure::Totals& baseline, Technique& technique) {
  const std::optional<double> before = baseline.usd_per_1k();
  const std::optional<double> after = technique.result->totals.usd_per_1k();
  if (!before || !after) return;
  technique.usd_saved_per_1k = *before - *after;
  technique.cost_estimated = baseline.estimated + technique.result->totals.estimated > 0;
  if (*before > 0) technique.cost = *after / *before;
}

void CompareAccuracy(const CaseResult& baseline, Technique& technique) {
  const std::optional<double> before = AccuracyOf(baseline);
  const std::optional<double> after = AccuracyOf(*technique.result);
  if (before && after) technique.accuracy_points = *after - *before;
}

void Score(const measure::Totals& baseline, Technique& technique) {
  const stats::Comparison& comparison = *technique.result->comparison;
  const bool faster = comparison.verdict == stats::Verdict::kFaster;
  const double money = technique.cost ? 1 - *technique.cost : 0;
  // An estimate may be too low (hidden thinking), so it is no reason to adopt anything.
  const double money_saved = technique.cost_estimated ? std::min(money, 0.0) : money;
  technique.score = (faster ? 1 - comparison.median.value : 0) + money_saved;
  const bool cheaper =
      comparison.verdict == stats::Verdict::kSame && money_saved >= kLeastMoneySaved;
  const double more_failed = PercentFailed(technique.result->totals) - PercentFailed(baseline);
  technique.adoptable = (faster || cheaper) && technique.score > 0 &&
                        technique.accuracy_points.value_or(0) >= -kMostPointsLost &&
                        more_failed <= kMostPointsLost;
}

Technique TechniqueOf(const Group& group, const CaseResult& result) {
  Technique technique{.group = &group, .result = &result, .name = result.record->full_name()};
  technique.ttft = RatioOf(result, Metric::kTtft);
  technique.latency = RatioOf(result, Metric::kLatency);
  const Medians medians =
      *MediansOf(*result.baseline, *result.record, result.record->judged_time().what);
  technique.time_saved_ms = medians.baseline - medians.candidate;
  const CaseResult& baseline = *BaselineResult(group, result);
  CompareMoney(baseline.totals, technique);
  CompareAccuracy(baseline, technique);
  Score(baseline.totals, technique);
  return technique;
}

bool IsBetter(const Technique& a, const Technique& b) {
  if (a.adoptable != b.adoptable) return a.adoptable;
  return a.score > b.score;
}

// The best setting of each technique.
void AddTechniques(const Group& group, std::vector<Technique>& techniques) {
  const std::size_t first = techniques.size();
  for (const CaseResult& result : group.cases) {
    if (!result.comparison) continue;
    Technique technique = TechniqueOf(group, result);
    const auto known = std::find_if(
        techniques.begin() + static_cast<std::ptrdiff_t>(first), techniques.end(),
        [&](const Technique& other) { return other.result->record->name == result.record->name; });
    if (known == techniques.end()) {
      techniques.push_back(std::move(technique));
      continue;
    }
    technique.settings = known->settings + 1;
    if (IsBetter(technique, *known)) {
      *known = std::move(technique);
    } else {
      known->settings = technique.settings;
    }
  }
}

std::vector<const Technique*> AdoptFirst(const std::vector<Technique>& techniques) {
  std::vector<const Technique*> best;
  for (const Technique& technique : techniques) {
    if (!technique.adoptable) continue;
    if (best.empty() || best.back()->group != technique.group) {
      best.push_back(&technique);
    } else if (IsBetter(technique, *best.back())) {
      best.back() = &technique;
    }
  }
  std::stable_sort(best.begin(), best.end(),
                   [](const Technique* a, const Technique* b) { return a->score > b->score; });
  return best;
}

Cell ChangeCell(const std::optional<double>& ratio) {
  if (!ratio) return {"-", Tone::kDim};
  const double percent = 100 * (*ratio - 1);
  return {std::abs(percent) < 0.05 ? "0.0" : fmt::format("{:+.1f}", percent)};  // no "-0.0"
}

Cell PointsCell(const std::optional<double>& points) {
  if (!points) return {"-", Tone::kDim};
  return {fmt::format("{:+.1f}", *points), *points < -kMostPointsLost ? Tone::kBad : Tone::kPlain};
}

std::string NameWithSettings(const Technique& technique) {
  if (technique.settings == 1) return technique.name;
  return fmt::format("{} (best of {})", technique.name, technique.settings);
}

}  // namespace

TextTable TechniquesTable(const Summary& summary) {
  TextTable table({{"", "technique", Align::kLeft},
                   {"change against its baseline, %", "TTFT"},
                   {"change against its baseline, %", "latency"},
                   {"change against its baseline, %", "cost"},
                   {"points of", "accuracy"},
                   {"verdict", "by", Align::kLeft},
                   {"verdict", "", Align::kLeft}});
  for (const Technique& technique : summary.techniques) {
    const stats::Verdict verdict = technique.result->comparison->verdict;
    table.AddRow({{NameWithSettings(technique)},
                  ChangeCell(technique.ttft),
                  ChangeCell(technique.latency),
                  MaybeEstimated(ChangeCell(technique.cost), technique.cost_estimated),
                  PointsCell(technique.accuracy_points),
                  {technique.result->record->judged_time().what.title(), Tone::kDim},
                  {std::string(stats::VerdictName(verdict)), VerdictTone(verdict)}});
  }
  return table;
}

namespace {

std::string Money(const std::optional<double>& usd) {
  if (!usd) return "-";
  const std::string text = FormatUsd(Usd::FromDollars(std::abs(*usd)));
  return *usd < 0 ? "-" + text : text;
}

std::string WholeDollars(const std::optional<double>& usd) {
  if (!usd) return "-";
  const std::int64_t dollars = std::llround(std::abs(*usd));
  return fmt::format("{}${}", *usd < 0 && dollars > 0 ? "-" : "", FormatCount(dollars));
}

std::vector<Column> AdoptColumns(const SummaryOptions& options) {
  std::vector<Column> columns{{"", ""},
                              {"", "adopt first", Align::kLeft},
                              {"saves time", "ms"},
                              {"saves time", "%"},
                              {"saves money", "per 1k"},
                              {"saves money", "%"}};
  if (options.requests_per_month > 0) {
    columns.push_back(
        {fmt::format("at {} requests", FormatCount(options.requests_per_month)), "a month"});
  }
  return columns;
}

}  // namespace

TextTable AdoptTable(const Summary& summary, const SummaryOptions& options) {
  TextTable table(AdoptColumns(options));
  int place = 0;
  for (const Technique* technique : summary.adopt_first) {
    const double ratio = technique->result->comparison->median.value;
    const auto money = [&](std::string text) {
      return MaybeEstimated({std::move(text)}, technique->cost_estimated);
    };
    std::vector<Cell> row{{fmt::format("{}.", ++place)},
                          {technique->name, Tone::kGood},
                          {std::isfinite(technique->time_saved_ms)
                               ? FormatCount(std::llround(technique->time_saved_ms))
                               : "-"},
                          {fmt::format("{:.1f}", 100 * (1 - ratio))},
                          money(Money(technique->usd_saved_per_1k)),
                          technique->cost
                              ? money(fmt::format("{:.1f}", 100 * (1 - *technique->cost)))
                              : Cell{"-", Tone::kDim}};
    if (options.requests_per_month > 0)
      row.push_back(money(WholeDollars(technique->usd_saved_per_month(options))));
    table.AddRow(std::move(row));
  }
  return table;
}

std::optional<double> Technique::usd_saved_per_month(const SummaryOptions& options) const {
  if (!usd_saved_per_1k || options.requests_per_month <= 0) return std::nullopt;
  return *usd_saved_per_1k * static_cast<double>(options.requests_per_month) / 1000;
}

Summary SummaryOf(const Analysis& analysis) {
  Summary summary;
  for (const Group& group : analysis.groups) AddTechniques(group, summary.techniques);
  summary.adopt_first = AdoptFirst(summary.techniques);
  return summary;
}

bool IsWorthwhile(const Summary& summary) {
  return !summary.techniques.empty() &&
         summary.techniques.front().group != summary.techniques.back().group;
}

std::string AdoptRule(const Summary& summary) {
  std::string rule =
      "faster, or as fast and cheaper, at the accuracy of its baseline; the best of each group, by "
      "time + money saved";
  const bool estimated =
      std::any_of(summary.techniques.begin(), summary.techniques.end(),
                  [](const Technique& technique) { return technique.cost_estimated; });
  return estimated
             ? rule + "; ~: estimated, as said below its group's table, and counts as no saving"
             : rule;
}

void WriteSummary(const Analysis& analysis, const SummaryOptions& options,
                  const RenderOptions& render, std::ostream& out) {
  const Summary summary = SummaryOf(analysis);
  if (!IsWorthwhile(summary)) return;
  out << "summary\n";
  TechniquesTable(summary).Render(out, render);
  out << '\n';
  if (summary.adopt_first.empty()) {
    out << "adopt first: nothing\n";
  } else {
    AdoptTable(summary, options).Render(out, render);
  }
  out << Paint(AdoptRule(summary), Tone::kDim, render) << "\n\n";
}

}  // namespace lab::report
