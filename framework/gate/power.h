// How many samples it takes to show a change, before they are paid for.
//
//   const double unit = *UnitDeviation(pilot, seed);                // from a run that is there
//   const std::int64_t n = SamplesForPower(unit, Statistic::Median(), {.effect = 0.10});
//   const double power = PowerAt(n, unit, Statistic::Median(), {.effect = 0.10});
//
// The question is the gate's own (judge.h): with which probability does the whole interval of the
// ratio lie beyond the limit when the candidate is `effect` slower? The logarithm of a ratio of
// medians, of quantiles or of means is normal for large n with a deviation of unit / sqrt(n), so
//
//   power(n) = Phi(ln((1 + effect) / (1 + limit)) / (1.12 unit / sqrt(n)) - t)
//
// where t is the deviate of the interval's tail, Student's with n - 1 degrees of freedom and the
// widening that the bootstrap's interval has: the textbook's sample size (Chow, Shao, Wang,
// Lokhnygina: Sample Size Calculations in Clinical Research, 3rd edition, 2017, section 3.2) with
// a limit as its margin. The 1.12 stands for what the later run's own interval costs more. The unit
// is the deviation of the bootstrap over the samples of an earlier run (Efron, Tibshirani: An
// Introduction to the Bootstrap, 1993, chapter 25), or the asymptotic one of a log-normal
// distribution.
#pragma once

#include <cstdint>
#include <optional>

#include "framework/gate/judge.h"
#include "framework/stats/statistic.h"

namespace lab::gate {

struct PowerOptions {
  double effect = 0.10;        ///< how much slower the candidate is, > limit
  double limit = 0.05;         ///< the gate's
  double power = 0.8;          ///< with which probability that shall be seen
  double confidence = 0.95;    ///< the gate's
  std::int64_t decisions = 1;  ///< rows of the gate: Holm's first step is the hardest
};

/// Trials that a pilot takes before its spread says something of the statistic's: ten beyond the
/// quantile on its rarer side (20 for a median, 200 for p95, 1,000 for p99), and 200 for a mean,
/// whose spread is that of its rare values.
std::int64_t PilotNeeded(stats::Statistic statistic);

/// The deviation of ln(ratio) times sqrt(n), by the bootstrap over the pilot's trials, paired or
/// not as they are. A pilot's deviation is uncertain itself, so this is an upper limit of it, by
/// the deviation's own standard error: for a quantile Hall and Martin's (Probability Theory and
/// Related Fields 80, 1988), for a mean the one that the kurtosis gives. In nine of ten pilots the
/// size that follows from it has at least the power that was asked for
/// (tests/unit/gate/pilot_test.cc, on log-normal, exponential and stalled latencies); of a tail
/// without a finite fourth moment no pilot tells a mean's spread. Absent below PilotNeeded(), and
/// when it is not finite.
std::optional<double> UnitDeviation(const Observation& pilot, std::uint64_t seed);

/// The same for two independent samples of a log-normal distribution whose logarithm has the
/// deviation `sigma`.
double UnitDeviationOfLogNormal(double sigma, stats::Statistic statistic);

/// The probability that a gate with n samples a side sees the effect; 0 where the sample is too
/// small for the statistic.
double PowerAt(std::int64_t n, double unit, stats::Statistic statistic,
               const PowerOptions& options);

/// The smallest n that has the power; `unit` >= 0.
std::int64_t SamplesForPower(double unit, stats::Statistic statistic, const PowerOptions& options);

}  // namespace lab::gate
