#include "apps/worlds/live_world.h"

#include <fmt/format.h>

#include <utility>

#include "apps/worlds/mock_client.h"
#include "apps/worlds/mock_host.h"
#include "apps/worlds/profile_option.h"
#include "apps/worlds/worker.h"
#include "framework/llm/providers/provider_client.h"

namespace lab::apps {
namespace {

ProviderOptions ProviderOptionsOf(const WorldOptions& options) {
  return {.base_url = options.base_url,
          .api_key = options.api_key,
          .model = options.model,
          .extra_headers = options.headers,
          .query = options.query,
          .adaptations = options.adaptations};
}

/// Why some of the stamps are not the kernel's.
void NoteClockSteps(const net::NetShare& share, const WorldOptions& options) {
  if (share.clock_steps() == 0 || options.adaptations == nullptr) return;
  options.adaptations->Note(
      "the machine's time was set during the run; the stamps around that are those of user space");
}

class LiveWorld final : public World {
 public:
  LiveWorld(const WorldOptions& options, std::shared_ptr<net::NetShare> share)
      : options_(options), share_(share), worker_(Worker::Live(share, {.proxy = options.proxy})) {}
  LiveWorld(const LiveWorld&) = delete;
  ~LiveWorld() override { NoteClockSteps(*share_, options_); }

  Loop& loop() override { return worker_->loop(); }

  Result<std::unique_ptr<Client>> NewClient(std::string_view model) override {
    if (const Result<void> offered = CheckOffered(options_, model); !offered)
      return offered.error();
    ProviderOptions options = ProviderOptionsOf(options_);
    if (!model.empty()) options.model = model;
    return NewClientOf(*options_.provider, worker_->loop(), worker_->http(), std::move(options));
  }

 private:
  const WorldOptions options_;  // a world may outlive its factory
  std::shared_ptr<net::NetShare> share_;
  std::unique_ptr<Worker> worker_;
};

// The mock speaks every wire format, so any model that is known may be asked for.
class LoopbackWorld final : public World {
 public:
  LoopbackWorld(const WorldOptions& options, std::shared_ptr<MockHost> mock,
                std::shared_ptr<net::NetShare> share)
      : options_(options),
        mock_(std::move(mock)),
        share_(share),
        worker_(Worker::Live(share, {})) {}
  LoopbackWorld(const LoopbackWorld&) = delete;
  ~LoopbackWorld() override { NoteClockSteps(*share_, options_); }

  Loop& loop() override { return worker_->loop(); }

  Result<std::unique_ptr<Client>> NewClient(std::string_view model) override {
    if (!model.empty()) {
      if (const Result<void> known = CheckModel(std::string(model)); !known) return known.error();
    }
    return NewMockClient(worker_->loop(), worker_->http(), mock_->origin(),
                         model.empty() ? options_.model : std::string(model));
  }

 private:
  const WorldOptions options_;
  std::shared_ptr<MockHost> mock_;
  std::shared_ptr<net::NetShare> share_;
  std::unique_ptr<Worker> worker_;
};

std::shared_ptr<net::NetShare> ShareFor(const WorldOptions& options) {
  return std::make_shared<net::NetShare>(net::TlsOptions{.ca_file = options.ca_file});
}

/// Ahead of what is measured; where there are none the run says why.
void StartStamps(net::NetShare& share, const WorldOptions& options) {
  const net::KernelStamps& stamps = share.Stamps();
  if (stamps.on() || options.adaptations == nullptr) return;
  options.adaptations->Note(
      fmt::format("all stamps are those of user space: {}", stamps.why_not()));
}

}  // namespace

Result<void> CheckOffered(const WorldOptions& options, std::string_view model) {
  if (model.empty() || model == options.model || options.provider->Offers(model)) return {};
  return Error{ErrorKind::kUsage,
               fmt::format("it measures {}, and that --target {} offers it is not known; it runs "
                           "where it is, or with --model {}",
                           model, options.provider->name, model)};
}

Result<WorldFactory> LiveWorldFactory(WorldOptions options) {
  if (options.provider->dialect != nullptr) {
    const Result<void> fit = CheckProviderOptions(*options.provider, ProviderOptionsOf(options));
    if (!fit) return fit.error();
  }
  auto shared = std::make_shared<WorldOptions>(std::move(options));
  const std::shared_ptr<net::NetShare> share = ShareFor(*shared);
  if (!shared->base_url.starts_with("http://")) share->WarmUp();  // ahead of what is measured
  StartStamps(*share, *shared);
  return WorldFactory([shared, share](const WorldSpec&) -> Result<std::unique_ptr<World>> {
    return std::unique_ptr<World>(std::make_unique<LiveWorld>(*shared, share));
  });
}

Result<WorldFactory> LoopbackMockFactory(WorldOptions options, std::uint64_t seed) {
  if (const Result<void> known = CheckModel(options.model); !known) return known.error();
  Result<std::shared_ptr<MockHost>> mock = MockHost::Start(options.profile, options.faults, seed);
  if (!mock) return mock.error();
  auto shared = std::make_shared<WorldOptions>(std::move(options));
  const std::shared_ptr<net::NetShare> share = ShareFor(*shared);
  StartStamps(*share, *shared);
  return WorldFactory(
      [shared, mock = *mock, share](const WorldSpec& /*spec*/) -> Result<std::unique_ptr<World>> {
        return std::unique_ptr<World>(std::make_unique<LoopbackWorld>(*shared, mock, share));
      });
}

}  // namespace lab::apps
