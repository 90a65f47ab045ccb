// Writes a load run down as it goes: counts, rows, histograms, a sample of whole records.
//
//   LoadRecorder recorder(run, seed);
//   recorder.Ended({.index = 3, .due = due, ...}, sample);
#pragma once

#include <cstdint>
#include <functional>

#include "framework/base/rng.h"
#include "framework/measure/load_run.h"

namespace lab::load {

/// Whether a request counts for the figures.
enum class Phase : std::uint8_t { kWarmUp, kMeasured, kCoolDown };

/// One request on its way through the driver.
struct LoadRequest {
  std::int64_t index = 0;
  Phase phase = Phase::kMeasured;
  Time due = kUnset;
  Duration lag{};
  Duration held{};
  Time began = kUnset;  ///< handed to the client
};

class LoadRecorder {
 public:
  /// Told of each request that ended, with its record: for a line a request, for a live screen.
  using Hook = std::function<void(const measure::LoadRow&, const measure::Sample&)>;

  LoadRecorder(measure::LoadRun& run, std::uint64_t seed, Hook hook = {});

  void Due(const LoadRequest& request);
  void Began(const LoadRequest& request);
  /// `sample` is of its last attempt, `now` when the driver had it.
  void Ended(const LoadRequest& request, const measure::Sample& sample, Time now);
  /// An attempt that another one followed, or one that was given up: what it used is billed.
  void Attempted(const measure::Sample& sample);
  void Cancelled() { ++run_.counts.cancelled; }
  void Unsent() { ++run_.counts.unsent; }

 private:
  void Bill(const measure::Sample& sample);
  void Failed(const measure::Sample& sample);
  void Measure(const measure::LoadRow& row, const measure::Sample& sample);
  void RecordStamps(const measure::Sample& sample);

  measure::LoadRun& run_;
  Rng rng_;
  Hook hook_;
};

}  // namespace lab::load
