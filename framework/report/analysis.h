// What a run comes to: its cases by group, each compared with its baseline. Computed once, read by
// every reporter, so that a table, a page and a summary cannot disagree.
//
//   const Analysis analysis = Analyse(run);
//   for (const Group& group : analysis.groups) {
//     for (const CaseResult& result : group.cases) {
//       if (result.change) out << VerdictWord(*result.change);
//     }
//   }
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "framework/measure/figures.h"
#include "framework/measure/pareto.h"
#include "framework/measure/run.h"
#include "framework/measure/series.h"
#include "framework/measure/trust.h"
#include "framework/report/change.h"
#include "framework/stats/estimate.h"

namespace lab::report {

struct CaseResult {
  const measure::CaseRecord* record = nullptr;
  measure::Totals totals;
  std::vector<measure::Figure> figures;    ///< every one that the case has (measure/figures.h)
  std::map<std::string, double> counters;  ///< means of what the experiment noted
  /// What it is compared with; nullptr for a baseline and where there is none.
  const measure::CaseRecord* baseline = nullptr;
  /// By the first reading that the group is judged by. Absent where there is no baseline, or no
  /// answer on a side.
  std::optional<Change> change;
  /// Where it stands among the cases of its group; absent without an accuracy or a price.
  std::optional<measure::Outcome> outcome;
  bool on_frontier = false;  ///< no other outcome of the group dominates it (measure/pareto.h)
};

/// The cases of one fixture, which answer the same questions and share a table (measure/groups.h).
struct Group {
  std::vector<CaseResult> cases;                  ///< never empty, in the order of the run
  const measure::CaseRecord* baseline = nullptr;  ///< the first of them that is one
  bool cache_used = false;                        ///< by some request of some case
  /// A baseline was not streamed, and some other case was: streaming makes waiting feel shorter
  /// than it is.
  bool perceived = false;
  std::set<std::string> counters;   ///< names of all that its cases noted
  std::set<std::string> own_times;  ///< names of all that they timed by themselves

  /// Some case graded its answers.
  bool graded() const { return counters.contains(std::string(measure::kAccuracy)); }

  const std::string& suite() const { return cases[0].record->suite; }
  const std::string& name() const { return cases[0].record->group; }
};

struct Analysis {
  const measure::Run* run = nullptr;
  measure::Trust trust;
  std::vector<Group> groups;
};

/// `run` must outlive what is returned. About 5 ms a case of 200 trials: the bootstrap.
Analysis Analyse(const measure::Run& run);

/// What the case's own baseline came to; nullptr where it has none.
const CaseResult* BaselineResult(const Group& group, const CaseResult& result);

/// Of the answers, in percent; a trial that could not be carried out counts as one.
double PercentFailed(const measure::Totals& totals);

/// In percent, with its 95 % interval: Wilson's of answers that are right or wrong, that of the
/// mean of graded shares. Without bounds where nothing was graded.
stats::Estimate AccuracyOf(const measure::CaseRecord& record);

/// Of a share, in percent.
stats::Estimate InPercent(const stats::Estimate& share);

/// Its name in a table: that of the case, and behind it that the run ended in its midst.
std::string CaseLabel(const measure::CaseRecord& record);

/// Some request of the case streamed its answer.
bool WasStreamed(const measure::CaseRecord& record);

/// What the first request that failed says; "" when none did.
std::string FirstRequestError(const measure::CaseRecord& record);

/// The values of the answers that succeeded, ascending.
std::vector<double> SortedValues(const measure::CaseRecord& record, measure::Metric metric);

/// The mock answered: how often an answer or a label is right is an assumption of its profile.
bool IsModelled(const measure::Run& run);

/// "claude-haiku-5-5, claude-opus-5-5": every model that answered some request of the group.
std::string ModelsOf(const Group& group);

}  // namespace lab::report
