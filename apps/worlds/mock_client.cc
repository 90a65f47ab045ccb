#include "apps/worlds/mock_client.h"

#include <utility>

#include "framework/llm/providers/provider_client.h"

namespace lab::apps {
namespace {

const Provider& ProviderOf(std::string_view model) {
  const Provider* owner = FindProviderOfModel(model);
  return owner != nullptr ? *owner : *FindProvider("openai-compatible");
}

// The path of the provider's own address: "https://api.openai.com/v1" -> "/v1".
std::string PathOf(std::string_view base_url) {
  if (base_url.empty()) return "/v1";
  const auto host = base_url.find("://");
  const auto path = base_url.find('/', host + 3);
  return path == std::string_view::npos ? "" : std::string(base_url.substr(path));
}

}  // namespace

std::unique_ptr<Client> NewMockClient(Loop& loop, net::HttpClient& http, std::string_view origin,
                                      std::string model) {
  const Provider& provider = ProviderOf(model);
  ProviderOptions options{.base_url = std::string(origin) + PathOf(provider.default_base_url),
                          .api_key = Secret("mock-key"),
                          .model = std::move(model),
                          .send_lab_headers = true};
  return std::make_unique<ProviderClient>(loop, http, provider, std::move(options));
}

}  // namespace lab::apps
