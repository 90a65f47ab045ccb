// Metrics of one request, computed from its stamps. Each is absent where the stamps it needs are.
//
//   std::optional<Duration> ttft = Ttft(sample.timeline);
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

namespace lab::measure {

/// first_token - start.
std::optional<Duration> Ttft(const Timeline& timeline);
/// first_token - intended.
std::optional<Duration> TtftIntended(const Timeline& timeline);
/// first_byte - start; first_event - start; first_visible - start.
std::optional<Duration> FirstByte(const Timeline& timeline);
std::optional<Duration> FirstEvent(const Timeline& timeline);
std::optional<Duration> FirstVisible(const Timeline& timeline);
/// end - start; from intended.
std::optional<Duration> Latency(const Timeline& timeline);
std::optional<Duration> LatencyIntended(const Timeline& timeline);
/// (last_token - first_token) / (output_tokens - 1); absent below two tokens.
std::optional<Duration> Tpot(const Timeline& timeline, std::int64_t output_tokens);
/// output_tokens / (end - first_token), a second; absent when that is no time at all.
std::optional<double> TokensPerSecond(const Timeline& timeline, std::int64_t output_tokens);
/// latency / output_tokens.
std::optional<Duration> NormalisedLatency(const Timeline& timeline, std::int64_t output_tokens);

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

}  // namespace lab::measure
