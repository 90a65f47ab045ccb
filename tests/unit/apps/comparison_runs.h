// Runs for the tests of a comparison, and how they come out.
//
//   EXPECT_EQ(ExitCodeOf(Compared(RunOf(1), RunOf(1.3))), kRegression);
//   EXPECT_THAT(Written(Compared(RunOf(1), FailingRun(1, 100, 30)), "table"), HasSubstr("30 %"));
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "apps/comparison_report.h"
#include "framework/base/rng.h"
#include "tests/unit/measure/records.h"

namespace lab::apps {

/// One streamed case of `trials`; the answers take `scale` times the usual.
inline measure::Run RunOf(double scale, int trials = 40, bool failed = false) {
  Rng rng(3);
  measure::Run run;
  run.config.seed = 7;
  run.config.target = "anthropic";
  measure::CaseRecord record = measure::CaseOf("Cached|<1>", {});
  for (int i = 0; i < trials; ++i) {
    const double ms = scale * rng.LogNormal(400, 0.03);
    measure::TrialRecord trial = measure::TrialOf(
        i, {measure::ViewOf(
               {.first_token = ms, .first_visible = ms, .end = 3 * ms, .failed = failed})});
    trial.samples.emplace_back();
    trial.samples[0].timeline.start = measure::AtMs(0);
    trial.samples[0].timeline.first_token = measure::AtMs(ms);
    if (failed) trial.samples[0].error = Error{ErrorKind::kAuth, "no"};
    record.trials.push_back(std::move(trial));
  }
  run.cases = {record};
  return run;
}

inline ComparisonReport Compared(const measure::Run& baseline, const measure::Run& candidate,
                                 std::vector<std::string> metrics = {}) {
  CompareSettings settings;
  settings.metrics = std::move(metrics);
  Result<ComparisonReport> report = CompareRuns(baseline, candidate, settings);
  EXPECT_TRUE(report.ok()) << report.error().message;
  return report ? *std::move(report) : ComparisonReport{};
}

inline std::string Written(const ComparisonReport& report, const std::string& form) {
  std::ostringstream out;
  FindComparisonForm(form)->write(report, {}, out);
  return out.str();
}

/// A simulated run of `cases` in each of which the first `failed` of `trials` failed.
inline measure::Run FailingRun(int cases, int trials, int failed) {
  measure::Run run = RunOf(1, trials);
  run.simulated = true;
  measure::CaseRecord record = run.cases[0];
  for (int i = 0; i < failed; ++i)
    record.trials[static_cast<std::size_t>(i)].views[0].failed = true;
  run.cases.clear();
  for (int i = 0; i < cases; ++i) {
    run.cases.push_back(record);
    run.cases.back().name = std::to_string(i);
  }
  return run;
}

inline measure::Run WithOneFailingCase(int cases, int trials, int failed) {
  measure::Run run = FailingRun(cases, trials, 0);
  run.cases[1] = FailingRun(2, trials, failed).cases[1];
  return run;
}

}  // namespace lab::apps
