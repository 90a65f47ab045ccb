// Seeded random numbers that are the same on every machine: our own generator and our own
// distributions, because the standard ones differ between libraries.
//
//   Rng latency = Rng::For(seed, "latency", request_key);   // one stream a purpose: adding a draw
//   here moves no other stream Duration first = FromMs(latency.LogNormal(474, 0.12));
//
// Generator: xoshiro256** 1.0 (Blackman, Vigna 2018), seeded by splitmix64. Not for secrets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace lab {

class Rng {
 public:
  explicit Rng(std::uint64_t seed);

  /// A stream of its own for every (seed, purpose, key).
  static Rng For(std::uint64_t seed, std::string_view purpose, std::uint64_t key = 0);

  /// 64 uniform bits.
  std::uint64_t Next();

  /// [0, 1) with 53 bits.
  double Uniform();
  /// [low, high).
  double Uniform(double low, double high);
  /// 0 .. bound - 1 without bias (Lemire 2019). `bound` > 0.
  std::uint64_t Below(std::uint64_t bound);
  /// True with the given probability; exactly one draw.
  bool Chance(double probability);

  /// Mean 0, deviation 1 (Marsaglia's polar method; keeps the second of each pair).
  double Normal();
  double Normal(double mean, double deviation);
  /// exp(N(ln median, sigma)): the *median*, not the mean, is the parameter, as latency fits are
  /// published.
  double LogNormal(double median, double sigma);
  /// Mean `mean`.
  double Exponential(double mean);
  /// Mean shape * scale (Marsaglia, Tsang 2000; boosted below shape 1). Both > 0.
  double Gamma(double shape, double scale);
  /// An index, with probability proportional to its weight. Weights >= 0, at least one > 0.
  std::size_t Categorical(std::span<const double> weights);

 private:
  std::array<std::uint64_t, 4> state_;
  double spare_normal_ = 0;
  bool has_spare_ = false;
};

}  // namespace lab
