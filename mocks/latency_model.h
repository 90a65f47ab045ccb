// How long the prompt takes and how uneven the steps are: the profile's formulas with their dice.
//
//   LatencyModel model(profile, seed);
//   Duration ttft = model.Prefill(key, {.uncached = Tokens{900}, .cached = Tokens{0}}, factor);
//   double unevenness = model.Jitter(rng);          // mean 1
//
// Keyed draws: the same (seed, key) has the same noise, whatever came before it.
#pragma once

#include <array>
#include <cstdint>

#include "framework/base/rng.h"
#include "framework/base/time.h"
#include "framework/base/units.h"
#include "mocks/profile.h"

namespace lab::mocks {

struct PromptCost {
  Tokens uncached;
  Tokens cached;
};

class LatencyModel {
 public:
  LatencyModel(const Profile& profile, std::uint64_t seed);

  /// From the request to the first token, queueing and (with a batch) prefill steps excepted.
  /// `factor` is that of the incidents (incidents.h); it leaves the noise alone.
  Duration Prefill(std::uint64_t key, const PromptCost& prompt, double factor) const;

  /// One step's multiplier; a few nanoseconds.
  double Jitter(Rng& rng) const { return jitter_[rng.Next() >> kShift]; }
  /// One decoding step of an API, without its incidents: b0, uneven, sometimes with a stall.
  Duration Gap(Rng& rng, double factor) const;
  /// A step of a batch.
  Duration Step(Rng& rng, std::int64_t prefill_tokens, std::int64_t sequences, double factor) const;

 private:
  static constexpr int kBits = 10;
  static constexpr int kShift = 64 - kBits;
  using Table = std::array<double, 1 << kBits>;

  static const Table& StandardNormals();
  double NoiseMs(std::uint64_t key) const;

  PrefillModel prefill_;
  DecodeModel decode_;
  std::uint64_t seed_;
  Table jitter_;
};

}  // namespace lab::mocks
