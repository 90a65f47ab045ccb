// A load run by hand, for what is written of one.
#pragma once

#include <chrono>

#include "framework/measure/load_run.h"

namespace lab::report::by_hand {

/// 400 answers at ten a second: TTFT from 40 to 43 ms, latency 100 ms; one request failed.
inline measure::LoadRun SteadyLoad() {
  using namespace std::chrono_literals;
  measure::LoadRun run;
  run.config = {.tool_version = "0.1.0", .target = "mock", .model = "m", .seed = 7};
  run.config.arrival = "10 req/s, constant";
  run.config.open_loop = true;
  run.config.price_date = "2026-11-22";
  run.start = Time{};
  for (std::int64_t i = 0; i <= 400; ++i) {
    const Time due = Time{} + 100ms * i;
    measure::LoadRow one{.index = i, .lag = 20us, .under_way = 100ms};
    one.row.intended = one.row.start = due;
    one.row.latency = one.row.latency_intended = 100ms;
    one.row.ttft = one.row.ttft_intended = 40ms + 1ms * (i % 4);
    one.row.phases = {.tcp = 1ms, .sent = 30us, .first_byte = 35ms};
    one.row.reused_connection = i > 0;
    if (i == 400) one.row.error = ErrorKind::kTimeout;
    run.rows.push_back(one);
    run.window.last_due = run.window.last_start = due;
    run.window.last_end = run.end = due + 100ms;
    run.gaps_us.Record(20'000);
  }
  run.window.first_due = run.window.first_start = Time{};
  run.window.due = run.window.sent = run.rows_seen = run.counts.asked = 401;
  run.counts.ok = 400;
  run.counts.failed = 1;
  run.counts.warm_up = 20;
  run.errors[ErrorKind::kTimeout] = {.count = 1, .first = "no answer in 10 s"};
  run.output_tokens = 4000;
  run.input_tokens = 20'000;
  run.cost = Usd::FromDollars(0.802);
  run.stopped_by = "401 requests";
  run.client = measure::LoadClient{.cpu_seconds = 0.4, .wall_seconds = 40, .peak_rss_mb = 12.5};
  return run;
}

}  // namespace lab::report::by_hand
