// Many tests at once, without many false alarms.
//
//   std::vector<double> adjusted = HolmAdjust(p_values);
//   bool alarm = adjusted[i] <= 0.05;      // at most 5 % of whole A/A gates raise any alarm
#pragma once

#include <span>
#include <vector>

namespace lab::stats {

/// Holm's step-down adjusted p values (Holm 1979), in the order of the input; controls the
/// family-wise error rate under any dependence.
std::vector<double> HolmAdjust(std::span<const double> p_values);

}  // namespace lab::stats
