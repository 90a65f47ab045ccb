#include "apps/worlds/sim_world.h"

#include <utility>

#include "apps/worlds/mock_client.h"
#include "apps/worlds/profile_option.h"
#include "apps/worlds/worker.h"
#include "framework/runtime/task_scope.h"
#include "mocks/server.h"

namespace lab::apps {
namespace {

constexpr std::string_view kOrigin = "https://mock";

struct Simulation {
  WorldOptions options;
  std::optional<mocks::Profile> profile;
};

class SimWorld final : public World {
 public:
  SimWorld(const Simulation& simulation, std::uint64_t seed)
      : options_(simulation.options),
        worker_(Worker::Simulated(LinkOf(seed))),
        server_(worker_->loop(), Port(worker_->network()),
                {.seed = seed, .profile = simulation.profile, .faults = options_.faults}),
        serving_(worker_->loop()) {
    serving_.Spawn(server_.Serve());
  }

  Loop& loop() override { return worker_->loop(); }

  Result<std::unique_ptr<Client>> NewClient(std::string_view model) override {
    if (options_.provider != nullptr) {
      if (const Result<void> offered = CheckOffered(options_, model); !offered)
        return offered.error();
    }
    if (!model.empty() && !options_.any_model) {
      if (const Result<void> known = CheckModel(std::string(model)); !known) return known.error();
    }
    return NewMockClient(worker_->loop(), worker_->http(), kOrigin,
                         model.empty() ? options_.model : std::string(model));
  }

 private:
  static net::LinkOptions LinkOf(std::uint64_t seed) {
    net::LinkOptions link;
    link.seed = seed;
    return link;
  }
  static std::unique_ptr<net::Listener> Port(net::Network& network) {
    return std::move(network.Listen({.host = "mock", .port = 443})).value();
  }

  const WorldOptions options_;  // a world may outlive its factory
  std::unique_ptr<Worker> worker_;
  mocks::MockServer server_;
  TaskScope serving_;  // last: ends before the server does
};

}  // namespace

Result<WorldFactory> SimWorldFactory(WorldOptions options) {
  if (const Result<void> known = CheckModel(options.model); !known && !options.any_model)
    return known.error();
  Result<std::optional<mocks::Profile>> profile = LoadProfile(options.profile);
  if (!profile) return profile.error();
  auto simulation =
      std::make_shared<const Simulation>(Simulation{std::move(options), std::move(*profile)});
  return WorldFactory([simulation](const WorldSpec& spec) -> Result<std::unique_ptr<World>> {
    return std::unique_ptr<World>(std::make_unique<SimWorld>(*simulation, spec.seed));
  });
}

}  // namespace lab::apps
