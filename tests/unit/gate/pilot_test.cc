// Does the sample size that a pilot names hold? Whole pilots of several shapes; of each the size,
// and the power that a gate of this size really has. Prints what it found.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "framework/base/rng.h"
#include "framework/gate/judge.h"
#include "framework/gate/power.h"

namespace lab::gate {
namespace {

using stats::Statistic;

double LogNormal(Rng& rng) { return rng.LogNormal(400, 0.3); }

double Exponential(Rng& rng) { return 200 + 200 * rng.Exponential(1); }

/// One in twelve from a slower pool, one in fifty stalled.
double Stalled(Rng& rng) {
  const double pool = rng.Uniform();
  return rng.LogNormal(400, 0.28) * (pool < 0.02 ? 5 : pool < 0.10 ? 1.8 : 1);
}

struct Shape {
  const char* name;
  double (*draw)(Rng&);
};

Observation RunOf(Rng& rng, const Shape& shape, Statistic statistic, std::int64_t n, double ratio) {
  Observation run{.case_name = "case", .metric = "ms", .statistic = statistic};
  for (std::int64_t i = 0; i < n; ++i) {
    run.baseline.Add(shape.draw(rng));
    run.candidate.Add(ratio * shape.draw(rng));
  }
  return run;
}

/// As a user does it: `lab power --from` of one run, which is both sides.
std::int64_t SizeNamed(Rng& rng, const Shape& shape, Statistic statistic, std::int64_t pilot_size) {
  Observation pilot = RunOf(rng, shape, statistic, pilot_size, 1);
  pilot.candidate = pilot.baseline;
  return SamplesForPower(*UnitDeviation(pilot, 1), statistic, {.effect = 0.30});
}

/// The share of gates of this size that see a slow-down of 30 %.
double PowerSeen(const Shape& shape, Statistic statistic, std::int64_t n) {
  constexpr int kGates = 200;
  int seen = 0;
  for (std::uint64_t gate = 0; gate < kGates; ++gate) {
    Rng rng = Rng::For(22, shape.name, gate);
    const Observation run = RunOf(rng, shape, statistic, n, 1.3);
    seen += Judge({run}, {.resamples = 400}).regressed() ? 1 : 0;
  }
  return static_cast<double>(seen) / kGates;
}

/// The smallest size that has 80 % power, found on the gates themselves.
std::int64_t SizeThatHolds(const Shape& shape, Statistic statistic) {
  std::int64_t low = 10;
  std::int64_t high = 6000;
  while (high - low > high / 25) {
    const std::int64_t middle = (low + high) / 2;
    (PowerSeen(shape, statistic, middle) < 0.8 ? low : high) = middle;
  }
  return high;
}

struct Pilots {
  const char* name;
  Shape shape;
  Statistic statistic;
  std::int64_t size;
};

class Pilot : public testing::TestWithParam<Pilots> {};

TEST_P(Pilot, NamesASizeWithThePowerAskedForInNineOfTenCases) {
  constexpr int kPilots = 200;
  const auto& [name, shape, statistic, size] = GetParam();
  const std::int64_t holds = SizeThatHolds(shape, statistic);
  std::vector<std::int64_t> named;
  for (std::uint64_t pilot = 0; pilot < kPilots; ++pilot) {
    Rng rng = Rng::For(21, name, pilot);
    named.push_back(SizeNamed(rng, shape, statistic, size));
  }
  std::sort(named.begin(), named.end());
  const auto enough =
      std::count_if(named.begin(), named.end(), [&](std::int64_t n) { return n >= holds; });
  fmt::print("{}: {} trials hold; pilots name {} (lowest {}, highest {}); {} of {} name enough\n",
             name, holds, named[kPilots / 2], named.front(), named.back(), enough, kPilots);
  // Nine of ten, within the error of 200 pilots and of the size that holds.
  EXPECT_GE(static_cast<double>(enough), 0.87 * kPilots);
}

constexpr Shape kLogNormal{"log-normal", LogNormal};
constexpr Shape kExponential{"exponential", Exponential};
constexpr Shape kStalled{"stalled", Stalled};

INSTANTIATE_TEST_SUITE_P(
    Of, Pilot,
    testing::Values(Pilots{"LogNormalMedian40", kLogNormal, Statistic::Median(), 40},
                    Pilots{"ExponentialMedian200", kExponential, Statistic::Median(), 200},
                    Pilots{"StalledMedian100", kStalled, Statistic::Median(), 100},
                    Pilots{"LogNormalP95From200", kLogNormal, Statistic::P95(), 200},
                    Pilots{"ExponentialP95From400", kExponential, Statistic::P95(), 400},
                    Pilots{"LogNormalMean200", kLogNormal, Statistic::Mean(), 200},
                    Pilots{"ExponentialMean200", kExponential, Statistic::Mean(), 200},
                    Pilots{"StalledMean200", kStalled, Statistic::Mean(), 200}),
    [](const auto& pilots) { return std::string(pilots.param.name); });

}  // namespace
}  // namespace lab::gate
