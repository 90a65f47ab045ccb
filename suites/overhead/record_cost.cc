// What writing a measurement down costs: a histogram record, and the record of one request of 300
// tokens.

#include <benchmark/benchmark.h>

#include <vector>

#include "framework/base/rng.h"
#include "framework/bench/trial_sink.h"
#include "framework/llm/prices.h"
#include "framework/llm/reply.h"
#include "framework/stats/histogram.h"

namespace {

std::vector<std::int64_t> Latencies() {
  lab::Rng rng = lab::Rng::For(1, "latencies");
  std::vector<std::int64_t> values;
  for (int i = 0; i < 4096; ++i)
    values.push_back(static_cast<std::int64_t>(rng.LogNormal(500'000, 0.4)));
  return values;
}

void AppendToVector(benchmark::State& state) {
  const std::vector<std::int64_t> values = Latencies();
  std::vector<std::int64_t> kept(values.size());
  for (auto _ : state) {
    for (std::size_t i = 0; i < values.size(); ++i) kept[i] = values[i];
    benchmark::DoNotOptimize(kept.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}
BENCHMARK(AppendToVector);

void HistogramRecord(benchmark::State& state) {
  const std::vector<std::int64_t> values = Latencies();
  lab::stats::Histogram histogram;
  for (auto _ : state) {
    for (std::int64_t value : values) histogram.Record(value);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}
BENCHMARK(HistogramRecord);

void RecordOneRequest(benchmark::State& state) {
  lab::Reply reply;
  reply.model = "claude-sonnet-5-5";
  reply.request_id = "req_0123456789abcdef01234567";
  reply.usage.input_uncached = lab::Tokens{20'000};
  reply.timeline.tokens.resize(300);
  lab::measure::TrialRecord record;
  for (auto _ : state) {
    record.samples.clear();
    lab::TrialSink sink(record, "overhead/request/0", lab::PriceTable::Shipped());
    benchmark::DoNotOptimize(sink.NextKey());
    sink.Add({.reply = reply, .model = "claude-sonnet-5-5", .prompt = lab::Tokens{20'000}});
    benchmark::DoNotOptimize(record.samples.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(RecordOneRequest);

}  // namespace
