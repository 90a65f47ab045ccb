// What all suites say together: a row a technique, and which of them to adopt first.
//
//   const Summary summary = SummaryOf(analysis);
//   for (const Technique* technique : summary.adopt_first) out << technique->name << '\n';
//
// Each technique is set against the baseline of its own group: the groups ask different questions,
// so their times are not comparable, only their gains are.
//
// Of a technique that ran with several arguments the row is the setting with the highest score;
// the tables have them all.
//
// Adopt first: techniques that are measured to be faster, or as fast and cheaper, by the verdict of
// their group's own metric; whose accuracy and whose share of answers that succeeded are within one
// point of the baseline's. Of each group the best one only, since its cases are alternatives to
// each other. Ordered by score: the share of the time saved (where the verdict is "faster") plus
// the share of the money saved, each of its baseline's; more money spent counts against it.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/report/analysis.h"
#include "framework/report/text_table.h"

namespace lab::report {

struct SummaryOptions {
  std::int64_t requests_per_month = 0;  ///< 0: no monthly figures
};

/// Ratios are candidate / baseline at the median; 0.4 is 60 % less.
struct Technique {
  const Group* group = nullptr;
  const CaseResult* result = nullptr;  ///< with a comparison
  std::string name;                    ///< "caching/Handbook/Cached"
  int settings = 1;                    ///< lists of arguments that the row is the best of
  std::optional<double> ttft;
  std::optional<double> latency;
  std::optional<double> cost;             ///< of a thousand answers; absent without prices
  std::optional<double> accuracy_points;  ///< absent where one side has no accuracy
  double time_saved_ms = 0;               ///< by the group's metric
  std::optional<double> usd_saved_per_1k;
  bool cost_estimated = false;  ///< on either side, of some request
  double score = 0;
  bool adoptable = false;

  /// Absent without prices or without a volume.
  std::optional<double> usd_saved_per_month(const SummaryOptions& options) const;
};

struct Summary {
  std::vector<Technique> techniques;          ///< in the order of the run
  std::vector<const Technique*> adopt_first;  ///< best first; they point into `techniques`
};

/// Points into `analysis`, which must outlive it.
Summary SummaryOf(const Analysis& analysis);

/// A row a technique; and what to adopt first, best first.
TextTable TechniquesTable(const Summary& summary);
TextTable AdoptTable(const Summary& summary, const SummaryOptions& options);
/// Whether two groups or more were compared: of one, its table says it all.
bool IsWorthwhile(const Summary& summary);
/// The rule behind AdoptTable, in one sentence, and what `~` says where it stands in a cell.
std::string AdoptRule(const Summary& summary);

/// For people. Nothing when fewer than two groups were compared: their tables say it all.
void WriteSummary(const Analysis& analysis, const SummaryOptions& options,
                  const RenderOptions& render, std::ostream& out);

}  // namespace lab::report
