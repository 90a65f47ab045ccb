// What `lab compare` and --interleave found, and how it is printed.
//
//   Result<ComparisonReport> report = CompareRuns(baseline, candidate, settings);
//   FindComparisonForm("markdown")->write(*report, {}, std::cout);
//   return ExitCodeOf(*report);
#pragma once

#include <iosfwd>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/comparison_sides.h"
#include "framework/base/result.h"
#include "framework/gate/extract_measurements.h"
#include "framework/gate/judge.h"
#include "framework/measure/run.h"
#include "framework/report/text_table.h"

namespace lab::apps {

struct CompareSettings {
  gate::JudgeOptions judge;
  std::vector<std::string> metrics;  ///< "ttft_ms_p95"; empty: the usual ones
  bool allow_missing = false;        ///< a case that the candidate lacks is no failure
  bool force = false;                ///< simulated time may be compared with real time
  std::string baseline_file = {};    ///< what the report calls them; empty: measured just now
  std::string candidate_file = {};
};

/// The readings that --metric names, none when it names none (gate::ObserveRuns then takes the
/// usual ones); `own` are the times that the runs at hand measured by names of their own.
/// ErrorKind::kUsage for one that is not known.
Result<std::vector<gate::Reading>> ReadingsOf(const std::vector<std::string>& names,
                                              const std::set<std::string>& own);

/// Only the cases whose full name fits, as --benchmark_filter takes them; ErrorKind::kUsage for a
/// filter that is no regular expression.
Result<void> KeepCases(const std::string& filter, measure::Run& run);

struct ComparisonReport {
  ComparedSide baseline;
  ComparedSide candidate;
  std::vector<SideDifference> differences;  ///< between the two, besides what is measured
  bool allow_missing = false;
  std::vector<std::string> trust;  ///< "baseline: VALID  42 ok ...", one line a run that says so
  bool invalid = false;            ///< one of the runs cannot be trusted
  bool all_failed = false;         ///< one of them has no answer at all
  bool nothing_measured = false;   ///< one of them measured nothing
  gate::JudgeOptions options;
  gate::Observed observed;
  gate::Judgement judgement;
};

/// ErrorKind::kUsage for a metric that is not known, when the runs have no case in common, when a
/// file holds a case or a trial twice, and when one run is simulated and the other is not.
Result<ComparisonReport> CompareRuns(const measure::Run& baseline, const measure::Run& candidate,
                                     const CompareSettings& settings);

/// The same of two files of Google Benchmark's; the metrics are its columns.
Result<ComparisonReport> CompareBenchmarks(const gate::BenchmarkFile& baseline,
                                           const gate::BenchmarkFile& candidate,
                                           const CompareSettings& settings);

/// 4 all failed; 2 nothing measured; 1 what needs no stamps to be seen: a case that is missing
/// from the candidate or failed in it alone, a share of failures that rose; 3 INVALID; 1 any other
/// regression; 2 no row has enough samples to be decided; 0 none of these: the first that is so.
int ExitCodeOf(const ComparisonReport& report);

/// Cases that the candidate lacks or skipped; not those that it failed at.
std::vector<std::string> MissingCases(const ComparisonReport& report);
/// Whether such a case, or a reading that the candidate lacks, makes the comparison fail.
bool MissingFails(const ComparisonReport& report);

/// A way to print it.
struct ComparisonForm {
  std::string_view name;
  std::string_view summary;
  void (*write)(const ComparisonReport& report, const report::RenderOptions& options,
                std::ostream& out);
};

std::span<const ComparisonForm> AllComparisonForms();
/// nullptr when unknown.
const ComparisonForm* FindComparisonForm(std::string_view name);

/// "regression", "no regression", "invalid", "all failed", "nothing was measured", or that there
/// are too few samples.
std::string_view OutcomeName(const ComparisonReport& report);

// The rows. For people at a terminal, in a pull request; for programs; for CI servers.
void WriteComparisonTable(const ComparisonReport& report, const report::RenderOptions& options,
                          std::ostream& out);
void WriteComparisonMarkdown(const ComparisonReport& report, const report::RenderOptions& options,
                             std::ostream& out);
void WriteComparisonJson(const ComparisonReport& report, const report::RenderOptions& options,
                         std::ostream& out);
void WriteComparisonJunit(const ComparisonReport& report, const report::RenderOptions& options,
                          std::ostream& out);

}  // namespace lab::apps
