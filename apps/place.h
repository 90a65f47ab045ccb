// Where the requests of a run go, from the command line and the environment.
//
//   const std::shared_ptr<SpendMeter> meter = MeterOf(options, end);
//   const Result<Place> place = PlaceOf(options, environment, meter);
//   Study study(study_options, place->factory);
//   meter->total().cost;                        // what it has come to so far
#pragma once

#include <memory>

#include "apps/environment.h"
#include "apps/run_end.h"
#include "apps/suites_options.h"
#include "apps/worlds/spend_meter.h"
#include "apps/worlds/world_options.h"

namespace lab::apps {

inline constexpr std::string_view kDefaultModel = "claude-sonnet-5-5";

struct Place {
  WorldOptions world;
  WorldFactory factory;
};

bool IsSimulated(const SuitesOptions& options);

/// ErrorKind::kUsage or kConfig says what is missing: an address, a model, a key, a price to hold
/// --max-usd by. What is asked of a live target passes the meter.
Result<Place> PlaceOf(const SuitesOptions& options, const Environment& environment,
                      std::shared_ptr<SpendMeter> meter);

/// Counts, and ends the run before --max-usd is passed; `end` must outlive it.
std::shared_ptr<SpendMeter> MeterOf(const SuitesOptions& options, RunEnd& end);

/// ErrorKind::kUsage when --max-usd could not hold, as the model's price is not known.
Result<void> CheckPriced(const SuitesOptions& options, const WorldOptions& world);

/// Whether the run's requests are paid for.
bool IsLive(const SuitesOptions& options);

/// The world's options alone; a dry run needs no key.
Result<WorldOptions> WorldOptionsOf(const SuitesOptions& options, const Environment& environment);

}  // namespace lab::apps
