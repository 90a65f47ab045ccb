#include "apps/worlds/mock_client.h"

#include <utility>

#include "framework/llm/providers/provider_client.h"
#include "mocks/hinting_client.h"

namespace lab::apps {
namespace {

const Provider& ProviderOf(std::string_view model) {
  const Provider* owner = FindProviderOfModel(model);
  return owner != nullptr ? *owner : *FindProvider("openai-compatible");
}

}  // namespace

std::unique_ptr<Client> NewMockClient(Loop& loop, net::HttpClient& http, std::string_view origin,
                                      std::string model) {
  const Provider& provider = ProviderOf(model);
  ProviderOptions options{.base_url = std::string(origin).append(BasePath(provider)),
                          .api_key = Secret("mock-key"),
                          .model = std::move(model)};
  return std::make_unique<mocks::HintingClient>(
      std::make_unique<ProviderClient>(loop, http, provider, std::move(options)));
}

}  // namespace lab::apps
