// The formulas: what is computed from the stamps of one request, or of what a user saw of an
// answer. There are no others; every report goes through these. Each is absent where its stamps
// are.
//
//   const Stamps stamps = StampsOf(sample.timeline, sample.usage.output_total.count);
//   std::optional<Duration> ttft = Ttft(stamps);
//   Gaps gaps = GapsOf(sample.timeline);
//
// Other tools mean other things by the same words: vLLM counts a role-only chunk as the first token
// (use FirstEvent), GuideLLM's TPOT is the whole latency over all tokens (use NormalisedLatency).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "framework/base/time.h"
#include "framework/llm/timeline.h"
#include "framework/measure/sample.h"

namespace lab::measure {

struct Stamps {
  Time intended = kUnset;
  Time start = kUnset;
  Time first_byte = kUnset;
  Time first_event = kUnset;
  Time first_token = kUnset;
  Time first_visible = kUnset;
  Time last_token = kUnset;
  Time end = kUnset;
  Time closed = kUnset;
  std::int64_t output_tokens = 0;
};

Stamps StampsOf(const Timeline& timeline, std::int64_t output_tokens);
/// The user asked at both `intended` and `start`.
Stamps StampsOf(const View& view);

/// first_token - start.
std::optional<Duration> Ttft(const Stamps& stamps);
/// first_token - intended.
std::optional<Duration> TtftIntended(const Stamps& stamps);
/// first_byte - start; first_event - start; first_visible - start.
std::optional<Duration> FirstByte(const Stamps& stamps);
std::optional<Duration> FirstEvent(const Stamps& stamps);
std::optional<Duration> FirstVisible(const Stamps& stamps);
/// end - start; from intended.
std::optional<Duration> Latency(const Stamps& stamps);
std::optional<Duration> LatencyIntended(const Stamps& stamps);
/// closed - start: the end of the HTTP body, which may come long after the answer's.
std::optional<Duration> Closed(const Stamps& stamps);
/// (last_token - first_token) / (output_tokens - 1); absent below two tokens.
std::optional<Duration> Tpot(const Stamps& stamps);
/// output_tokens / (end - first_token), a second; absent when that is no time at all, and where
/// there were no tokens: an answer out of a cache of ours, or one that another request paid for.
std::optional<double> TokensPerSecond(const Stamps& stamps);
/// The same over the whole latency.
std::optional<double> TokensPerSecondOverall(const Stamps& stamps);
/// latency / output_tokens.
std::optional<Duration> NormalisedLatency(const Stamps& stamps);

/// Gaps between consecutive content events: the inter-token latency.
struct Gaps {
  std::vector<Duration> measured;  ///< between events of different reads
  std::int64_t coalesced =
      0;  ///< inside one read: only known to be shorter than the time between two reads
};
Gaps GapsOf(const Timeline& timeline);

/// Gaps longer than a threshold: four times the request's median gap, at least `floor`.
struct Stalls {
  std::int64_t count = 0;
  Duration longest = Duration::zero();
};
Stalls StallsOf(const Timeline& timeline, Duration floor = std::chrono::milliseconds(100));
/// The same of gaps that are at hand, ascending.
Stalls StallsOf(const std::vector<Duration>& sorted_gaps,
                Duration floor = std::chrono::milliseconds(100));

}  // namespace lab::measure
