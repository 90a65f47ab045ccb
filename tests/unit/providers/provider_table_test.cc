#include "framework/llm/providers/provider_table.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "framework/net/http_message.h"
#include "framework/net/sim_network.h"
#include "framework/runtime/virtual_loop.h"

namespace lab {
namespace {

TEST(ProviderTable, EveryRowIsComplete) {
  std::set<std::string_view> names;
  for (const Provider& provider : AllProviders()) {
    EXPECT_TRUE(names.insert(provider.name).second) << provider.name << " is there twice";
    EXPECT_FALSE(provider.summary.empty()) << provider.name;
    EXPECT_FALSE(provider.key_variable.empty()) << provider.name;
    EXPECT_TRUE(provider.dialect != nullptr || provider.new_client != nullptr) << provider.name;
    EXPECT_EQ(FindProvider(provider.name), &provider);
    if (!provider.default_base_url.empty()) {
      EXPECT_TRUE(net::ParseUrl(provider.default_base_url).ok()) << provider.name;
    }
  }
  EXPECT_EQ(FindProvider("nobody"), nullptr);
}

TEST(ProviderTable, AProviderSaysWhichModelsItOffers) {
  const Provider& anthropic = *FindProvider("anthropic");
  const Provider& openai = *FindProvider("openai");
  const Provider& compatible = *FindProvider("openai-compatible");
  EXPECT_TRUE(anthropic.Offers("claude-sonnet-5-5"));
  EXPECT_FALSE(anthropic.Offers("gpt-5-mini"));
  EXPECT_TRUE(openai.Offers("gpt-5-mini"));
  EXPECT_TRUE(openai.Offers("o4-mini"));
  EXPECT_FALSE(openai.Offers("gpt-oss-120b"));
  EXPECT_FALSE(openai.Offers(""));
  for (const std::string_view model : {"claude-sonnet-5-5", "gpt-5-mini", "llama-3"}) {
    EXPECT_FALSE(compatible.Offers(model)) << "nobody can know";
  }
}

TEST(ProviderTable, ADefaultModelIsTheProvidersOwn) {
  for (const Provider& provider : AllProviders()) {
    if (provider.default_model.empty()) continue;
    EXPECT_TRUE(provider.Offers(provider.default_model)) << provider.name;
  }
}

struct MadeBy final : Client {
  explicit MadeBy(std::string name) : name_(std::move(name)) {}
  Task<Reply> Answer(Request /*request*/, Call /*call*/) override { co_return Reply(); }
  std::string_view model() const override { return name_; }
  std::string name_;
};

Result<std::unique_ptr<Client>> NewMadeBy(Loop& /*loop*/, net::HttpClient& /*http*/,
                                          ProviderOptions options) {
  if (options.model.empty()) return Error{ErrorKind::kUsage, "it needs a model"};
  return std::unique_ptr<Client>(std::make_unique<MadeBy>("made of " + options.model));
}

TEST(ProviderTable, ARowMayMakeAClientOfItsOwn) {
  VirtualLoop loop;
  net::SimNetwork network(loop, {});
  net::HttpClient http(loop, network, {});
  const Provider process{.name = "process", .summary = "no HTTP at all", .new_client = NewMadeBy};
  const auto made = NewClientOf(process, loop, http, {.model = "m"});
  ASSERT_TRUE(made.ok());
  EXPECT_EQ((*made)->model(), "made of m");
  EXPECT_FALSE(NewClientOf(process, loop, http, {}).ok());
  const auto usual = NewClientOf(*FindProvider("openai"), loop, http, {.model = "m"});
  ASSERT_TRUE(usual.ok());
  EXPECT_EQ((*usual)->model(), "m");
}

TEST(ProviderTable, AnotherHostHasTheSamePaths) {
  EXPECT_EQ(BasePath(*FindProvider("anthropic")), "");
  EXPECT_EQ(BasePath(*FindProvider("openai")), "/v1");
  EXPECT_EQ(BasePath(*FindProvider("openai-compatible")), "/v1");
}

}  // namespace
}  // namespace lab
