// The raw record of one request and of one trial. What producers fill and consumers read; nothing
// here is computed from anything else.
//
//   TrialRecord trial;
//   trial.samples.push_back(SampleOf(reply, prices));
//   trial.views.push_back({.asked = trial.start, .first_visible = ..., .end = loop.Now()});
//
// All times are on the loop's clock, all counts disjoint. Every figure that is printed, exported,
// stored or gated is computed from these (metrics.h, series.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "framework/base/error.h"
#include "framework/base/time.h"
#include "framework/base/units.h"
#include "framework/llm/timeline.h"
#include "framework/llm/usage.h"

namespace lab::measure {

/// What the prompt cache did for a request, as its usage tells.
enum class CacheState : std::uint8_t {
  kUnused,   ///< neither read nor written
  kWritten,  ///< written, nothing read
  kPartial,  ///< read and written: a prefix was found and extended
  kHit,      ///< read, nothing written
};

std::string_view CacheStateName(CacheState state);

/// One request, of one attempt.
struct Sample {
  std::string model;
  std::string request_id;
  int http_status = 0;
  Timeline timeline;
  Usage usage;
  bool usage_reported = false;
  std::optional<Usd> cost;  ///< absent when the model is in no price table
  int retries = 0;          ///< attempts before this one
  std::string stop_reason;
  bool stopped_early = false;
  std::optional<Error> error;

  CacheState cache_state() const;
};

/// What one user waited for: from the moment of asking to the moment when the answer was whole.
struct View {
  Time asked = kUnset;
  Time first_token = kUnset;    ///< kUnset when nothing came
  Time first_visible = kUnset;  ///< likewise
  Time last_token = kUnset;     ///< kUnset when nothing came or the answer was buffered
  Time end = kUnset;
  std::int64_t output_tokens = 0;  ///< of the answer shown, without thinking that was kept hidden
  bool failed = false;
};

/// One trial of a case: one request, one conversation or one agent run, with everything that its
/// requests did.
struct TrialRecord {
  std::int64_t index = 0;
  Time start = kUnset;
  Time end = kUnset;
  std::vector<View> views;                 ///< in the order of being shown; usually one
  std::vector<Sample> samples;             ///< in the order of being finished
  std::map<std::string, double> counters;  ///< what the experiment noted, by its own names
  std::optional<Error> error;              ///< why the trial itself could not be carried out
};

}  // namespace lab::measure
