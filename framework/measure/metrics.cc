#include "framework/measure/metrics.h"

#include <algorithm>

namespace lab::measure {
namespace {

std::optional<Duration> Between(Time from, Time to) {
  if (!IsSet(from) || !IsSet(to)) return std::nullopt;
  return to - from;
}

}  // namespace

std::optional<Duration> Ttft(const Timeline& t) { return Between(t.start, t.first_token); }

std::optional<Duration> TtftIntended(const Timeline& t) {
  return Between(t.intended, t.first_token);
}

std::optional<Duration> FirstByte(const Timeline& t) { return Between(t.start, t.first_byte); }

std::optional<Duration> FirstEvent(const Timeline& t) { return Between(t.start, t.first_event); }

std::optional<Duration> FirstVisible(const Timeline& t) {
  return Between(t.start, t.first_visible);
}

std::optional<Duration> Latency(const Timeline& t) { return Between(t.start, t.end); }

std::optional<Duration> LatencyIntended(const Timeline& t) { return Between(t.intended, t.end); }

std::optional<Duration> Tpot(const Timeline& t, std::int64_t output_tokens) {
  const std::optional<Duration> decoding = Between(t.first_token, t.last_token);
  if (!decoding || output_tokens < 2) return std::nullopt;
  return *decoding / (output_tokens - 1);
}

std::optional<double> TokensPerSecond(const Timeline& t, std::int64_t output_tokens) {
  const std::optional<Duration> decoding = Between(t.first_token, t.end);
  if (!decoding || *decoding <= Duration::zero()) return std::nullopt;
  return static_cast<double>(output_tokens) / ToSeconds(*decoding);
}

std::optional<Duration> NormalisedLatency(const Timeline& t, std::int64_t output_tokens) {
  const std::optional<Duration> latency = Latency(t);
  if (!latency || output_tokens < 1) return std::nullopt;
  return *latency / output_tokens;
}

Gaps GapsOf(const Timeline& t) {
  Gaps gaps;
  for (std::size_t i = 1; i < t.tokens.size(); ++i) {
    if (t.tokens[i].place_in_read > 0) {
      ++gaps.coalesced;
      continue;
    }
    gaps.measured.push_back(t.tokens[i].stamp - t.tokens[i - 1].stamp);
  }
  return gaps;
}

Stalls StallsOf(const Timeline& t, Duration floor) {
  std::vector<Duration> gaps = GapsOf(t).measured;
  if (gaps.empty()) return {};
  std::sort(gaps.begin(), gaps.end());
  const Duration median = (gaps[(gaps.size() - 1) / 2] + gaps[gaps.size() / 2]) / 2;
  const Duration threshold = std::max(floor, 4 * median);
  Stalls stalls;
  for (Duration gap : gaps) {
    if (gap <= threshold) continue;
    ++stalls.count;
    stalls.longest = std::max(stalls.longest, gap);
  }
  return stalls;
}

}  // namespace lab::measure
