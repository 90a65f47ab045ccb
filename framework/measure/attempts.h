// Which failed attempts of a trial were tried again, and which requests failed for good.
//
//   const Attempts attempts = AttemptsOf(trial);
//   if (attempts.ends[i] == AttemptEnd::kFailed) ++failed_requests;      // of trial.samples[i]
//
// A record is one attempt or one copy. Those of one lineage served one request, which has failed if
// the last of them to end did: whatever failed before that was made good by another, or was tried
// again.
//
// Without a lineage (old files) the attempt's number and its times have to do. An attempt follows
// the one before it in number, of the same step, that failed last before it began. Each failed
// attempt is followed once: of the copies of a hedge only one follows it, not those that were given
// up beside it. Where that leaves a doubt, an attempt counts as failed for good.
#pragma once

#include <cstdint>
#include <vector>

#include "framework/measure/sample.h"

namespace lab::measure {

enum class AttemptEnd : std::uint8_t {
  kOk,
  kFailed,      ///< and nothing followed: the request failed for good
  kTriedAgain,  ///< it failed, and another attempt followed or went on beside it
  kGivenUp,     ///< nobody waited for it any more
};

struct Attempts {
  std::vector<AttemptEnd> ends;  ///< of each of the trial's samples

  std::int64_t count(AttemptEnd end) const;
};

Attempts AttemptsOf(const TrialRecord& trial);

}  // namespace lab::measure
