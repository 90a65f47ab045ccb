// Simulated time: a virtual loop, simulated links and the mock server, all from one seed.
//
//   Result<WorldFactory> factory = SimWorldFactory(options);
#pragma once

#include "apps/worlds/world_options.h"

namespace lab::apps {

/// ErrorKind::kConfig for a profile that does not read.
Result<WorldFactory> SimWorldFactory(WorldOptions options);

}  // namespace lab::apps
