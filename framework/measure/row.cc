#include "framework/measure/row.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "framework/measure/metrics.h"
#include "framework/stats/percentile.h"

namespace lab::measure {
namespace {

Duration OrAbsent(const std::optional<Duration>& duration) { return duration.value_or(kAbsent); }

// Each phase from the last stamp before it that was taken. A stamp before that is no time at all.
RowPhases PhasesOf(const Timeline& t) {
  RowPhases phases;
  Time before = t.start;
  const auto next = [&](Time stamp, Duration& phase) {
    if (!IsSet(stamp) || !IsSet(before)) return;
    phase = std::max(stamp - before, Duration::zero());
    before = std::max(stamp, before);
  };
  next(t.dns, phases.dns);
  next(t.tcp, phases.tcp);
  next(t.tls, phases.tls);
  next(t.sent, phases.sent);
  next(t.first_byte, phases.first_byte);
  return phases;
}

RowGaps RowGapsOf(const Timeline& t) {
  Gaps gaps = GapsOf(t);
  std::vector<Duration>& measured = gaps.measured;
  RowGaps row{.count = static_cast<std::int64_t>(measured.size()), .coalesced = gaps.coalesced};
  if (measured.empty()) return row;
  std::sort(measured.begin(), measured.end());
  const auto at = [&](double p) {
    const auto rank = static_cast<std::size_t>(stats::QuantileRank(row.count, p));
    if (!stats::IsBetweenRanks(row.count, p)) return measured[rank - 1];
    return (measured[rank - 1] + measured[rank]) / 2;
  };
  row.mean = std::accumulate(measured.begin(), measured.end(), Duration::zero()) / row.count;
  row.p50 = at(0.50);
  row.p95 = at(0.95);
  row.p99 = at(0.99);
  row.longest = measured.back();
  const Stalls stalls = StallsOf(measured);
  row.stalls = stalls.count;
  row.longest_stall = stalls.longest;
  return row;
}

Duration ClientDelayOf(const Timeline& t) {
  Duration longest = kAbsent;
  for (const TokenArrival& token : t.tokens) {
    if (token.source == StampSource::kKernel) longest = std::max(longest, token.client_delay);
  }
  return longest;
}

std::optional<double> Ms(Duration duration) {
  if (!IsThere(duration)) return std::nullopt;
  return ToMs(duration);
}

std::optional<double> Number(std::int64_t count) { return static_cast<double>(count); }

std::optional<double> OfGaps(const Row& row, std::int64_t count) {
  if (row.gaps.count + row.gaps.coalesced == 0) return std::nullopt;
  return static_cast<double>(count);
}

constexpr auto kRowColumns = std::to_array<RowColumn>({
    {"http_status", Unit::kCount, Better::kNeither,
     [](const Row& r) { return Number(r.http_status); },
     "status of the response; 0 when none came"},
    {"attempt", Unit::kCount, Better::kNeither, [](const Row& r) { return Number(r.attempt); },
     "attempts at the same before this one"},
    {"dns_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.phases.dns); },
     "looking the name up, waiting for a connection of the pool included"},
    {"tcp_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.phases.tcp); },
     "TCP's handshake"},
    {"tls_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.phases.tls); },
     "TLS's handshake"},
    {"sent_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.phases.sent); },
     "until the request's last byte was handed to the kernel"},
    {"wait_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.phases.first_byte); },
     "from there to the first byte of the response"},
    {"first_byte_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.first_byte); },
     "from the client's start to the first byte of the response"},
    {"first_event_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.first_event); },
     "from the client's start to the first event of any kind: a ping, a role"},
    {"ttft_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.ttft); },
     "from the client's start to the first text, reasoning or tool call"},
    {"ttft_intended_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.ttft_intended); },
     "the same from when it should have been sent"},
    {"first_visible_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.first_visible); },
     "from the client's start to the first text that a user sees"},
    {"latency_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.latency); },
     "from the client's start to the end of the answer"},
    {"latency_intended_ms", Unit::kMs, Better::kLess,
     [](const Row& r) { return Ms(r.latency_intended); },
     "the same from when it should have been sent"},
    {"closed_ms", Unit::kMs, Better::kNeither, [](const Row& r) { return Ms(r.closed); },
     "from the client's start to the end of the HTTP body, where that was waited for"},
    {"tpot_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.tpot); },
     "(last token - first token) / (output tokens - 1)"},
    {"normalised_latency_ms", Unit::kMs, Better::kLess,
     [](const Row& r) { return Ms(r.normalised_latency); }, "latency / output tokens"},
    {"tokens_per_s", Unit::kPerSecond, Better::kMore, [](const Row& r) { return r.tokens_per_s; },
     "output tokens / (end - first token)"},
    {"tokens_per_s_overall", Unit::kPerSecond, Better::kMore,
     [](const Row& r) { return r.tokens_per_s_overall; }, "output tokens / latency"},
    {"itl_ms_mean", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.gaps.mean); },
     "mean of the gaps between content events"},
    {"itl_ms_p50", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.gaps.p50); },
     "their median"},
    {"itl_ms_p95", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.gaps.p95); },
     "their 95th percentile"},
    {"itl_ms_p99", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.gaps.p99); },
     "their 99th percentile"},
    {"itl_ms_max", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.gaps.longest); },
     "the longest of them"},
    {"stalls", Unit::kCount, Better::kLess, [](const Row& r) { return OfGaps(r, r.gaps.stalls); },
     "gaps longer than four times their median, and than 100 ms"},
    {"longest_stall_ms", Unit::kMs, Better::kLess,
     [](const Row& r) { return Ms(r.gaps.longest_stall); }, "the longest of these; 0 without one"},
    {"coalesced_gaps", Unit::kCount, Better::kNeither,
     [](const Row& r) { return OfGaps(r, r.gaps.coalesced); },
     "gaps inside one read, which cannot be measured"},
    {"client_delay_ms", Unit::kMs, Better::kLess, [](const Row& r) { return Ms(r.client_delay); },
     "the longest time from a token's arrival in the kernel to the program; what stamps of the "
     "program would have been wrong by"},
    {"input_uncached_tokens", Unit::kTokens, Better::kLess,
     [](const Row& r) { return Number(r.usage.input_uncached.count); },
     "tokens of the prompt that no cache had"},
    {"cache_read_tokens", Unit::kTokens, Better::kNeither,
     [](const Row& r) { return Number(r.usage.cache_read.count); },
     "tokens of the prompt read from the provider's cache"},
    {"cache_write_5m_tokens", Unit::kTokens, Better::kNeither,
     [](const Row& r) { return Number(r.usage.cache_write_5m.count); },
     "tokens of the prompt written to the cache for five minutes, or for no stated time"},
    {"cache_write_1h_tokens", Unit::kTokens, Better::kNeither,
     [](const Row& r) { return Number(r.usage.cache_write_1h.count); },
     "tokens of the prompt written to the cache for an hour"},
    {"output_tokens", Unit::kTokens, Better::kNeither,
     [](const Row& r) { return Number(r.usage.output_total.count); },
     "tokens that were generated, reasoning included"},
    {"reasoning_tokens", Unit::kTokens, Better::kNeither,
     [](const Row& r) { return Number(r.usage.output_reasoning.count); },
     "the part of these spent on reasoning"},
    {"cost_usd", Unit::kUsd, Better::kLess,
     [](const Row& r) { return r.cost ? std::optional<double>(r.cost->dollars()) : std::nullopt; },
     "by the price table; absent where it does not have the model"},
    {"cost_estimated", Unit::kCount, Better::kNeither,
     [](const Row& r) { return r.cost ? Number(r.cost_estimated ? 1 : 0) : std::nullopt; },
     "1 where that is an estimate: the provider did not report what it counted"},
});

}  // namespace

Row RowOf(const Sample& sample) {
  const Timeline& t = sample.timeline;
  const Stamps stamps = StampsOf(t, sample.usage.output_total.count);
  Row row;
  if (sample.error) row.error = sample.error->kind;
  row.http_status = sample.http_status;
  row.attempt = sample.retries;
  row.step = sample.step;
  row.cache = sample.cache_state();
  row.streamed = t.streamed;
  row.reused_connection = t.reused_connection;
  row.stopped_early = sample.stopped_early;
  row.usage_reported = sample.usage_reported;
  row.cost_estimated = sample.cost_estimated();
  row.intended = t.intended;
  row.start = t.start;
  row.end = t.end;
  row.phases = PhasesOf(t);
  row.first_byte = OrAbsent(FirstByte(stamps));
  row.first_event = OrAbsent(FirstEvent(stamps));
  row.ttft = OrAbsent(Ttft(stamps));
  row.ttft_intended = OrAbsent(TtftIntended(stamps));
  row.first_visible = OrAbsent(FirstVisible(stamps));
  row.latency = OrAbsent(Latency(stamps));
  row.latency_intended = OrAbsent(LatencyIntended(stamps));
  row.closed = OrAbsent(Closed(stamps));
  row.tpot = OrAbsent(Tpot(stamps));
  row.normalised_latency = OrAbsent(NormalisedLatency(stamps));
  row.tokens_per_s = TokensPerSecond(stamps);
  row.tokens_per_s_overall = TokensPerSecondOverall(stamps);
  row.gaps = RowGapsOf(t);
  row.client_delay = ClientDelayOf(t);
  row.usage = sample.usage;
  row.cost = sample.cost;
  return row;
}

Row RowOf(const Sample& sample, NameTable& names) {
  Row row = RowOf(sample);
  row.model = names.Intern(sample.model);
  row.request_id = names.Intern(sample.request_id);
  row.stop_reason = names.Intern(sample.stop_reason);
  return row;
}

std::span<const RowColumn> RowColumns() { return kRowColumns; }

}  // namespace lab::measure
