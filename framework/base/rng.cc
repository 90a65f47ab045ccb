#include "framework/base/rng.h"

#include <bit>
#include <cassert>
#include <cmath>

#include "framework/base/hash.h"

namespace lab {

Rng::Rng(std::uint64_t seed) {
  for (std::size_t i = 0; i < state_.size(); ++i) {
    state_[i] = Mix64(seed + i * 0x9e3779b97f4a7c15ULL);
  }
}

Rng Rng::For(std::uint64_t seed, std::string_view purpose, std::uint64_t key) {
  return Rng(HashCombine(Hash64(purpose, seed), key));
}

std::uint64_t Rng::Next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Rng::Uniform() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }

double Rng::Uniform(double low, double high) {
  const double value = low + (high - low) * Uniform();
  // The sum may round up to `high` where the range is narrow against its place.
  return value < high ? value : std::nextafter(high, low);
}

std::uint64_t Rng::Below(std::uint64_t bound) {
  assert(bound > 0);
  __extension__ using Wide = unsigned __int128;
  Wide product = Wide{Next()} * bound;
  if (static_cast<std::uint64_t>(product) < bound) {
    const std::uint64_t threshold = (0 - bound) % bound;
    while (static_cast<std::uint64_t>(product) < threshold) product = Wide{Next()} * bound;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

bool Rng::Chance(double probability) { return Uniform() < probability; }

double Rng::Normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  double u = 0;
  double v = 0;
  double s = 0;
  do {
    u = Uniform(-1, 1);
    v = Uniform(-1, 1);
    s = u * u + v * v;
  } while (s >= 1 || s == 0);
  const double factor = std::sqrt(-2 * std::log(s) / s);
  spare_normal_ = v * factor;
  has_spare_ = true;
  return u * factor;
}

double Rng::Normal(double mean, double deviation) { return mean + deviation * Normal(); }

double Rng::LogNormal(double median, double sigma) { return median * std::exp(sigma * Normal()); }

double Rng::Exponential(double mean) { return -mean * std::log1p(-Uniform()); }

double Rng::Gamma(double shape, double scale) {
  assert(shape > 0 && scale > 0);
  if (shape < 1) return Gamma(shape + 1, scale) * std::pow(1 - Uniform(), 1 / shape);
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = Normal();
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(1 - Uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v * scale;
  }
}

std::size_t Rng::Categorical(std::span<const double> weights) {
  double total = 0;
  for (double weight : weights) total += weight;
  assert(total > 0);
  double left = Uniform() * total;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last = i;
    if (left < weights[i]) return i;
    left -= weights[i];
  }
  return last;
}

}  // namespace lab
