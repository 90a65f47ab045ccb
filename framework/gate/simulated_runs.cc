#include "framework/gate/simulated_runs.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <vector>

#include "framework/base/time.h"
#include "framework/stats/normal.h"

namespace lab::gate {
namespace {

struct Noise {
  double fixed_ms, main_ms, main_sigma, tail_share, tail_ms, tail_sigma;
};

/// The profiles' mixture of a main part and a tail, as the quantile of the deviate.
double Mixture(double deviate, const Noise& noise) {
  const double share = stats::NormalAtMost(deviate);
  const double bulk = 1 - noise.tail_share;
  if (share < bulk) {
    const double z = stats::NormalQuantile(share / bulk);
    return noise.fixed_ms + noise.main_ms * std::exp(noise.main_sigma * z);
  }
  const double z = stats::NormalQuantile((share - bulk) / noise.tail_share);
  return noise.fixed_ms + noise.tail_ms * std::exp(noise.tail_sigma * z);
}

double Normal(Rng& /*rng*/, double z) { return std::max(1.0, 500 + 50 * z); }
double LogNormal(Rng& /*rng*/, double z) { return 400 * std::exp(0.4 * z); }
double Heavy(Rng& /*rng*/, double z) { return 300 * std::pow(stats::NormalAtMost(-z), -1 / 2.5); }
double Coarse(Rng& /*rng*/, double z) { return 10 * std::round(6 * std::exp(0.4 * z)); }
double Pools(Rng& rng, double z) {
  const double pool = rng.Uniform();
  return 400 * std::exp(0.2 * z) * (pool < 0.02 ? 5 : pool < 0.10 ? 1.8 : 1);
}
double Sonnet(Rng& /*rng*/, double z) { return Mixture(z, {330, 125, 0.30, 0.13, 1784, 0.55}); }
double Haiku(Rng& /*rng*/, double z) { return Mixture(z, {250, 94, 0.30, 0.132, 826, 1.03}); }
double Opus(Rng& /*rng*/, double z) { return Mixture(z, {600, 276, 0.30, 0.08, 1259, 0.57}); }
double Gpt5Mini(Rng& /*rng*/, double z) { return Mixture(z, {350, 133, 0.30, 0.06, 1288, 1.17}); }
double CommandA(Rng& /*rng*/, double z) { return Mixture(z, {250, 110, 0.20, 0.063, 300, 0.45}); }

constexpr std::array<Shape, 10> kShapes{{
    {"normal", "normal, 10 % wide", Normal},
    {"log-normal", "sigma 0.4", LogNormal},
    {"heavy", "Pareto with index 2.5: no third moment", Heavy},
    {"coarse", "log-normal, in steps of 10 ms of some 60", Coarse},
    {"pools", "log-normal, 8 % in a slower pool, 2 % stalled", Pools},
    {"sonnet", "noise of claude-sonnet-5-5: 13 % at four times the rest", Sonnet},
    {"haiku", "noise of claude-haiku-5-5: 13 %, sigma 1.03", Haiku},
    {"opus", "noise of claude-opus-5-5: 8 %", Opus},
    {"gpt-5-mini", "noise of gpt-5-mini: 6 %, sigma 1.17", Gpt5Mini},
    {"command-a", "noise of command-a: 6 %, close to the rest", CommandA},
}};

double CorrelationOf(Weather weather) {
  if (weather == Weather::kAr25) return 0.25;
  return weather == Weather::kAr60 ? 0.6 : 0;
}

/// What one side goes through, second by second.
class Sky {
 public:
  Sky(Rng& rng, Weather weather) : correlation_(CorrelationOf(weather)), weather_(weather) {
    deviate_ = rng.Normal();
    slow_ = rng.Chance(kSlowSeconds / (kSlowSeconds + kNormalSeconds));
  }

  double NextDeviate(Rng& rng) {
    const double rest = std::sqrt(1 - correlation_ * correlation_);
    deviate_ = correlation_ * deviate_ + rest * rng.Normal();
    return deviate_;
  }

  /// By what the service as a whole is slower now.
  double NextFactor(Rng& rng) {
    if (weather_ != Weather::kRegime) return 1;
    if (rng.Chance(1 - std::exp(-1 / (slow_ ? kSlowSeconds : kNormalSeconds)))) slow_ = !slow_;
    if (seconds_++ % kRouteSeconds == 0) route_ = rng.LogNormal(1, 0.12);
    return route_ * (slow_ ? 1.6 : 1);
  }

 private:
  static constexpr double kNormalSeconds = 60;
  static constexpr double kSlowSeconds = 8;
  static constexpr int kRouteSeconds = 5;

  double correlation_;
  Weather weather_;
  double deviate_ = 0;
  bool slow_ = false;
  double route_ = 1;
  int seconds_ = 0;
};

}  // namespace

std::span<const Shape> AllShapes() { return kShapes; }

const Shape& ShapeNamed(std::string_view name) {
  const auto found = std::find_if(kShapes.begin(), kShapes.end(),
                                  [&](const Shape& shape) { return shape.name == name; });
  assert(found != kShapes.end());
  return *found;
}

std::string_view WeatherName(Weather weather) {
  constexpr std::array<std::string_view, 4> kNames{"independent", "AR 0.25", "AR 0.6",
                                                   "slow minutes"};
  return kNames[static_cast<std::size_t>(weather)];
}

Observation DrawRuns(Rng& rng, const RunPlan& plan) {
  Observation row{.case_name = "case", .metric = "ms", .paired = plan.paired};
  Sky before(rng, plan.weather);
  Sky after(rng, plan.weather);
  std::vector<double> answers(static_cast<std::size_t>(plan.answers));
  const auto draw = [&](double deviate, double factor) {
    // Answers of one trial share half of what is left of its luck.
    for (double& answer : answers) {
      const double own = plan.answers == 1 ? deviate : (deviate + rng.Normal()) * std::sqrt(0.5);
      answer = factor * plan.shape->value(rng, own);
    }
  };
  for (int i = 0; i < plan.n; ++i) {
    const Time start = Time{} + std::chrono::seconds(i);
    const double prompt = rng.LogNormal(1, plan.prompt_sigma);
    const double other = plan.paired ? prompt : rng.LogNormal(1, plan.prompt_sigma);
    const double now = before.NextFactor(rng);
    const double then = plan.paired ? now : after.NextFactor(rng);
    draw(before.NextDeviate(rng), prompt * now);
    row.baseline.Add(answers, start);
    draw(after.NextDeviate(rng), plan.ratio * other * then);
    row.candidate.Add(answers, start);
  }
  return row;
}

}  // namespace lab::gate
