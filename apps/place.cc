#include "apps/place.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "apps/subcommand.h"
#include "apps/worlds/live_world.h"
#include "apps/worlds/sim_world.h"

namespace lab::apps {
namespace {

Result<WorldFactory> FactoryOf(const SuitesOptions& options, const WorldOptions& world) {
  if (IsSimulated(options)) return SimWorldFactory(world);
  if (options.target == "mock") return LoopbackMockFactory(world, options.seed);
  return LiveWorldFactory(world);
}

// Ends the run before the request that would pass it.
SpendLimit LimitOf(double usd, RunEnd& end) {
  const auto reached = [usd, &end](Usd spent, Usd next) {
    end.Cut(fmt::format("--max-usd {:g}: {} are spent, and the next request may cost {}", usd,
                        FormatUsd(spent), FormatUsd(next)),
            kInvalid);
  };
  return {.usd = Usd::FromDollars(usd), .reached = reached};
}

}  // namespace

bool IsSimulated(const SuitesOptions& options) { return options.target == "sim"; }

Result<WorldOptions> WorldOptionsOf(const SuitesOptions& options, const Environment& environment) {
  WorldOptions world{.model = options.model,
                     .profile = options.profile,
                     .base_url = options.base_url,
                     .proxy = environment.Proxies(),
                     .ca_file = environment.Get("SSL_CERT_FILE")};
  world.provider = FindProvider(options.target);
  world.adaptations = std::make_shared<Adaptations>();
  if (options.no_stream_options) world.adaptations->left_out.Add(WireOption::kStreamOptions);
  const Result<std::vector<mocks::FaultRule>> faults = mocks::ParseFaultRules(options.fault);
  if (!faults) return Annotate(faults.error(), "--fault");
  world.faults = *faults;
  for (const std::string& header : options.headers)
    world.headers.push_back(*ParseHeaderFlag(header));
  world.query = fmt::format("{}", fmt::join(options.query, "&"));
  if (world.provider == nullptr) {  // sim or mock
    if (world.model.empty()) world.model = kDefaultModel;
    return world;
  }
  const Provider& provider = *world.provider;
  if (world.model.empty()) world.model = provider.default_model;
  if (world.base_url.empty()) world.base_url = provider.default_base_url;
  const Result<Secret> key = environment.SecretOf(provider.key_variable);
  if (!key) return key.error();
  world.api_key = *key;
  if (world.model.empty()) {
    return Error{ErrorKind::kUsage,
                 fmt::format("--target {} needs --model: it has no default", options.target)};
  }
  if (world.base_url.empty()) {
    return Error{
        ErrorKind::kUsage,
        fmt::format("--target {} needs --base-url, e.g. http://127.0.0.1:8000/v1", options.target)};
  }
  if (provider.key_required && world.api_key.empty() && !options.dry_run) {
    return Error{ErrorKind::kConfig,
                 fmt::format("--target {} needs a key: set the environment variable {}",
                             options.target, provider.key_variable)};
  }
  return world;
}

bool IsLive(const SuitesOptions& options) { return FindProvider(options.target) != nullptr; }

std::shared_ptr<SpendMeter> MeterOf(const SuitesOptions& options, RunEnd& end) {
  if (options.max_usd <= 0) return std::make_shared<SpendMeter>();
  return std::make_shared<SpendMeter>(LimitOf(options.max_usd, end));
}

Result<void> CheckPriced(const SuitesOptions& options, const WorldOptions& world) {
  if (options.max_usd <= 0 || !IsLive(options)) return {};
  if (PriceTable::Shipped().Find(world.model) != nullptr) return {};
  return NoPriceFor(world.model);
}

Result<Place> PlaceOf(const SuitesOptions& options, const Environment& environment,
                      std::shared_ptr<SpendMeter> meter) {
  Result<WorldOptions> world = WorldOptionsOf(options, environment);
  if (!world) return world.error();
  if (const Result<void> priced = CheckPriced(options, *world); !priced) return priced.error();
  Result<WorldFactory> factory = FactoryOf(options, *world);
  if (!factory) return factory.error();
  Place place{*std::move(world), *std::move(factory)};
  if (IsLive(options)) place.factory = Metered(std::move(place.factory), std::move(meter));
  return place;
}

}  // namespace lab::apps
