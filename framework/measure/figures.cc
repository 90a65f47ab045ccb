#include "framework/measure/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <utility>

#include "framework/measure/metrics.h"
#include "framework/stats/outliers.h"

namespace lab::measure {
namespace {

constexpr FigureInfo Total(std::string_view name, Unit unit, Better better,
                           std::string_view definition) {
  return {.name = name,
          .unit = unit,
          .better = better,
          .metric = std::nullopt,
          .definition = definition};
}

constexpr FigureInfo OfWhole(std::string_view name, Unit unit, Better better,
                             std::string_view definition) {
  FigureInfo info = Total(name, unit, better, definition);
  info.not_in_outline = true;
  return info;
}

constexpr std::array<FigureInfo, 7> kBefore{{
    Total("answers", Unit::kCount, Better::kNeither, "answers that were shown, failed ones too"),
    Total("failed", Unit::kCount, Better::kLess,
          "answers that failed, and trials that could not be carried out at all"),
    Total(
        "never_seen", Unit::kCount, Better::kLess,
        "answers that succeeded without text that a user sees; their first_visible_ms is infinite"),
    Total("total_requests", Unit::kCount, Better::kLess,
          "requests that were sent, every attempt and every copy of a hedge counted"),
    Total("failed_attempts", Unit::kCount, Better::kLess,
          "of these, the ones that ended in an error; one that was given up is none"),
    Total("total_input_tokens", Unit::kTokens, Better::kLess,
          "tokens of all prompts, cached ones included"),
    Total("total_output_tokens", Unit::kTokens, Better::kLess,
          "tokens that were generated, reasoning included"),
}};

constexpr std::array<FigureInfo, 8> kBehind{{
    OfWhole("stalls", Unit::kCount, Better::kLess,
            "gaps longer than four times the median gap of their request, and than 100 ms"),
    OfWhole("longest_stall_ms", Unit::kMs, Better::kLess, "the longest of them; 0 without one"),
    OfWhole("coalesced_share", Unit::kShare, Better::kNeither,
            "gaps inside one read, which cannot be measured, of all gaps"),
    Total("severe_outliers", Unit::kCount, Better::kLess,
          "values of the time that the group is judged by beyond three times the interquartile "
          "range; counted, and "
          "kept in every figure"),
    Total("usd_per_1k", Unit::kUsd, Better::kLess,
          "a thousand of what the user asked for, everything that was billed included"),
    Total("cost_usd", Unit::kUsd, Better::kLess, "all requests of the case"),
    OfWhole(
        "cost_estimated_share", Unit::kShare, Better::kNeither,
        "requests whose cost is an estimate, as the provider did not report what it counted, of "
        "all requests"),
    Total("cache_hit_rate", Unit::kShare, Better::kMore,
          "tokens read from the provider's prompt cache, of all tokens of prompts"),
}};

/// With the texts that it points to.
struct OwningFigureInfo : FigureInfo {
  /// `own`: of a time of the experiment's own, by its name.
  OwningFigureInfo(const Quantity& what, const StatisticInfo& of)
      : time(what.own() == nullptr ? "" : *what.own()),
        full_name(fmt::format("{}_{}", what.name(), of.name)),
        sentence(fmt::format("{} of {}", of.definition, what.name())) {
    name = full_name;
    unit = what.unit();
    // The deviation of a speed is no better for being large.
    better = of.name == "sd" ? Better::kLess : what.better();
    metric = what.metric();
    statistic = &of;
    not_in_outline = metric && InfoOf(*metric).pooled;
    definition = sentence;
    own_time = time;
  }
  OwningFigureInfo(const OwningFigureInfo&) = delete;

  std::string time;
  std::string full_name;
  std::string sentence;
};

const std::vector<FigureInfo>& Figures() {
  static const auto& kOfMetrics = *[] {
    auto* infos = new std::deque<OwningFigureInfo>;  // as long as the program lives
    for (const MetricInfo& metric : AllMetrics()) {
      for (const StatisticInfo& statistic : AllStatistics())
        infos->emplace_back(Quantity(metric.metric), statistic);
    }
    return infos;
  }();
  static const std::vector<FigureInfo> kFigures = [] {
    std::vector<FigureInfo> all(kBefore.begin(), kBefore.end());
    all.insert(all.end(), kOfMetrics.begin(), kOfMetrics.end());
    all.insert(all.end(), kBehind.begin(), kBehind.end());
    return all;
  }();
  return kFigures;
}

// What lives as long as the program needs no owner.
FigureInfoPtr Unowned(const FigureInfo& info) { return {FigureInfoPtr(), &info}; }

std::vector<FigureInfoPtr> OwnFigures(const std::set<std::string>& times) {
  std::vector<FigureInfoPtr> infos;
  for (const std::string& time : times) {
    for (const StatisticInfo& statistic : AllStatistics())
      infos.push_back(std::make_shared<OwningFigureInfo>(Quantity(time), statistic));
  }
  return infos;
}

std::vector<SampleStatistic> ToldOf(const CaseRecord& record, const Quantity& what) {
  return StatisticsOf(stats::ClusteredSample(ValuesByTrial(record, what)));
}

void AddFigure(FigureInfoPtr info, const std::vector<SampleStatistic>& told,
               std::vector<Figure>& figures) {
  for (const SampleStatistic& one : told) {
    if (one.statistic != info->statistic) continue;
    figures.push_back({one, std::move(info)});
    return;
  }
}

/// What the gaps of a case's requests come to.
struct GapTotals {
  std::int64_t gaps = 0;
  std::int64_t coalesced = 0;
  Stalls stalls;
};

GapTotals GapTotalsOf(const CaseRecord& record) {
  GapTotals totals;
  for (const TrialRecord& trial : record.trials) {
    for (const Sample& sample : trial.samples) {
      if (sample.error) continue;
      Gaps gaps = GapsOf(sample.timeline);
      totals.gaps += static_cast<std::int64_t>(gaps.measured.size()) + gaps.coalesced;
      totals.coalesced += gaps.coalesced;
      std::sort(gaps.measured.begin(), gaps.measured.end());
      const Stalls stalls = StallsOf(gaps.measured);
      totals.stalls.count += stalls.count;
      totals.stalls.longest = std::max(totals.stalls.longest, stalls.longest);
    }
  }
  return totals;
}

using ByName = std::map<std::string_view, double>;

double Share(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

ByName TotalsByName(const CaseRecord& record, const Totals& totals) {
  ByName values{{"answers", static_cast<double>(totals.views)},
                {"failed", static_cast<double>(totals.failed_views + totals.broken_trials)},
                {"never_seen", static_cast<double>(totals.unseen_views)},
                {"total_requests", static_cast<double>(totals.requests)},
                {"failed_attempts", static_cast<double>(totals.failed_requests())},
                {"total_input_tokens", static_cast<double>(totals.usage.prompt().count)},
                {"total_output_tokens", static_cast<double>(totals.usage.output_total.count)}};
  if (const std::optional<double> usd = totals.usd_per_1k()) values["usd_per_1k"] = *usd;
  if (totals.cost_known && totals.requests > 0) {
    values["cost_usd"] = totals.cost.dollars();
    values["cost_estimated_share"] = Share(totals.estimated, totals.requests);
  }
  if (totals.cache_used) values["cache_hit_rate"] = totals.usage.cache_hit_rate();
  const GapTotals gaps = GapTotalsOf(record);
  if (gaps.gaps > gaps.coalesced) {
    values["stalls"] = static_cast<double>(gaps.stalls.count);
    values["longest_stall_ms"] = ToMs(gaps.stalls.longest);
  }
  if (gaps.gaps > 0) values["coalesced_share"] = Share(gaps.coalesced, gaps.gaps);
  const std::vector<double> own = Values(record, record.judged_time().what);
  if (!own.empty())
    values["severe_outliers"] = static_cast<double>(stats::FindOutliers(own).severe.size());
  return values;
}

}  // namespace

std::span<const FigureInfo> AllFigures() { return Figures(); }

const FigureInfo* FindFigureInfo(std::string_view name) {
  const auto found = std::find_if(Figures().begin(), Figures().end(),
                                  [&](const FigureInfo& info) { return info.name == name; });
  return found == Figures().end() ? nullptr : &*found;
}

std::vector<FigureInfoPtr> FigureInfosWith(const std::set<std::string>& own_times) {
  std::vector<FigureInfoPtr> infos;
  for (const FigureInfo& info : Figures()) infos.push_back(Unowned(info));
  for (FigureInfoPtr& own : OwnFigures(own_times)) infos.push_back(std::move(own));
  return infos;
}

std::vector<Figure> FiguresOf(const CaseRecord& record, const Totals& totals) {
  std::vector<Figure> figures;
  const ByName values = TotalsByName(record, totals);
  std::map<std::string, std::vector<SampleStatistic>> told;  // of the times of its own, by name
  std::map<Metric, std::vector<SampleStatistic>> metrics;
  for (const MetricInfo& info : AllMetrics()) metrics[info.metric] = ToldOf(record, info.metric);
  for (const FigureInfo& info : Figures()) {
    if (info.metric) {
      AddFigure(Unowned(info), metrics[*info.metric], figures);
      continue;
    }
    const auto value = values.find(info.name);
    if (value != values.end()) figures.push_back({{.value = value->second}, Unowned(info)});
  }
  for (const std::string& time : OwnTimes(record)) told[time] = ToldOf(record, time);
  for (FigureInfoPtr& info : OwnFigures(OwnTimes(record))) {
    const std::vector<SampleStatistic>& own = told[std::string(info->own_time)];
    AddFigure(std::move(info), own, figures);
  }
  return figures;
}

std::vector<Figure> FiguresOf(const CaseRecord& record) {
  return FiguresOf(record, TotalsOf(record));
}

const Figure* FindFigure(std::span<const Figure> figures, std::string_view name) {
  const auto found = std::find_if(figures.begin(), figures.end(),
                                  [&](const Figure& figure) { return figure.info->name == name; });
  return found == figures.end() ? nullptr : &*found;
}

std::string CounterName(const std::string& name) {
  const bool taken = FindFigureInfo(name) != nullptr || ParseWrittenReading(name).ok();
  return taken ? name + " (noted)" : name;
}

std::map<std::string, double> MeanCounters(const CaseRecord& record) {
  std::map<std::string, std::pair<double, std::int64_t>> sums;
  for (const TrialRecord& trial : record.trials) {
    for (const auto& [name, value] : trial.counters) {
      auto& [sum, count] = sums[name];
      sum += value;
      ++count;
    }
  }
  std::map<std::string, double> means;
  for (const auto& [name, sum] : sums) {
    means[name] = sum.first / static_cast<double>(sum.second);
  }
  return means;
}

}  // namespace lab::measure
