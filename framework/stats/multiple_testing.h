// Many tests at once, without many false alarms.
//
//   std::vector<double> adjusted = HolmAdjust(p_values);
//   bool alarm = adjusted[i] <= 0.05;      // at most 5 % of whole A/A gates raise any alarm
//   StepDown steps = HolmOfDecidable(p_values, floors, 0.025);
//   bool passed = steps.p_adjusted[i] <= 0.025;
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lab::stats {

/// Holm's step-down adjusted p values (Holm 1979), in the order of the input; controls the
/// family-wise error rate under any dependence.
std::vector<double> HolmAdjust(std::span<const double> p_values);

/// One family's correction, at one level.
struct StepDown {
  std::vector<double> p_adjusted;  ///< a test passes when its is at most the level
  /// What was left to each test: those that passed, the level of their step; all others that of the
  /// step at which it stopped.
  std::vector<double> tails;
  std::int64_t family = 0;  ///< how many could pass at all at the first step
};

/// Holm's correction over those tests alone that can pass: `floors` are the smallest p values that
/// each test's sample allows, whatever its values. One that cannot reach the level which is left to
/// it costs the others nothing. That level depends on how many share it, so the number is the
/// smallest K for which at most K floors are within level / K (Tarone, Biometrics 46, 1990); it is
/// found anew after each step. The family-wise error rate is at most `level` under any dependence,
/// as with Holm, since at the first false alarm all true hypotheses are still there. With floors
/// of 0 this is Holm's.
StepDown HolmOfDecidable(std::span<const double> p_values, std::span<const double> floors,
                         double level);

}  // namespace lab::stats
