// Where a case runs: a loop and a way to get clients. main() decides whether it is simulated;
// nothing in an experiment can tell.
//
//   WorldFactory factory = [&](const WorldSpec& spec) -> Result<std::unique_ptr<World>> { ... };
//   WorldSpec spec{.case_name = "caching/SupportDesk/Uncached", .seed = 7};
//   Result<std::unique_ptr<World>> world = factory(spec);
//   (*world)->loop().Run(...);
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "framework/base/result.h"
#include "framework/llm/client.h"
#include "framework/runtime/loop.h"

namespace lab {

/// One case's own world: fresh connections, fresh caches, a clock of its own.
class World {
 public:
  virtual ~World() = default;
  virtual Loop& loop() = 0;
  /// A client for `model`; empty: the run's own. ErrorKind::kUsage says why this target has no such
  /// model; the case is then skipped with that message. The client must not outlive the world.
  virtual Result<std::unique_ptr<Client>> NewClient(std::string_view model) = 0;
};

struct WorldSpec {
  std::string case_name;
  std::uint64_t seed = 1;
};

/// Called once a case, in simulated time from several threads at once.
using WorldFactory = std::function<Result<std::unique_ptr<World>>(const WorldSpec&)>;

}  // namespace lab
