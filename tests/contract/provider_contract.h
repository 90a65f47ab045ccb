// A provider's client against the mock over one kind of network: what tests of every row of both
// tables are written with.
//
//   class MyContract : public ProviderContract {};
//   TEST_P(MyContract, Answers) { EXPECT_TRUE(Send(Question()).ok()); }
//   LAB_FOR_EVERY_PROVIDER(MyContract);
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "framework/llm/providers/provider_client.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/runtime/task_scope.h"
#include "mocks/hinting_client.h"
#include "mocks/profile.h"
#include "mocks/server.h"
#include "tests/contract/net_world.h"

namespace lab {

using ProviderRow = std::tuple<net::WorldRow, const Provider*>;

class ProviderContract : public testing::TestWithParam<ProviderRow> {
 protected:
  explicit ProviderContract(const std::string& faults = "",
                            mocks::Profile profile = *mocks::ShippedProfile("ideal")) {
    mocks::MockServerOptions options;
    options.speed = 20;
    options.profile = std::move(profile);
    options.faults = *mocks::ParseFaultRules(faults);
    server_ = std::make_unique<mocks::MockServer>(
        world_.loop(), std::make_unique<net::BorrowedListener>(world_.listener()),
        std::move(options));
    serving_ = std::make_unique<TaskScope>(world_.loop());
    serving_->Spawn(server_->Serve());
    http_ = std::make_unique<net::HttpClient>(world_.loop(), world_.network(), net::HttpOptions{});
    ProviderOptions client;
    client.base_url = net::FormatOrigin(world_.endpoint()).append(BasePath(provider()));
    client.api_key = Secret("test-key");
    client.model = provider().default_model.empty() ? "llama-3.1-8b" : provider().default_model;
    client_ = std::make_unique<mocks::HintingClient>(
        std::make_unique<ProviderClient>(world_.loop(), *http_, provider(), client));
  }

  static const Provider& provider() { return *std::get<1>(GetParam()); }

  static Task<void> Keep(Client* client, Outgoing asked, Reply* reply) {
    Task<Reply> sending = client->Send(std::move(asked));
    *reply = co_await sending;
  }
  Reply Send(Outgoing asked) {
    Reply reply;
    world_.Run(Keep(client_.get(), std::move(asked), &reply));
    return reply;
  }
  static Outgoing Question() {
    return {.request = {.system = "Be brief.",
                        .user = "What is in the box?",
                        .max_tokens = Tokens{100}},
            .call = Expecting("thinking_tokens=0;output_tokens=20")};  // some models would think
  }

  net::World world_{std::get<0>(GetParam()).options};
  std::unique_ptr<mocks::MockServer> server_;
  std::unique_ptr<TaskScope> serving_;
  std::unique_ptr<net::HttpClient> http_;
  std::unique_ptr<Client> client_;
};

inline std::vector<const Provider*> ProviderRows() {
  std::vector<const Provider*> rows;
  for (const Provider& row : AllProviders()) rows.push_back(&row);
  return rows;
}

inline std::string ProviderRowName(const testing::TestParamInfo<ProviderRow>& info) {
  std::string name(std::get<1>(info.param)->name);
  std::erase(name, '-');
  return std::get<0>(info.param).name + name;
}

}  // namespace lab

/// Every provider over every kind of network.
#define LAB_FOR_EVERY_PROVIDER(fixture)                                                         \
  INSTANTIATE_TEST_SUITE_P(                                                                     \
      Every, fixture,                                                                           \
      testing::Combine(testing::ValuesIn(net::AllWorlds()), testing::ValuesIn(ProviderRows())), \
      ProviderRowName)
