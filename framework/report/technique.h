// What a technique buys against its baseline in time, money and accuracy, and how sure that is.
//
//   const Technique technique = TechniqueOf(group, result, seed);
//   if (technique.adoptable()) out << technique.name << ": " << technique.score.value << '\n';
//   else out << technique.name << " stands apart: " << technique.apart_because() << '\n';
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "framework/report/analysis.h"
#include "framework/report/change.h"
#include "framework/stats/estimate.h"

namespace lab::report {

struct SummaryOptions {
  std::int64_t requests_per_month = 0;  ///< 0: no monthly figures
};

/// Ratios are candidate / baseline, of the figures that stand in the tables; 0.4 is 60 % less.
struct Technique {
  const Group* group = nullptr;
  const CaseResult* result = nullptr;  ///< with a baseline
  std::string name;                    ///< "caching/Handbook/Cached"
  int settings = 1;                    ///< lists of arguments that the row is the best of
  std::optional<double> ttft;          ///< at the median
  std::optional<double> latency;
  Change time;                                     ///< by the time that its group is judged by
  std::optional<stats::Estimate> cost;             ///< of a thousand answers; absent without prices
  std::optional<stats::Estimate> accuracy_points;  ///< absent where one side has no accuracy
  std::optional<double> usd_saved_per_1k;
  bool cost_estimated = false;  ///< on either side, of some request
  std::string delivers_less;    ///< in which way; "" when it does not
  stats::Estimate score;
  bool better = false;  ///< surely faster, or surely cheaper and as fast

  double time_saved_ms() const { return time.baseline - time.candidate; }
  /// Surely within a point of its baseline, or nothing was graded.
  bool answers_as_well() const;
  bool adoptable() const { return better && answers_as_well() && delivers_less.empty(); }
  /// Why what is better stands apart; "" when it does not.
  std::string apart_because() const;
  /// Absent without prices or without a volume.
  std::optional<double> usd_saved_per_month(const SummaryOptions& options) const;
};

/// `result` is of `group` and has a baseline. Absent where a side has no answer.
std::optional<Technique> TechniqueOf(const Group& group, const CaseResult& result,
                                     std::uint64_t seed);

}  // namespace lab::report
