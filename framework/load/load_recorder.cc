#include "framework/load/load_recorder.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "framework/measure/metrics.h"

namespace lab::load {
namespace {

std::int64_t Microseconds(Duration duration) { return (duration.count() + 500) / 1000; }

// Vitter's algorithm R: every one of those seen is kept with the same probability.
template <class T>
void KeepSome(const T& one, std::size_t most, std::int64_t& seen, std::vector<T>& kept, Rng& rng) {
  ++seen;
  if (kept.size() < most) return kept.push_back(one);
  const std::uint64_t place = rng.Below(static_cast<std::uint64_t>(seen));
  if (place < most) kept[place] = one;
}

void Extend(Time& first, Time& last, Time stamp) {
  if (!IsSet(first) || stamp < first) first = stamp;
  if (!IsSet(last) || stamp > last) last = stamp;
}

}  // namespace

LoadRecorder::LoadRecorder(measure::LoadRun& run, std::uint64_t seed, Hook hook)
    : run_(run), rng_(Rng::For(seed, "load sample")), hook_(std::move(hook)) {}

void LoadRecorder::Due(const LoadRequest& request) {
  ++run_.counts.asked;
  if (request.phase != Phase::kMeasured) return;
  ++run_.window.due;
  Extend(run_.window.first_due, run_.window.last_due, request.due);
}

void LoadRecorder::Began(const LoadRequest& request) {
  if (request.phase != Phase::kMeasured) return;
  ++run_.window.sent;
  Extend(run_.window.first_start, run_.window.last_start, request.began);
}

void LoadRecorder::Bill(const measure::Sample& sample) {
  if (sample.cost) {
    run_.cost += *sample.cost;
  } else {
    ++run_.unpriced;
  }
}

void LoadRecorder::Attempted(const measure::Sample& sample) {
  Bill(sample);
  const bool given_up = sample.error && sample.error->kind == ErrorKind::kCancelled;
  if (!given_up) ++run_.counts.tried_again;
}

void LoadRecorder::Failed(const measure::Sample& sample) {
  ++run_.counts.failed;
  measure::LoadError& error = run_.errors[sample.error->kind];
  if (error.count++ == 0) error.first = sample.error->message;
}

void LoadRecorder::Ended(const LoadRequest& request, const measure::Sample& sample, Time now) {
  Bill(sample);
  if (sample.error) {
    Failed(sample);
  } else {
    ++run_.counts.ok;
  }
  const measure::LoadRow row{.index = request.index,
                             .row = measure::RowOf(sample),
                             .lag = request.lag,
                             .held = request.held,
                             .under_way = now - request.began};
  if (request.phase == Phase::kWarmUp) ++run_.counts.warm_up;
  if (request.phase == Phase::kCoolDown) ++run_.counts.cool_down;
  if (request.phase == Phase::kMeasured) {
    run_.window.last_end = std::max(run_.window.last_end, now);
    Measure(row, sample);
  }
  if (hook_) hook_(row, sample);
}

void LoadRecorder::Measure(const measure::LoadRow& row, const measure::Sample& sample) {
  KeepSome(row, measure::kMostLoadRows, run_.rows_seen, run_.rows, rng_);
  if (sample.error) return;
  run_.output_tokens += sample.usage.output_total.count;
  run_.input_tokens += sample.usage.prompt().count;
  RecordStamps(sample);
  KeepSome(sample, measure::kMostLoadSamples, run_.samples_seen, run_.samples, rng_);
}

void LoadRecorder::RecordStamps(const measure::Sample& sample) {
  const measure::Gaps gaps = measure::GapsOf(sample.timeline);
  for (const Duration gap : gaps.measured) run_.gaps_us.Record(Microseconds(gap));
  run_.coalesced_gaps += gaps.coalesced;
  for (const TokenArrival& token : sample.timeline.tokens) {
    run_.stamps.Add(token.source);
    if (token.source == StampSource::kKernel)
      run_.client_delay_us.Record(Microseconds(token.client_delay));
  }
}

}  // namespace lab::load
