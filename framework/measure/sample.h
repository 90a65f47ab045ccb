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
#include <string_view>
#include <vector>

#include "framework/base/error.h"
#include "framework/base/time.h"
#include "framework/base/units.h"
#include "framework/llm/timeline.h"
#include "framework/llm/usage.h"
#include "framework/measure/span.h"

namespace lab::measure {

/// What the prompt cache did for a request, as its usage tells.
enum class CacheState : std::uint8_t {
  kUnused,   ///< neither read nor written
  kWritten,  ///< written, nothing read
  kPartial,  ///< read and written: a prefix was found and extended
  kHit,      ///< read, nothing written
};

std::string_view CacheStateName(CacheState state);

/// One request, of one attempt. One that was given up (a hedge that lost) is here too, with
/// ErrorKind::kCancelled: what it used until then is billed.
struct Sample {
  std::string model;
  std::string request_id;
  int http_status = 0;
  Timeline timeline;
  Usage usage;
  bool usage_reported = false;
  std::optional<Usd> cost;  ///< absent when the model is in no price table
  int retries = 0;          ///< attempts before this one
  /// From 1, the same for all requests that were sent for one of the trial's: attempts, copies,
  /// repairs. 0: it was the only one, or an old file does not say.
  std::int64_t lineage = 0;
  std::int64_t step = -1;  ///< index of the trial's span that sent it; -1: the trial itself
  std::string stop_reason;
  bool stopped_early = false;
  std::optional<Error> error;
  /// Of the whole record, where a file kept an outline of it (trial_outline.h); else 0.
  std::uint64_t digest = 0;

  CacheState cache_state() const;
  /// The provider did not count all of what `usage` holds: the cost is about that.
  bool cost_estimated() const;
};

/// What one user waited for: from the moment of asking to the moment when the answer was whole.
struct View {
  Time asked = kUnset;
  Time first_token = kUnset;    ///< kUnset when nothing came
  Time first_visible = kUnset;  ///< kUnset when no text came that a user sees
  Time last_token = kUnset;     ///< kUnset when nothing came or the answer was buffered
  Time end = kUnset;
  std::int64_t output_tokens = 0;  ///< of the answer shown, without thinking that was kept hidden
  bool failed = false;
};

/// What a classification should have said and what it said; "" is a reply that
/// named no label.
struct Label {
  std::string truth;
  std::string said;

  bool right() const { return truth == said; }
};

/// The counter that holds the share of right labels, in percent.
inline constexpr std::string_view kLabelAccuracy = "label %";
/// The counter that holds the share of right answers, in percent.
inline constexpr std::string_view kAccuracy = "accuracy %";

/// One trial of a case: one request, one conversation or one agent run, with everything that its
/// requests did.
struct TrialRecord {
  std::int64_t index = 0;
  Time start = kUnset;
  Time end = kUnset;
  std::vector<View> views;                 ///< in the order of being shown; usually one
  std::vector<Sample> samples;             ///< in the order of being finished
  std::vector<Span> spans;                 ///< its steps, a parent before its children
  std::map<std::string, double> counters;  ///< what the experiment noted, by its own names
  /// What it timed by its own names, in the order of being told; never negative.
  std::map<std::string, std::vector<Duration>> times;
  std::optional<Label> label;      ///< where it classified something
  std::optional<Error> error;      ///< why the trial itself could not be carried out
  std::uint64_t spans_digest = 0;  ///< of its steps, where a file kept no more; else 0
};

}  // namespace lab::measure
