#include "framework/report/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <utility>

#include "framework/base/units.h"
#include "framework/report/cells.h"
#include "framework/report/change.h"

namespace lab::report {
namespace {

bool IsBetter(const Technique& a, const Technique& b) {
  if (a.adoptable() != b.adoptable()) return a.adoptable();
  return a.score.value > b.score.value;
}

// Every setting of every technique of a group.
std::vector<Technique> SettingsOf(const Group& group, std::uint64_t seed) {
  std::vector<Technique> settings;
  for (const CaseResult& result : group.cases) {
    if (std::optional<Technique> technique = TechniqueOf(group, result, seed))
      settings.push_back(*std::move(technique));
  }
  return settings;
}

bool SameTechnique(const Technique& a, const Technique& b) {
  return a.group == b.group && a.result->record->name == b.result->record->name;
}

// The best setting of each technique, which counts the others.
void AddTechniques(const std::vector<Technique>& settings, std::vector<Technique>& techniques) {
  const std::size_t first = techniques.size();
  for (const Technique& setting : settings) {
    const auto known =
        std::find_if(techniques.begin() + static_cast<std::ptrdiff_t>(first), techniques.end(),
                     [&](const Technique& other) { return SameTechnique(setting, other); });
    if (known == techniques.end()) {
      techniques.push_back(setting);
      continue;
    }
    const int count = known->settings + 1;
    if (IsBetter(setting, *known)) *known = setting;
    known->settings = count;
  }
}

// Whether the score of `a`, which is no lower, may be no higher in truth.
bool CannotBeTold(const Technique& a, const Technique& b) {
  return b.score.high.value_or(b.score.value) >= a.score.low.value_or(a.score.value);
}

/// Those whose interval overlaps the first one's, in their order; `best` is sorted, best first.
std::vector<Technique> TiedWithFirst(const std::vector<Technique>& best) {
  std::vector<Technique> tied;
  for (const Technique& technique : best) {
    if (CannotBeTold(best.front(), technique)) tied.push_back(technique);
  }
  return tied;
}

std::vector<Technique> Adoptable(const std::vector<Technique>& settings) {
  std::vector<Technique> best;
  for (const Technique& setting : settings) {
    if (setting.adoptable()) best.push_back(setting);
  }
  std::stable_sort(best.begin(), best.end(), IsBetter);
  return best;
}

// A row for each technique among what shares a place: its best setting stands for those alike.
void AddPlace(const std::vector<Technique>& tied, int place, std::vector<Recommendation>& list) {
  const std::size_t first = list.size();
  for (const Technique& technique : tied) {
    const auto known = std::find_if(
        list.begin() + static_cast<std::ptrdiff_t>(first), list.end(),
        [&](const Recommendation& other) { return SameTechnique(technique, other.technique); });
    if (known == list.end()) {
      list.push_back({.technique = technique, .place = place});
    } else {
      ++known->alike;
    }
  }
  for (std::size_t i = first; i < list.size(); ++i) list[i].tied = list.size() - first > 1;
}

// `candidates` are what the best of their group do not surely beat.
std::vector<Recommendation> AdoptFirst(std::vector<Technique> candidates) {
  std::stable_sort(candidates.begin(), candidates.end(), IsBetter);
  std::vector<Recommendation> list;
  while (!candidates.empty()) {
    const Technique leader = candidates.front();
    AddPlace(TiedWithFirst(candidates), static_cast<int>(list.size()) + 1, list);
    std::erase_if(candidates,
                  [&](const Technique& technique) { return CannotBeTold(leader, technique); });
  }
  return list;
}

Cell RatioCell(const std::optional<double>& ratio) {
  return ratio ? Cell{SignedPercent(*ratio)} : NoCell();
}

Cell CostRatioCell(const Technique& technique) {
  if (!technique.cost) return NoCell();
  return MaybeEstimated(RatioCell(technique.cost->value), technique.cost_estimated);
}

Cell PointsCell(const Technique& technique) {
  const std::optional<stats::Estimate>& points = technique.accuracy_points;
  if (!points) return NoCell();
  return {SignedPoints(points->value), points->high.value_or(0) < 0 ? Tone::kBad : Tone::kPlain};
}

Cell PointsIntervalCell(const Technique& technique) {
  const std::optional<stats::Estimate>& points = technique.accuracy_points;
  if (!points || !points->low || !points->high) return {};
  return {fmt::format("{} to {}", SignedPoints(*points->low), SignedPoints(*points->high))};
}

std::string NameWithSettings(const Technique& technique) {
  if (technique.settings == 1) return technique.name;
  return fmt::format("{} (best of {})", technique.name, technique.settings);
}

}  // namespace

TextTable TechniquesTable(const Summary& summary) {
  const bool graded =
      std::any_of(summary.techniques.begin(), summary.techniques.end(),
                  [](const Technique& technique) { return technique.accuracy_points.has_value(); });
  const bool less =
      std::any_of(summary.techniques.begin(), summary.techniques.end(),
                  [](const Technique& technique) { return !technique.delivers_less.empty(); });
  constexpr const char* kChange = "change vs baseline, %";
  std::vector<Column> columns{{"", "technique", Align::kLeft},
                              {kChange, "TTFT", Align::kRight, 60},
                              {kChange, "latency", Align::kRight, 70},
                              {kChange, "cost", Align::kRight, 80}};
  if (graded) {
    columns.push_back({"points of accuracy", "", Align::kRight, 75});
    columns.push_back({"points of accuracy", "95 % interval", Align::kRight, 30});
  }
  columns.push_back({"verdict", "by", Align::kLeft, 40});
  columns.push_back({"verdict", "", Align::kLeft});
  if (less) columns.push_back({"", "delivers less", Align::kLeft, 50});
  TextTable table(std::move(columns));
  for (const Technique& technique : summary.techniques) {
    const Change& change = *technique.result->change;
    std::vector<Cell> row{{NameWithSettings(technique)},
                          RatioCell(technique.ttft),
                          RatioCell(technique.latency),
                          CostRatioCell(technique)};
    if (graded) {
      row.push_back(PointsCell(technique));
      row.push_back(PointsIntervalCell(technique));
    }
    row.push_back({change.reading.title(), Tone::kDim});
    row.push_back({VerdictWord(change), VerdictTone(change.verdict)});
    if (less) row.push_back({technique.delivers_less, Tone::kBad});
    table.AddRow(std::move(row));
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
                              {"saves time", "ms", Align::kRight, 70},
                              {"saves time", "%"},
                              {"saves time", "95 % interval", Align::kRight, 60},
                              {"saves money", "per 1k", Align::kRight, 80},
                              {"saves money", "%"},
                              {"saves money", "95 % interval", Align::kRight, 50}};
  if (options.requests_per_month > 0) {
    columns.push_back({fmt::format("at {} requests", FormatCount(options.requests_per_month)),
                       "a month", Align::kRight, 90});
  }
  return columns;
}

// What a ratio saves, in percent.
std::string Saved(double ratio) { return fmt::format("{:.1f}", 100 * (1 - ratio)); }

std::string SavedInterval(const stats::Estimate& ratio) {
  if (!ratio.low || !ratio.high) return "";
  return fmt::format("{} to {}", Saved(*ratio.high), Saved(*ratio.low));
}

std::vector<Cell> AdoptRow(const Recommendation& recommendation, const SummaryOptions& options) {
  const Technique& technique = recommendation.technique;
  const stats::Estimate& time = technique.time.ratio;
  const auto money = [&](std::string text) {
    return MaybeEstimated({std::move(text)}, technique.cost_estimated);
  };
  std::vector<Cell> row{
      {fmt::format("{}{}", recommendation.place, recommendation.tied ? "=" : ".")},
      {recommendation.name(), Tone::kGood},
      {FormatCount(std::llround(technique.time_saved_ms()))},
      {Saved(time.value)},
      {SavedInterval(time)},
      money(Money(technique.usd_saved_per_1k)),
      technique.cost ? money(Saved(technique.cost->value)) : NoCell(),
      {technique.cost ? SavedInterval(*technique.cost) : ""}};
  if (options.requests_per_month > 0)
    row.push_back(money(WholeDollars(technique.usd_saved_per_month(options))));
  return row;
}

}  // namespace

TextTable AdoptTable(const Summary& summary, const SummaryOptions& options) {
  TextTable table(AdoptColumns(options));
  for (const Recommendation& recommendation : summary.adopt_first)
    table.AddRow(AdoptRow(recommendation, options));
  return table;
}

TextTable ApartTable(const Summary& summary) {
  TextTable table({{"", "stands apart", Align::kLeft}, {"", "why", Align::kLeft}});
  for (const Technique& technique : summary.apart)
    table.AddRow({{technique.name}, {technique.apart_because(), Tone::kBad}});
  return table;
}

std::string Recommendation::name() const {
  if (alike == 1) return technique.name;
  const measure::CaseRecord& record = *technique.result->record;
  return fmt::format("{}/{}/{} ({} settings alike)", record.suite, record.group, record.name,
                     alike);
}

Summary SummaryOf(const Analysis& analysis) {
  Summary summary;
  std::vector<Technique> candidates;
  for (const Group& group : analysis.groups) {
    const std::vector<Technique> settings = SettingsOf(group, analysis.run->config.seed);
    AddTechniques(settings, summary.techniques);
    const std::vector<Technique> best = Adoptable(settings);
    if (!best.empty())
      for (Technique& tied : TiedWithFirst(best)) candidates.push_back(std::move(tied));
    for (const Technique& setting : settings) {
      if (!setting.apart_because().empty()) summary.apart.push_back(setting);
    }
  }
  summary.adopt_first = AdoptFirst(std::move(candidates));
  return summary;
}

bool IsWorthwhile(const Summary& summary) {
  return !summary.techniques.empty() &&
         summary.techniques.front().group != summary.techniques.back().group;
}

std::string AdoptRule(const Summary& summary) {
  std::string rule =
      "surely faster, or as fast and surely cheaper, at the accuracy of its baseline and "
      "delivering "
      "as much; by time + money saved, of each group what its best does not surely beat";
  const bool tied =
      std::any_of(summary.adopt_first.begin(), summary.adopt_first.end(),
                  [](const Recommendation& recommendation) { return recommendation.tied; });
  const bool estimated =
      std::any_of(summary.techniques.begin(), summary.techniques.end(),
                  [](const Technique& technique) { return technique.cost_estimated; });
  if (tied) rule += "; =: cannot be told apart, their intervals overlap the first one's";
  if (estimated) rule += "; *: estimated, as said below its group's table, and counts as no saving";
  return rule;
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
  WriteNote(AdoptRule(summary), render, out);
  out << '\n';
  if (summary.apart.empty()) return;
  ApartTable(summary).Render(out, render);
  out << '\n';
}

}  // namespace lab::report
