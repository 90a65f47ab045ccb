// Cases by hand, for the tests of every reporter.
//
//   const measure::Run run = TwoCases();      // Slow, the baseline, and Fast
//   run.cases.push_back(Case("Slower", /*baseline=*/false, 1500));
#pragma once

#include <string>

#include "framework/measure/run.h"

namespace lab::report {

/// A case whose trials take `base_ms` and a bit more each, one answer of ten tokens a trial at
/// $0.002.
inline measure::CaseRecord Case(const std::string& name, bool baseline, double base_ms,
                                int trials = 20) {
  measure::CaseRecord record;
  record.suite = "suite";
  record.group = "Group";
  record.name = name;
  record.baseline = baseline;
  for (int i = 0; i < trials; ++i) {
    measure::TrialRecord trial;
    trial.index = i;
    trial.start = Time{} + std::chrono::seconds(i);
    const Time first = trial.start + FromMs(base_ms + i);
    const Time end = first + std::chrono::milliseconds(100);
    trial.end = end;
    trial.views.push_back({.asked = trial.start,
                           .first_token = first,
                           .first_visible = first,
                           .end = end,
                           .output_tokens = 10});
    measure::Sample sample;
    sample.model = "claude-sonnet-5-5";
    sample.cost = Usd::FromDollars(0.002);
    sample.http_status = 200;
    sample.timeline = {.start = trial.start,
                       .sent = trial.start + std::chrono::milliseconds(1),
                       .first_token = first,
                       .first_visible = first,
                       .end = end,
                       .streamed = true};
    trial.samples.push_back(sample);
    record.trials.push_back(trial);
  }
  return record;
}

inline measure::Run TwoCases() {
  measure::Run run;
  run.config.seed = 1;
  run.simulated = true;
  run.cases = {Case("Slow", true, 1000), Case("Fast", false, 400)};
  return run;
}

}  // namespace lab::report
