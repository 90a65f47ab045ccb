// Is the gate what it claims to be? Decisions on data whose truth is known: every promise of
// docs/statistics.md in short form, and how often it sees a change at the size that a pilot names.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "framework/base/rng.h"
#include "framework/gate/judge.h"
#include "framework/gate/power.h"
#include "framework/gate/promises.h"

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

TEST(Promises, AreKeptOnEveryShape) {
  constexpr int kStudies = 120;
  for (const PromiseRow& row : CheckPromises({.studies = kStudies, .resamples = 400})) {
    EXPECT_TRUE(row.kept()) << row.promise << ": " << row.on << ": " << row.seen << " of "
                            << row.studies << " where " << row.promised << " is promised";
  }
}

// The page shows what the command printed, and no row that the command does not have.
TEST(Promises, StandOnThePageRowByRow) {
  std::ifstream file(LAB_SOURCE_DIR "/docs/statistics.md");
  ASSERT_TRUE(file) << "docs/statistics.md cannot be read";
  std::string page(std::istreambuf_iterator<char>(file), {});
  const std::size_t table = page.find("## The last run");
  ASSERT_NE(table, std::string::npos);
  page.erase(0, table);
  std::set<std::string> on_the_page;
  const auto key = [](const std::string& line) { return line.substr(0, 60); };  // with n
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  ") && line.size() > 60) on_the_page.insert(key(line));
  }
  std::set<std::string> in_the_code;
  std::istringstream rows(PromiseText(AllPromises()));
  for (std::string line; std::getline(rows, line);) {
    if (line.starts_with("  ")) in_the_code.insert(key(line));
  }
  EXPECT_EQ(on_the_page, in_the_code)
      << "lab selftest --statistics prints what should stand on the page";
}

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

}  // namespace
}  // namespace lab::gate
