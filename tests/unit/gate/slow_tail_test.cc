// What the default readings of `lab compare` see of a slow tail: 4 % of the answers twenty times
// slower, which moves neither the median nor p95. Prints what it found.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/base/rng.h"
#include "framework/gate/extract_measurements.h"
#include "tests/unit/measure/records.h"

namespace lab::gate {
namespace {

measure::CaseRecord Case(Rng& rng, int index, int trials, double slow_share) {
  measure::CaseRecord record = measure::CaseOf("Case" + std::to_string(index), {});
  for (int i = 0; i < trials; ++i) {
    const double slow = rng.Uniform() < slow_share ? 20 : 1;
    const double first = slow * rng.LogNormal(400, 0.3);
    const double end = slow * rng.LogNormal(2000, 0.3);
    record.trials.push_back(measure::TrialOf(
        i, {measure::ViewOf({.first_token = first, .first_visible = first, .end = first + end})}));
  }
  return record;
}

measure::Run RunOf(Rng& rng, int cases, int slow, int trials, double slow_share) {
  measure::Run run;
  run.config.seed = rng.Next();  // two runs of two seeds: nothing is paired
  for (int i = 0; i < cases; ++i)
    run.cases.push_back(Case(rng, i, trials, i < slow ? slow_share : 0));
  return run;
}

struct Compared {
  int cases;
  int slow;  ///< of them have the slow tail
  int trials;
};

/// Of 100 whole comparisons.
int Seen(const Compared& compared, const std::vector<Reading>& readings, double slow_share) {
  int seen = 0;
  for (std::uint64_t study = 0; study < 100; ++study) {
    Rng rng = Rng::For(31, "slow tail", study);
    const measure::Run before = RunOf(rng, compared.cases, compared.slow, compared.trials, 0);
    const measure::Run after =
        RunOf(rng, compared.cases, compared.slow, compared.trials, slow_share);
    const Observed observed = ObserveRuns(before, after, readings);
    seen += Judge(observed.observations, {.resamples = 400}).regressed() ? 1 : 0;
  }
  return seen;
}

/// Of 100 comparisons so many see it, at the least.
struct Sight {
  const char* name;
  Compared compared;
  int at_least;
};

class SlowTailSeen : public testing::TestWithParam<Sight> {};

TEST_P(SlowTailSeen, ByTheDefaultReadings) {
  const Compared& compared = GetParam().compared;
  const int seen = Seen(compared, {}, 0.04);
  fmt::print("{} cases of {} trials: {} of 100 comparisons see the tail of {}\n", compared.cases,
             compared.trials, seen, compared.slow);
  EXPECT_GE(seen, GetParam().at_least);
}

INSTANTIATE_TEST_SUITE_P(Of, SlowTailSeen,
                         testing::Values(Sight{"OneCaseOf200", {1, 1, 200}, 40},
                                         Sight{"OneInFourOf400", {4, 1, 400}, 70},
                                         Sight{"OneInThirteenOf400", {13, 1, 400}, 60},
                                         Sight{"FourOf200", {4, 4, 200}, 95},
                                         Sight{"ThirteenOf100", {13, 13, 100}, 99}),
                         [](const auto& sight) { return std::string(sight.param.name); });

// Why it is the mean that is among them and not p99.
TEST(SlowTail, IsSeenEarlierByTheMeanThanByP99) {
  const Compared compared{1, 1, 400};
  const int mean = Seen(compared, {*ParseReading("latency_ms_mean")}, 0.02);
  const int p99 = Seen(compared, {*ParseReading("latency_ms_p99")}, 0.02);
  fmt::print("2 % slow, 400 trials: the mean sees {} of 100, p99 {}\n", mean, p99);
  EXPECT_GT(mean, p99);
}

TEST(SlowTail, DoesNotAlarmWhereThereIsNone) { EXPECT_LE(Seen({4, 4, 200}, {}, 0), 6); }

}  // namespace
}  // namespace lab::gate
