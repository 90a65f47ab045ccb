// Two runs whose truth is known, as the gate would see them: latencies of the shapes that providers
// have, in weather. What its promises are tried on (promises.h).
//
//   Rng rng = Rng::For(seed, "study", i);
//   const Shape& shape = ShapeNamed("sonnet");
//   const Observation row = DrawRuns(rng, {.shape = &shape, .n = 200, .ratio = 1.05});
#pragma once

#include <span>
#include <string_view>

#include "framework/base/rng.h"
#include "framework/gate/judge.h"

namespace lab::gate {

/// A distribution of latencies in milliseconds.
struct Shape {
  std::string_view name;
  std::string_view about;
  /// From a standard normal deviate, which may depend on the one before it, so that a value is as
  /// rare as the deviate is; what else is drawn depends on nothing.
  double (*value)(Rng& rng, double deviate);
};

/// Normal, log-normal, heavy-tailed, whole milliseconds of a coarse clock, and the noise of the
/// shipped profiles (mocks/profiles).
std::span<const Shape> AllShapes();
/// Asserted to be there.
const Shape& ShapeNamed(std::string_view name);

/// How trials that follow each other depend on each other.
enum class Weather : std::uint8_t {
  kNone,    ///< not at all
  kAr25,    ///< neighbours correlate by 0.25
  kAr60,    ///< neighbours correlate by 0.6
  kRegime,  ///< the mock's: 60 s normal and 8 s slow by turns, another route each 5 s
};

/// "independent", "AR 0.25", "AR 0.6", "slow minutes".
std::string_view WeatherName(Weather weather);

struct RunPlan {
  const Shape* shape = nullptr;
  Weather weather = Weather::kNone;
  bool paired = true;         ///< both sides of a pair have its prompt, and meet the same regime
  int n = 120;                ///< trials a side, a second apart
  int answers = 1;            ///< of a trial, which share its weather and its prompt
  double prompt_sigma = 0.2;  ///< how prompts differ
  double ratio = 1;           ///< the truth
};

Observation DrawRuns(Rng& rng, const RunPlan& plan);

}  // namespace lab::gate
