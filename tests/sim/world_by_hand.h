// A world whose parts a test can reach: simulated links, the mock server, the real HTTP client.
//
//   WorldByHand world({.seed = 7, .faults = rules});
//   auto client = world.NewClient("gpt-5-mini", "stall=3:2000");
//   std::optional<Reply> reply = world.loop.Run(client->Send(QuestionOf("a")));
//
// The same parts in the same order as apps/worlds/sim_world.cc.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "framework/llm/providers/provider_client.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/net/http_client.h"
#include "framework/net/sim_network.h"
#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"
#include "mocks/hinting_client.h"
#include "mocks/server.h"

namespace lab {

struct WorldByHand {
  explicit WorldByHand(mocks::MockServerOptions options = {})
      : network(loop, {}),
        server(loop, std::move(network.Listen({.host = "mock", .port = 443})).value(),
               std::move(options)),
        http(loop, network, {}),
        serving(loop) {
    serving.Spawn(server.Serve());
  }

  /// `fault`: a plan for every request of this client, by header; empty: none.
  std::unique_ptr<Client> NewClient(const std::string& model, const std::string& fault = "") {
    const Provider* provider = FindProvider(model.starts_with("claude-") ? "anthropic" : "openai");
    ProviderOptions options{.base_url = std::string("https://mock").append(BasePath(*provider)),
                            .api_key = Secret("mock-key"),
                            .model = model};
    if (!fault.empty()) options.extra_headers.push_back({"x-lab-fault", fault});
    return std::make_unique<mocks::HintingClient>(
        std::make_unique<ProviderClient>(loop, http, *provider, std::move(options)));
  }

  VirtualLoop loop;
  net::SimNetwork network;
  mocks::MockServer server;
  net::HttpClient http;
  TaskScope serving;  // last: ends before the server does
};

/// An answer that is the same for the same key; long enough for a model that thinks first.
inline Outgoing QuestionOf(std::string key) {
  return {.request = {.system = "You are the support desk of a shop for kettles.",
                      .user = "May I return a kettle?",
                      .max_tokens = Tokens{4000}},
          .call = Call().Key(std::move(key)).Expect("output_tokens=60")};
}

}  // namespace lab
