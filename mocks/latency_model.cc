#include "mocks/latency_model.h"

#include <algorithm>
#include <cmath>

#include "mocks/model_clock.h"

namespace lab::mocks {
namespace {

double Draw(Rng& rng, const LogNormal& law) {
  return law.sigma > 0 ? rng.LogNormal(law.median, law.sigma) : law.median;
}

Duration FromNs(double nanoseconds) {
  return Duration(
      std::llround(std::min(nanoseconds, static_cast<double>(kEndOfModelTime.count()))));
}

}  // namespace

LatencyModel::LatencyModel(const Profile& profile, std::uint64_t seed)
    : prefill_(profile.prefill), decode_(profile.decode), seed_(seed) {
  if (decode_.jitter_sigma <= 0) {
    jitter_.fill(1);
    return;
  }
  double sum = 0;
  for (std::size_t i = 0; i < jitter_.size(); ++i) {
    sum += jitter_[i] = std::exp(decode_.jitter_sigma * StandardNormals()[i]);
  }
  for (double& value : jitter_) value *= static_cast<double>(jitter_.size()) / sum;
}

// Drawn once, then shifted and scaled to mean 0 and deviation 1, so that no profile is off by the
// luck of the draw.
const LatencyModel::Table& LatencyModel::StandardNormals() {
  static const Table normals = [] {
    Table table;
    Rng rng = Rng::For(1, "jitter table");
    double sum = 0;
    double squares = 0;
    for (double& value : table) sum += value = rng.Normal();
    for (double& value : table) value -= sum / static_cast<double>(table.size());
    for (double value : table) squares += value * value;
    for (double& value : table) value /= std::sqrt(squares / static_cast<double>(table.size()));
    return table;
  }();
  return normals;
}

double LatencyModel::NoiseMs(std::uint64_t key) const {
  const NoiseModel& noise = prefill_.noise;
  if (noise.main_ms.median <= 0 && noise.tail_share <= 0) return noise.floor_ms;
  Rng rng = Rng::For(seed_, "ttft noise", key);
  const bool tail = rng.Chance(noise.tail_share);
  return noise.floor_ms + Draw(rng, tail ? noise.tail_ms : noise.main_ms);
}

Duration LatencyModel::Prefill(std::uint64_t key, const PromptCost& prompt, double factor) const {
  const double read = prefill_.a1_ms_per_token * static_cast<double>(prompt.uncached.count) +
                      prefill_.a2_ms_per_token * static_cast<double>(prompt.cached.count);
  const double hit = prompt.cached.count > 0 ? prefill_.cache_hit_ms : 0;
  return FromMs((prefill_.a0_ms + read + hit) * factor + NoiseMs(key));
}

Duration LatencyModel::Gap(Rng& rng, double factor) const {
  const Duration gap = FromNs(decode_.b0_us * 1000 * Jitter(rng) * factor);
  if (decode_.stall_probability <= 0 || !rng.Chance(decode_.stall_probability)) return gap;
  return Later(gap, FromMs(Draw(rng, decode_.stall_ms) * factor));
}

Duration LatencyModel::Step(Rng& rng, std::int64_t prefill_tokens, std::int64_t sequences,
                            double factor) const {
  const double us = decode_.b0_us + decode_.b1_us_per_token * static_cast<double>(prefill_tokens) +
                    decode_.b2_us_per_sequence * static_cast<double>(sequences);
  return std::max(Duration(1), FromNs(us * 1000 * Jitter(rng) * factor));
}

}  // namespace lab::mocks
