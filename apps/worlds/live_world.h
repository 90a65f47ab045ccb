// Real time, real sockets: a provider, or our mock on loopback.
//
//   Result<WorldFactory> factory = LiveWorldFactory(options);
//   WorldFactory mock = LoopbackMockFactory(options, seed);      // starts the mock on a thread of
//                                                                // its own
#pragma once

#include <cstdint>

#include "apps/worlds/world_options.h"

namespace lab::apps {

/// Every case gets fresh connections to `options.provider`. Errors: a base URL that is none, a
/// header that cannot be sent.
Result<WorldFactory> LiveWorldFactory(WorldOptions options);

/// One mock server for all cases, on a free port of 127.0.0.1; it ends with the last copy of the
/// factory. ErrorKind::kConfig for a profile that does not read.
Result<WorldFactory> LoopbackMockFactory(WorldOptions options, std::uint64_t seed);

}  // namespace lab::apps
