// Load runs by hand: so many requests at even gaps, all alike unless a test says otherwise.
//
//   LoadRun run = LoadOf(100);            // 10 a second, TTFT 40 ms, latency 100 ms, 4 tokens
//   run.rows[3].row.error = ErrorKind::kTimeout;
#pragma once

#include <chrono>
#include <cstdint>

#include "framework/measure/load_run.h"

namespace lab::measure::by_hand {

inline LoadRow AnsweredAt(std::int64_t index, Time due) {
  using namespace std::chrono_literals;
  LoadRow one{.index = index, .under_way = 100ms};
  one.row.intended = one.row.start = due;
  one.row.end = due + 100ms;
  one.row.ttft = one.row.ttft_intended = one.row.first_visible = 40ms;
  one.row.latency = one.row.latency_intended = 100ms;
  one.row.tpot = 20ms;
  one.row.normalised_latency = 25ms;
  one.row.gaps = {.count = 3, .p99 = 20ms};
  one.row.reused_connection = index > 0;
  one.row.phases = {.dns = 1ms, .tcp = 2ms, .tls = 3ms, .sent = 1ms, .first_byte = 30ms};
  return one;
}

/// An open loop of `requests` at ten a second that went as it should.
inline LoadRun LoadOf(std::int64_t requests) {
  using namespace std::chrono_literals;
  LoadRun run;
  run.config.open_loop = true;
  run.config.seed = 7;
  run.start = Time{};
  for (std::int64_t i = 0; i < requests; ++i) {
    const Time due = Time{} + 100ms * i;
    run.rows.push_back(AnsweredAt(i, due));
    for (int gap = 0; gap < 3; ++gap) run.gaps_us.Record(20'000);
    run.window.last_due = run.window.last_start = due;
    run.window.last_end = run.end = due + 100ms;
  }
  run.window.first_due = run.window.first_start = Time{};
  run.window.due = run.window.sent = run.rows_seen = requests;
  run.counts.asked = run.counts.ok = requests;
  run.stamps.user = static_cast<std::uint32_t>(4 * requests);
  run.output_tokens = 4 * requests;
  return run;
}

}  // namespace lab::measure::by_hand
