// The providers we speak to, one row each.
//
//   const Provider* provider = FindProvider("openai-compatible");
//   for (const Provider& row : AllProviders()) ...
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "framework/llm/providers/dialect.h"

namespace lab {

struct Provider {
  std::string_view name;              ///< the value of --target
  std::string_view summary;           ///< one line for --help
  std::string_view default_base_url;  ///< empty: --base-url is required
  /// Environment variable of the key; its absence is an error when `key_required`.
  std::string_view key_variable;
  bool key_required = true;
  std::string_view default_model;  ///< empty: --model is required
  std::string_view
      model_prefixes;  ///< comma list; which models are this provider's own ("claude-")
  const Dialect* dialect = nullptr;  ///< lives for ever
};

std::span<const Provider> AllProviders();
/// For people: "anthropic, openai, ..."
std::string ProviderNames();
/// nullptr when unknown.
const Provider* FindProvider(std::string_view name);
/// The provider whose own model this is; nullptr when no prefix fits.
const Provider* FindProviderOfModel(std::string_view model);
/// What a base URL on another host has behind the host: the path of the provider's own ("/v1"), ""
/// for none. Where it has no address of its own: "/v1", like OpenAI.
std::string_view BasePath(const Provider& provider);

}  // namespace lab
