// Clients of the mock: the provider whose model it is decides the wire format.
//
//   std::unique_ptr<Client> client = NewMockClient(loop, http, "https://mock", "gpt-5-mini");
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "framework/llm/client.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/net/http_client.h"
#include "framework/runtime/loop.h"

namespace lab::apps {

/// The provider on whose wire the mock is asked for this model; openai-compatible for one that is
/// nobody's.
const Provider& MockProviderOf(std::string_view model);

/// `origin` is the mock's address without a path. `loop` and `http` must outlive the client.
std::unique_ptr<Client> NewMockClient(Loop& loop, net::HttpClient& http, std::string_view origin,
                                      std::string model);

}  // namespace lab::apps
