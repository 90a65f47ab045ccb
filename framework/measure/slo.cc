#include "framework/measure/slo.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "framework/base/rng.h"
#include "framework/measure/series.h"
#include "framework/stats/bootstrap.h"
#include "framework/stats/percentile.h"
#include "framework/stats/proportion.h"

namespace lab::measure {
namespace {

// What a case has of it: the answers of each trial, failures as the worst that there is.
struct SloSample {
  std::vector<std::vector<double>> trials;
  std::vector<double> sorted;

  bool clustered() const { return sorted.size() > trials.size(); }
};

SloSample SampleFor(const CaseRecord& record, const Quantity& what) {
  const double worst =
      (what.better() == Better::kMore ? -1 : 1) * std::numeric_limits<double>::infinity();
  SloSample sample;
  for (const TrialRecord& trial : record.trials) {
    std::vector<double> values = Values(trial, what);
    if (!what.is_failures() && !what.is_cost()) {
      const std::vector<double> failures = Values(trial, Account::kFailures);
      values.insert(values.end(),
                    static_cast<std::size_t>(std::count(failures.begin(), failures.end(), 1)),
                    worst);
    }
    if (values.empty()) continue;
    sample.sorted.insert(sample.sorted.end(), values.begin(), values.end());
    sample.trials.push_back(std::move(values));
  }
  std::sort(sample.sorted.begin(), sample.sorted.end());
  return sample;
}

double WorstOf(const SloSample& sample, bool more) {
  return more ? sample.sorted.front() : sample.sorted.back();
}

double MeanOf(const SloSample& sample) {
  double sum = 0;
  for (const double value : sample.sorted) sum += value;
  return sum / static_cast<double>(sample.sorted.size());
}

std::optional<double> EndOf(const std::optional<double>& low, const std::optional<double>& high,
                            bool more) {
  return more ? low : high;
}

// The interval of what is observed, by whole trials where these have several answers.
void AddInterval(const SloSample& sample, stats::Statistic statistic, bool more,
                 SloResult& result) {
  if (!statistic.is_mean() && !sample.clustered()) {
    const stats::Percentile percentile = stats::Quantile(sample.sorted, statistic.p());
    result.interval_end = EndOf(percentile.low, percentile.high, more);
    result.needed = percentile.needed;
    return;
  }
  Rng rng = Rng::For(1, "slo");
  const stats::Estimate estimate = stats::ClusterStatistic(sample.trials, statistic, rng);
  result.interval_end = EndOf(estimate.low, estimate.high, more);
}

void AddShare(const SloSample& sample, SloResult& result) {
  const std::int64_t failed = result.answers - result.met;
  result.observed = static_cast<double>(failed) / static_cast<double>(result.answers);
  const auto worth = static_cast<std::int64_t>(sample.trials.size());
  // Answers of one trial fail together, so they are worth no more than their trials.
  const auto counted =
      static_cast<std::int64_t>(std::ceil(*result.observed * static_cast<double>(worth) - 1e-9));
  result.interval_end = stats::WilsonInterval(counted, worth).high;
}

void Observe(const SloSample& sample, SloResult& result) {
  const Slo& slo = *result.slo;
  const bool more = slo.what.better() == Better::kMore;
  if (slo.what.is_failures()) return AddShare(sample, result);
  if (!slo.statistic) {
    result.observed = result.interval_end = WorstOf(sample, more);
    return;
  }
  result.observed = slo.statistic->is_mean()
                        ? MeanOf(sample)
                        : stats::QuantileValue(sample.sorted, slo.statistic->p());
  AddInterval(sample, *slo.statistic, more, result);
}

bool IsWithin(double value, const Slo& slo) {
  return slo.what.better() == Better::kMore ? value >= slo.bound : value <= slo.bound;
}

SloResult JudgeSlo(const CaseRecord& record, const Slo& slo, const SloSample& sample) {
  SloResult result{.record = &record, .slo = &slo};
  result.answers = static_cast<std::int64_t>(sample.sorted.size());
  // An answer keeps a bound on the share of failures by not being one.
  result.met = std::count_if(sample.sorted.begin(), sample.sorted.end(), [&](double value) {
    return slo.what.is_failures() ? value == 0 : IsWithin(value, slo);
  });
  Observe(sample, result);
  if (!IsWithin(*result.observed, slo)) {
    result.word = SloWord::kBroken;
  } else if (result.interval_end && IsWithin(*result.interval_end, slo)) {
    result.word = SloWord::kMet;
  }
  return result;
}

bool HasIt(const CaseRecord& record, const Slo& slo) {
  return slo.what.own() == nullptr || OwnTimes(record).contains(*slo.what.own());
}

Error NobodyHas(const Run& run, const Slo& slo) {
  std::vector<std::string> names;
  for (const MetricInfo& info : AllMetrics()) names.emplace_back(info.name);
  for (const std::string& own : OwnTimes(run)) names.push_back(own);
  return Error{ErrorKind::kUsage,
               fmt::format("--slo '{}': no case of this run measures '{}'; what is measured: {}, "
                           "cost_usd, failed_share",
                           slo.text, slo.what.title(), fmt::join(names, ", "))};
}

}  // namespace

std::string_view SloWordName(SloWord word) {
  constexpr std::array<std::string_view, 3> kNames{"met", "broken", "cannot tell"};
  return kNames[static_cast<std::size_t>(word)];
}

std::string Slo::title() const {
  const std::string_view sign = what.better() == Better::kMore ? ">=" : "<=";
  const std::string who = what.is_failures() ? what.title()
                          : statistic        ? Reading{what, *statistic}.title()
                                             : "every " + what.title();
  if (what.unit() == Unit::kShare) return fmt::format("{} {} {:.10g} %", who, sign, 100 * bound);
  return fmt::format("{} {} {:.10g} {}", who, sign, bound, UnitName(what.unit()));
}

Result<std::vector<SloResult>> JudgeSlos(const Run& run, const std::vector<Slo>& slos) {
  std::vector<SloResult> results;
  for (const Slo& slo : slos) {
    if (std::none_of(run.cases.begin(), run.cases.end(),
                     [&](const CaseRecord& record) { return HasIt(record, slo); }))
      return NobodyHas(run, slo);
  }
  for (const CaseRecord& record : run.cases) {
    if (record.skipped) continue;
    for (const Slo& slo : slos) {
      if (!HasIt(record, slo)) continue;
      const SloSample sample = SampleFor(record, slo.what);
      if (sample.sorted.empty()) {
        results.push_back({.record = &record, .slo = &slo});
        continue;
      }
      results.push_back(JudgeSlo(record, slo, sample));
    }
  }
  return results;
}

}  // namespace lab::measure
