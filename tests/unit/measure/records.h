// Hand-made records for the tests of measure, report and bench: times in milliseconds from 0.
//
//   CaseRecord record = CaseOf("Uncached", {TrialAt(0, {ViewOf({.asked = 0, .end = 900})})});
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/measure/run.h"

namespace lab::measure {

inline Time AtMs(double ms) { return Time(FromMs(ms)); }

struct ViewMs {
  double asked = 0;
  double first_token = 100;
  double first_visible = 120;
  double last_token = 900;
  double end = 1000;
  std::int64_t output_tokens = 9;
  bool failed = false;
};

inline View ViewOf(const ViewMs& ms) {
  return {.asked = AtMs(ms.asked),
          .first_token = AtMs(ms.first_token),
          .first_visible = AtMs(ms.first_visible),
          .last_token = AtMs(ms.last_token),
          .end = AtMs(ms.end),
          .output_tokens = ms.output_tokens,
          .failed = ms.failed};
}

/// A trial from 0 s to 2 s that showed these.
inline TrialRecord TrialOf(std::int64_t index, std::vector<View> views) {
  TrialRecord trial;
  trial.index = index;
  trial.start = AtMs(0);
  trial.end = AtMs(2000);
  trial.views = std::move(views);
  return trial;
}

/// A good request that was streamed, with one token every 100 ms from 100 ms on.
inline Sample SampleWithTokens(int count) {
  Sample sample;
  sample.model = "claude-sonnet-5-5";
  sample.request_id = "req_1";
  sample.http_status = 200;
  sample.timeline.start = AtMs(0);
  sample.timeline.streamed = true;
  for (int i = 0; i < count; ++i) {
    sample.timeline.tokens.push_back(
        {.stamp = AtMs(100 + 100.0 * i), .previous = AtMs(100.0 * i), .bytes = 4});
  }
  if (count > 0) sample.timeline.first_token = AtMs(100);
  if (count > 0) sample.timeline.last_token = AtMs(100.0 * count);
  sample.timeline.end = AtMs(100.0 * count + 10);
  return sample;
}

inline Sample FailedSample(ErrorKind kind) {
  Sample sample;
  sample.timeline.start = AtMs(0);
  sample.timeline.end = AtMs(50);
  sample.error = Error{kind, "broken"};
  return sample;
}

inline Span SpanOf(std::string name, SpanKind kind, std::int64_t parent, double start_ms,
                   double end_ms) {
  return {std::move(name), kind, parent, AtMs(start_ms), AtMs(end_ms)};
}

/// A good request of step `step` to a model of that name.
inline Sample RequestOf(std::string model, std::int64_t step, double start_ms, double end_ms) {
  Sample sample;
  sample.model = std::move(model);
  sample.step = step;
  sample.timeline.start = AtMs(start_ms);
  sample.timeline.end = AtMs(end_ms);
  return sample;
}

inline CaseRecord CaseOf(std::string name, std::vector<TrialRecord> trials) {
  CaseRecord record;
  record.suite = "caching";
  record.group = "SupportDesk";
  record.name = std::move(name);
  record.trials = std::move(trials);
  return record;
}

}  // namespace lab::measure
