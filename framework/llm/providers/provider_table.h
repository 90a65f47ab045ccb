// The providers we speak to, one row each.
//
//   const Provider* provider = FindProvider("openai-compatible");
//   for (const Provider& row : AllProviders()) ...
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "framework/base/result.h"
#include "framework/llm/client.h"
#include "framework/llm/providers/dialect.h"
#include "framework/net/http_client.h"
#include "framework/runtime/loop.h"

namespace lab {

/// `loop` and `http` outlive the client.
using ClientFactory = Result<std::unique_ptr<Client>>(Loop& loop, net::HttpClient& http,
                                                      ProviderOptions options);

struct Provider {
  std::string_view name;              ///< the value of --target
  std::string_view summary;           ///< one line for --help
  std::string_view default_base_url;  ///< empty: --base-url is required
  /// Environment variable of the key; its absence is an error when `key_required`.
  std::string_view key_variable;
  bool key_required = true;
  std::string_view default_model;  ///< empty: --model is required
  /// Whether this provider's own service offers a model beside the one that a run names. Null: that
  /// cannot be known (a compatible server may hold anything).
  bool (*offers)(std::string_view model) = nullptr;
  const Dialect* dialect = nullptr;  ///< lives for ever
  /// Makes its client, for what is no dialect over HTTP events: a process, a binary stream, an
  /// upload. Null: a ProviderClient of `dialect`.
  ClientFactory* new_client = nullptr;

  bool Offers(std::string_view model) const { return offers != nullptr && offers(model); }
};

std::span<const Provider> AllProviders();
/// For people: "anthropic, openai, ..."
std::string ProviderNames();
/// nullptr when unknown.
const Provider* FindProvider(std::string_view name);
/// A client of it. ErrorKind::kUsage for options that it cannot use.
Result<std::unique_ptr<Client>> NewClientOf(const Provider& provider, Loop& loop,
                                            net::HttpClient& http, ProviderOptions options);
/// What a base URL on another host has behind the host: the path of the provider's own ("/v1"), ""
/// for none. Where it has no address of its own: "/v1", like OpenAI.
std::string_view BasePath(const Provider& provider);

}  // namespace lab
