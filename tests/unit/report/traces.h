// A trial with steps, for the tests of what shows it: an agent plans, two tools run at the same
// time, one of two answers is given up.
//
//   const measure::Run run = RunWithSteps();      // one case, whose trial 0 lasts a second
#pragma once

#include <string>

#include "framework/measure/run.h"

namespace lab::report {

inline Time StepTime(int ms) { return Time{} + std::chrono::milliseconds(5'000 + ms); }

inline measure::Sample StepRequest(std::string model, std::int64_t step, int start, int first,
                                   int end) {
  measure::Sample sample;
  sample.model = std::move(model);
  sample.request_id = "req_1";
  sample.http_status = 200;
  sample.step = step;
  sample.usage.input_uncached = Tokens{1500};
  sample.usage.cache_read = Tokens{500};
  sample.usage.output_total = Tokens{80};
  sample.cost = Usd::FromDollars(0.0042);
  sample.timeline.streamed = true;
  sample.timeline.start = StepTime(start);
  sample.timeline.first_token = sample.timeline.first_visible = StepTime(first);
  sample.timeline.end = StepTime(end);
  return sample;
}

inline measure::Run RunWithSteps() {
  measure::TrialRecord trial;
  trial.start = StepTime(0);
  trial.end = StepTime(1000);
  using enum measure::SpanKind;
  trial.spans = {{"agent", kStep, -1, StepTime(0), StepTime(1000)},
                 {"search", kTool, 0, StepTime(250), StepTime(500)},
                 {"look up", kTool, 0, StepTime(250), StepTime(400)}};
  trial.samples = {StepRequest("gpt-5", 0, 0, 125, 250),
                   StepRequest("gpt-5-mini", 0, 700, 800, 800),
                   StepRequest("gpt-5", 0, 500, 750, 1000)};
  trial.samples[1].error = Error{ErrorKind::kCancelled, "given up"};
  trial.samples[1].timeline.first_token = trial.samples[1].timeline.first_visible = kUnset;
  trial.samples[2].retries = 1;
  measure::CaseRecord record;
  record.suite = "suite";
  record.group = "Group";
  record.name = "Agent";
  record.trials = {trial};
  measure::Run run;
  run.cases = {record};
  return run;
}

}  // namespace lab::report
