#include "apps/gate_mode.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "apps/baselines.h"
#include "apps/subcommand.h"
#include "framework/bench/registry.h"
#include "framework/bench/study.h"

namespace lab::apps {
namespace {

std::set<std::string> NamesOf(const measure::Run& run) {
  std::set<std::string> names;
  for (const measure::CaseRecord& record : run.cases) names.insert(record.full_name());
  return names;
}

// Cases of this binary that the run lacks although it has others of their suite.
std::vector<std::string> MissingOfItsSuites(const measure::Run& run) {
  const std::set<std::string> names = NamesOf(run);
  std::set<std::string> suites;
  for (const measure::CaseRecord& record : run.cases) suites.insert(record.suite);
  std::vector<std::string> missing;
  for (const CaseInstance& instance : AllCases()) {
    const measure::CaseRecord record = instance.NewRecord();
    if (suites.contains(record.suite) && !names.contains(record.full_name()))
      missing.push_back(record.full_name());
  }
  return missing;
}

}  // namespace

Result<int> AgainstBaselines(const measure::Run& run, const SuitesOptions& options, bool colour,
                             std::ostream& out) {
  const std::string filter = options.filter;
  const bool every_case = run.cases.size() == AllCases().size();
  const Baselines baselines{.directory = options.baselines,
                            .selects =
                                [filter, every_case](const std::string& name) {
                                  return every_case || FilterMatches(filter, name).value_or(true);
                                },
                            .every_case = every_case,
                            .colour = colour};
  if (options.gate) {
    const Result<bool> same = CheckBaselines(run, baselines, out);
    if (!same) return same.error();
    return *same ? kOk : kRegression;
  }
  if (const std::vector<std::string> missing = MissingOfItsSuites(run); !missing.empty()) {
    return Error{
        ErrorKind::kUsage,
        fmt::format("--approve takes whole suites, and --benchmark_filter={} leaves {} out", filter,
                    missing[0])};
  }
  const Result<void> approved = ApproveBaselines(run, baselines, out);
  if (!approved) return approved.error();
  return kOk;
}

}  // namespace lab::apps
