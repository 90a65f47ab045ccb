#include "framework/llm/providers/provider_table.h"

#include <algorithm>
#include <vector>

#include "framework/llm/providers/anthropic.h"
#include "framework/llm/providers/openai_chat.h"

namespace lab {
namespace {

/// A new provider is a row here and a pair of files.
const std::vector<Provider>& Table() {
  static const std::vector<Provider> table{
      {.name = "anthropic",
       .summary = "Anthropic's Messages API",
       .default_base_url = "https://api.anthropic.com",
       .key_variable = "ANTHROPIC_API_KEY",
       .default_model = "claude-haiku-5-5",
       .model_prefixes = "claude-",
       .dialect = &AnthropicDialect()},
      {.name = "openai",
       .summary = "OpenAI's Chat Completions",
       .default_base_url = "https://api.openai.com/v1",
       .key_variable = "OPENAI_API_KEY",
       .default_model = "gpt-5-mini",
       .model_prefixes = "gpt-3,gpt-4,gpt-5,gpt-6,o1,o3,o4,chatgpt-",
       .dialect = &OpenAiDialect()},
      {.name = "openai-compatible",
       .summary = "any server like it (vLLM, llama.cpp, Groq, DeepSeek, ...), by --base-url",
       .key_variable = "OPENAI_API_KEY",
       .key_required = false,
       .dialect = &OpenAiCompatibleDialect()},
  };
  return table;
}

bool HasPrefix(std::string_view model, std::string_view prefixes) {
  while (!prefixes.empty()) {
    const std::size_t comma = std::min(prefixes.find(','), prefixes.size());
    if (model.starts_with(prefixes.substr(0, comma))) return true;
    prefixes.remove_prefix(std::min(comma + 1, prefixes.size()));
  }
  return false;
}

}  // namespace

std::span<const Provider> AllProviders() { return Table(); }

const Provider* FindProvider(std::string_view name) {
  for (const Provider& provider : AllProviders()) {
    if (provider.name == name) return &provider;
  }
  return nullptr;
}

const Provider* FindProviderOfModel(std::string_view model) {
  for (const Provider& provider : AllProviders()) {
    if (HasPrefix(model, provider.model_prefixes)) return &provider;
  }
  return nullptr;
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
