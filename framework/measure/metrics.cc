#include "framework/measure/metrics.h"

#include <algorithm>

namespace lab::measure {
namespace {

std::optional<Duration> Between(Time from, Time to) {
  if (!IsSet(from) || !IsSet(to)) return std::nullopt;
  return to - from;
}

std::optional<double> Rate(std::int64_t tokens, const std::optional<Duration>& time) {
  if (!time || *time <= Duration::zero() || tokens < 1) return std::nullopt;
  return static_cast<double>(tokens) / ToSeconds(*time);
}

}  // namespace

Stamps StampsOf(const Timeline& t, std::int64_t output_tokens) {
  return {.intended = t.intended,
          .start = t.start,
          .first_byte = t.first_byte,
          .first_event = t.first_event,
          .first_token = t.first_token,
          .first_visible = t.first_visible,
          .last_token = t.last_token,
          .end = t.end,
          .closed = t.closed,
          .output_tokens = output_tokens};
}

Stamps StampsOf(const View& view) {
  return {.intended = view.asked,
          .start = view.asked,
          .first_token = view.first_token,
          .first_visible = view.first_visible,
          .last_token = view.last_token,
          .end = view.end,
          .output_tokens = view.output_tokens};
}

std::optional<Duration> Ttft(const Stamps& s) { return Between(s.start, s.first_token); }

std::optional<Duration> TtftIntended(const Stamps& s) { return Between(s.intended, s.first_token); }

std::optional<Duration> FirstByte(const Stamps& s) { return Between(s.start, s.first_byte); }

std::optional<Duration> FirstEvent(const Stamps& s) { return Between(s.start, s.first_event); }

std::optional<Duration> FirstVisible(const Stamps& s) { return Between(s.start, s.first_visible); }

std::optional<Duration> Latency(const Stamps& s) { return Between(s.start, s.end); }

std::optional<Duration> LatencyIntended(const Stamps& s) { return Between(s.intended, s.end); }

std::optional<Duration> Closed(const Stamps& s) { return Between(s.start, s.closed); }

std::optional<Duration> Tpot(const Stamps& s) {
  const std::optional<Duration> decoding = Between(s.first_token, s.last_token);
  if (!decoding || s.output_tokens < 2) return std::nullopt;
  return *decoding / (s.output_tokens - 1);
}

std::optional<double> TokensPerSecond(const Stamps& s) {
  return Rate(s.output_tokens, Between(s.first_token, s.end));
}

std::optional<double> TokensPerSecondOverall(const Stamps& s) {
  return Rate(s.output_tokens, Latency(s));
}

std::optional<Duration> NormalisedLatency(const Stamps& s) {
  const std::optional<Duration> latency = Latency(s);
  if (!latency || s.output_tokens < 1) return std::nullopt;
  return *latency / s.output_tokens;
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
  std::sort(gaps.begin(), gaps.end());
  return StallsOf(gaps, floor);
}

Stalls StallsOf(const std::vector<Duration>& gaps, Duration floor) {
  if (gaps.empty()) return {};
  const Duration median = (gaps[(gaps.size() - 1) / 2] + gaps[gaps.size() / 2]) / 2;
  const Duration threshold = std::max(floor, 4 * median);
  const auto first = std::upper_bound(gaps.begin(), gaps.end(), threshold);
  if (first == gaps.end()) return {};
  return {.count = gaps.end() - first, .longest = gaps.back()};
}

}  // namespace lab::measure
