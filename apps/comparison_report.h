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

#include "framework/base/result.h"
#include "framework/gate/extract_measurements.h"
#include "framework/gate/judge.h"
#include "framework/measure/run.h"
#include "framework/report/text_table.h"

namespace lab::apps {

struct CompareSettings {
  gate::JudgeOptions judge;
  std::vector<std::string> metrics;  ///< "ttft_ms_p95"; empty: the usual ones
};

/// The readings that --metric names, the usual ones when it names none; `own` are the times that
/// the runs at hand measured by names of their own. ErrorKind::kUsage for one that is not known.
Result<std::vector<gate::Reading>> ReadingsOf(const std::vector<std::string>& names,
                                              const std::set<std::string>& own);

struct ComparisonReport {
  std::vector<std::string> trust;  ///< "baseline: VALID  42 ok ...", one line a run that says so
  bool invalid = false;            ///< one of the runs cannot be trusted
  bool all_failed = false;         ///< one of them has no answer at all
  bool nothing_measured = false;   ///< one of them measured nothing
  gate::JudgeOptions options;
  gate::Observed observed;
  gate::Judgement judgement;
};

/// ErrorKind::kUsage for a metric that is not known, and when the runs have no case in common.
Result<ComparisonReport> CompareRuns(const measure::Run& baseline, const measure::Run& candidate,
                                     const CompareSettings& settings);

/// The judgement of what was observed; an error when that is nothing.
Result<ComparisonReport> JudgeObserved(gate::Observed observed, const CompareSettings& settings);

/// 4 all failed, 2 nothing measured, 3 INVALID, 1 a regression or a case that failed in the
/// candidate alone, 2 no row has enough samples to be decided, 0 none of these: the first that is
/// so.
int ExitCodeOf(const ComparisonReport& report);

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
