#include "apps/worlds/live_world.h"

#include <fmt/format.h>

#include <utility>

#include "apps/worlds/mock_client.h"
#include "apps/worlds/mock_host.h"
#include "apps/worlds/profile_option.h"
#include "framework/llm/providers/provider_client.h"
#include "framework/net/tcp_network.h"
#include "framework/runtime/real_loop.h"

namespace lab::apps {
namespace {

class LiveWorld final : public World {
 public:
  explicit LiveWorld(const WorldOptions& options)
      : options_(options),
        network_(loop_, {.tls = {.ca_file = options.ca_file}}),
        http_(loop_, network_, {.proxy = options.proxy}) {}

  Loop& loop() override { return loop_; }

  Result<std::unique_ptr<Client>> NewClient(std::string_view model) override {
    const Provider* owner = FindProviderOfModel(model);
    if (!model.empty() && owner != options_.provider) {
      return Error{
          ErrorKind::kUsage,
          fmt::format("it measures {}, which --target {} does not offer; run it with --target {}",
                      model, options_.provider->name,
                      owner != nullptr ? owner->name : "openai-compatible")};
    }
    ProviderOptions options{.base_url = options_.base_url,
                            .api_key = options_.api_key,
                            .model = model.empty() ? options_.model : std::string(model)};
    return std::unique_ptr<Client>(
        std::make_unique<ProviderClient>(loop_, http_, *options_.provider, std::move(options)));
  }

 private:
  const WorldOptions& options_;
  RealLoop loop_;
  net::TcpNetwork network_;
  net::HttpClient http_;
};

// The mock speaks every wire format, so any model may be asked for.
class LoopbackWorld final : public World {
 public:
  LoopbackWorld(const WorldOptions& options, std::shared_ptr<MockHost> mock)
      : options_(options),
        mock_(std::move(mock)),
        network_(loop_, {}),
        http_(loop_, network_, {}) {}

  Loop& loop() override { return loop_; }

  Result<std::unique_ptr<Client>> NewClient(std::string_view model) override {
    return NewMockClient(loop_, http_, mock_->origin(),
                         model.empty() ? options_.model : std::string(model));
  }

 private:
  const WorldOptions& options_;
  std::shared_ptr<MockHost> mock_;
  RealLoop loop_;
  net::TcpNetwork network_;
  net::HttpClient http_;
};

}  // namespace

WorldFactory LiveWorldFactory(WorldOptions options) {
  auto shared = std::make_shared<WorldOptions>(std::move(options));
  return [shared](const WorldSpec& /*spec*/) -> Result<std::unique_ptr<World>> {
    return std::unique_ptr<World>(std::make_unique<LiveWorld>(*shared));
  };
}

Result<WorldFactory> LoopbackMockFactory(WorldOptions options, std::uint64_t seed) {
  if (const Result<void> known = CheckModel(options.model); !known) return known.error();
  Result<std::shared_ptr<MockHost>> mock = MockHost::Start(options.profile, seed);
  if (!mock) return mock.error();
  auto shared = std::make_shared<WorldOptions>(std::move(options));
  return WorldFactory(
      [shared, mock = *mock](const WorldSpec& /*spec*/) -> Result<std::unique_ptr<World>> {
        return std::unique_ptr<World>(std::make_unique<LoopbackWorld>(*shared, mock));
      });
}

}  // namespace lab::apps
