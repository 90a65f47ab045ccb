#include "apps/worlds/mock_client.h"

#include <utility>

#include "framework/llm/providers/provider_client.h"
#include "mocks/hinting_client.h"

namespace lab::apps {
namespace {

/// Whose wire a model is asked on. The mock knows its models by their names' beginnings, so here
/// they may decide; what a real target offers is asked of it (Provider::Offers).
struct WireOfModels {
  std::string_view prefix;
  std::string_view provider;
};
constexpr WireOfModels kWires[] = {
    {"claude-", "anthropic"}, {"gpt-3", "openai"}, {"gpt-4", "openai"},
    {"gpt-5", "openai"},      {"gpt-6", "openai"}, {"o1", "openai"},
    {"o3", "openai"},         {"o4", "openai"},    {"chatgpt-", "openai"},
};

}  // namespace

const Provider& MockProviderOf(std::string_view model) {
  for (const WireOfModels& wire : kWires) {
    if (model.starts_with(wire.prefix)) return *FindProvider(wire.provider);
  }
  return *FindProvider("openai-compatible");
}

std::unique_ptr<Client> NewMockClient(Loop& loop, net::HttpClient& http, std::string_view origin,
                                      std::string model) {
  const Provider& provider = MockProviderOf(model);
  ProviderOptions options{.base_url = std::string(origin).append(BasePath(provider)),
                          .api_key = Secret("mock-key"),
                          .model = std::move(model)};
  return std::make_unique<mocks::HintingClient>(
      std::make_unique<ProviderClient>(loop, http, provider, std::move(options)));
}

}  // namespace lab::apps
