#include "framework/llm/providers/provider_table.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "framework/llm/providers/anthropic.h"
#include "framework/llm/providers/openai_chat.h"
#include "framework/llm/providers/provider_client.h"

namespace lab {
namespace {

bool IsAnthropicModel(std::string_view model) { return model.starts_with("claude-"); }

bool IsOpenAiModel(std::string_view model) {
  constexpr std::array<std::string_view, 8> kFamilies{"gpt-3", "gpt-4", "gpt-5", "gpt-6",
                                                      "o1",    "o3",    "o4",    "chatgpt-"};
  return std::any_of(kFamilies.begin(), kFamilies.end(),
                     [&](std::string_view family) { return model.starts_with(family); });
}

/// A new provider is a row here and a pair of files.
const std::vector<Provider>& Table() {
  static const std::vector<Provider> table{
      {.name = "anthropic",
       .summary = "Anthropic's Messages API",
       .default_base_url = "https://api.anthropic.com",
       .key_variable = "ANTHROPIC_API_KEY",
       .default_model = "claude-sonnet-5-5",
       .offers = IsAnthropicModel,
       .dialect = &AnthropicDialect()},
      {.name = "openai",
       .summary = "OpenAI's Chat Completions",
       .default_base_url = "https://api.openai.com/v1",
       .key_variable = "OPENAI_API_KEY",
       .default_model = "gpt-5-mini",
       .offers = IsOpenAiModel,
       .dialect = &OpenAiDialect()},
      {.name = "openai-compatible",
       .summary = "any server like it (vLLM, llama.cpp, Groq, DeepSeek, ...), by --base-url",
       .key_variable = "OPENAI_API_KEY",
       .key_required = false,
       .dialect = &OpenAiCompatibleDialect()},
  };
  return table;
}

}  // namespace

std::span<const Provider> AllProviders() { return Table(); }

const Provider* FindProvider(std::string_view name) {
  for (const Provider& provider : AllProviders()) {
    if (provider.name == name) return &provider;
  }
  return nullptr;
}

Result<std::unique_ptr<Client>> NewClientOf(const Provider& provider, Loop& loop,
                                            net::HttpClient& http, ProviderOptions options) {
  if (provider.new_client != nullptr) return provider.new_client(loop, http, std::move(options));
  return std::unique_ptr<Client>(
      std::make_unique<ProviderClient>(loop, http, provider, std::move(options)));
}

std::string ProviderNames() {
  std::string names;
  for (const Provider& provider : AllProviders()) {
    names += (names.empty() ? "" : ", ") + std::string(provider.name);
  }
  return names;
}

std::string_view BasePath(const Provider& provider) {
  const std::string_view url = provider.default_base_url;
  if (url.empty()) return "/v1";
  return url.substr(std::min(url.find('/', url.find("://") + 3), url.size()));
}

}  // namespace lab
