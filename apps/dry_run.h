// --dry-run: what a run against a live target will come to, before anything is sent.
//
//   const Result<Forecast> forecast = ForecastOf(world, study_options, flags);
//   WriteForecast(*forecast, world, 5.0, std::cout);
//
// The same experiments are played in simulated time, with the mock in the target's place: the
// requests and their prompts are the very ones, the answers are as long and as slow as the mock's
// profile has them. So requests and input are near, output, money and time an estimate.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "apps/worlds/spend_meter.h"
#include "apps/worlds/world_options.h"
#include "framework/base/time.h"
#include "framework/bench/study.h"

namespace lab::apps {

struct SuiteForecast {
  std::string suite;
  std::int64_t cases = 0;
  SpendTotal spent;
  Duration time = Duration::zero();  ///< one request after the other where the case has it so
};

struct Forecast {
  std::vector<SuiteForecast> suites;  ///< in the order of the tables
  std::string profile;                ///< whose answers the mock gives
  std::int64_t trials = 0;            ///< of all cases
  std::vector<std::string> skipped;   ///< "suite/group/case: why"
};

/// `live` is the target, `study` what would be run there; its pace and worlds are chosen here.
/// Errors as those of Study::Run.
Result<Forecast> ForecastOf(const WorldOptions& live, StudyOptions study,
                            const std::vector<std::string>& flags);

/// A line a suite and one for all; `max_usd` 0: no limit.
void WriteForecast(const Forecast& forecast, const WorldOptions& live, double max_usd,
                   std::ostream& out);

}  // namespace lab::apps
