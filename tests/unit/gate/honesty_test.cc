// Is the gate what it claims to be? Whole decisions, many cases and metrics, on data whose truth is
// known: how often it raises a false alarm, and how often it sees what is there.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "framework/base/rng.h"
#include "framework/gate/judge.h"
#include "framework/gate/power.h"

namespace lab::gate {
namespace {

using stats::Statistic;

/// Latencies as providers have them: log-normal, one in twelve from a slower pool, one in fifty
/// stalled; half of the spread is the prompt's, which pairs share.
double Latency(Rng& rng, double prompt) {
  const double own = 400 * rng.LogNormal(1, 0.2) * prompt;
  const double pool = rng.Uniform();
  return own * (pool < 0.02 ? 5 : pool < 0.10 ? 1.8 : 1);
}

struct Setting {
  const char* name;
  int n;
  bool paired;
};

Observation Draw(Rng& rng, const Setting& setting, double ratio) {
  Observation observation{.case_name = "case", .metric = "ms", .paired = setting.paired};
  for (int i = 0; i < setting.n; ++i) {
    const double prompt = rng.LogNormal(1, 0.2);
    const double other = setting.paired ? prompt : rng.LogNormal(1, 0.2);
    observation.baseline.Add(Latency(rng, prompt));
    observation.candidate.Add(ratio * Latency(rng, other));
  }
  return observation;
}

/// A case is measured by its median, its p95 and its mean, all from the same values.
void AddCase(Rng& rng, const Setting& setting, double ratio, std::vector<Observation>& rows) {
  Observation observation = Draw(rng, setting, ratio);
  observation.case_name = std::to_string(rows.size());
  for (const Statistic statistic : {Statistic::Median(), Statistic::P95(), Statistic::Mean()}) {
    observation.statistic = statistic;
    rows.push_back(observation);
  }
}

struct Alarms {
  double regressions = 0;  ///< share of the gates that raised at least one
  double improvements = 0;
};

Alarms AlarmsOf(const Setting& setting, double ratio, double limit, int gates) {
  constexpr int kCases = 12;
  int regressions = 0;
  int improvements = 0;
  for (int gate = 0; gate < gates; ++gate) {
    Rng rng = Rng::For(11, setting.name, static_cast<std::uint64_t>(gate));
    std::vector<Observation> rows;
    for (int i = 0; i < kCases; ++i) AddCase(rng, setting, ratio, rows);
    bool worse = false;
    bool better = false;
    for (const Decision& row : Judge(rows, {.limit = limit, .resamples = 500}).rows) {
      worse = worse || row.ruling == Ruling::kRegression;
      better = better || row.ruling == Ruling::kImprovement;
    }
    regressions += worse ? 1 : 0;
    improvements += better ? 1 : 0;
  }
  const auto share = [&](int count) { return static_cast<double>(count) / gates; };
  return {share(regressions), share(improvements)};
}

class GateFalseAlarms : public testing::TestWithParam<Setting> {};

TEST_P(GateFalseAlarms, OfAARunsAreAtMostFivePercent) {
  const Alarms alarms = AlarmsOf(GetParam(), 1, 0.05, 150);
  EXPECT_LE(alarms.regressions + alarms.improvements, 0.05);
}

// The hardest case there is: every row lies exactly on the limit.
TEST_P(GateFalseAlarms, AreAtMostFivePercentWhereEveryRowLiesOnTheLimit) {
  EXPECT_LE(AlarmsOf(GetParam(), 1.05, 0.05, 150).regressions, 0.05);
}

INSTANTIATE_TEST_SUITE_P(All, GateFalseAlarms,
                         testing::Values(Setting{"paired 30", 30, true},
                                         Setting{"paired 120", 120, true},
                                         Setting{"unpaired 30", 30, false},
                                         Setting{"unpaired 120", 120, false}),
                         [](const auto& setting) {
                           return std::string(setting.param.paired ? "Paired" : "Unpaired") +
                                  std::to_string(setting.param.n);
                         });

struct Plan {
  const char* name;
  Statistic statistic;
  bool paired;
};

class GateDetection : public testing::TestWithParam<Plan> {};

// As a user does it: a pilot run, the sample size that `lab power` names for it, then the run that
// is to show the change. The share is over the pilots too.
TEST_P(GateDetection, OfATenPercentSlowDownIsAtLeastEightyPercentAtTheSizeThatPowerNames) {
  constexpr int kStudies = 200;
  const Plan plan = GetParam();
  int seen = 0;
  for (int study = 0; study < kStudies; ++study) {
    Rng rng = Rng::For(12, plan.name, static_cast<std::uint64_t>(study));
    Observation pilot = Draw(rng, {plan.name, 400, plan.paired}, 1);
    pilot.statistic = plan.statistic;
    const std::int64_t n = SamplesForPower(*UnitDeviation(pilot, 1), plan.statistic, {});
    Observation run = Draw(rng, {plan.name, static_cast<int>(n), plan.paired}, 1.1);
    run.statistic = plan.statistic;
    seen += Judge({run}, {.resamples = 500}).regressed() ? 1 : 0;
  }
  EXPECT_GE(seen, 0.8 * kStudies);
}

INSTANTIATE_TEST_SUITE_P(All, GateDetection,
                         testing::Values(Plan{"PairedMedian", Statistic::Median(), true},
                                         Plan{"UnpairedMedian", Statistic::Median(), false},
                                         Plan{"PairedMean", Statistic::Mean(), true}),
                         [](const auto& plan) { return std::string(plan.param.name); });

// The same without a pilot, from the deviation of the logarithm.
TEST(GateDetection, OfALogNormalIsAtLeastEightyPercentAtTheSizeThatItsSigmaNames) {
  constexpr int kStudies = 200;
  const std::int64_t n =
      SamplesForPower(UnitDeviationOfLogNormal(0.3, Statistic::Median()), Statistic::Median(), {});
  int seen = 0;
  for (std::uint64_t study = 0; study < kStudies; ++study) {
    Rng rng = Rng::For(13, "log-normal", study);
    Observation run{.case_name = "case", .metric = "ms"};
    for (std::int64_t i = 0; i < n; ++i) {
      run.baseline.Add(rng.LogNormal(400, 0.3));
      run.candidate.Add(rng.LogNormal(440, 0.3));
    }
    seen += Judge({run}, {.resamples = 500}).regressed() ? 1 : 0;
  }
  EXPECT_GE(seen, 0.8 * kStudies);
}

class GateIntervals : public testing::TestWithParam<Setting> {};

// Of a single row; those of many are wider, and the false alarms above show that it is enough.
TEST_P(GateIntervals, CoverTheTruthInNinetyThreeToNinetySevenPercent) {
  constexpr int kStudies = 800;
  constexpr double kTruth = 1.2;
  for (const Statistic statistic : {Statistic::Median(), Statistic::P95()}) {
    int covered = 0;
    for (std::uint64_t study = 0; study < kStudies; ++study) {
      Rng rng = Rng::For(14, GetParam().name, study);
      Observation run = Draw(rng, GetParam(), kTruth);
      run.statistic = statistic;
      const Decision row = Judge({run}, {.resamples = 500}).rows[0];
      covered += *row.ratio.low <= kTruth && kTruth <= *row.ratio.high ? 1 : 0;
    }
    EXPECT_GE(covered, 0.93 * kStudies) << statistic.p();
    EXPECT_LE(covered, 0.97 * kStudies) << statistic.p();
  }
}

INSTANTIATE_TEST_SUITE_P(All, GateIntervals,
                         testing::Values(Setting{"paired", 120, true},
                                         Setting{"unpaired", 120, false}),
                         [](const auto& setting) { return std::string(setting.param.name); });

}  // namespace
}  // namespace lab::gate
