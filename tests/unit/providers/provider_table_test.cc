#include "framework/llm/providers/provider_table.h"

#include <gtest/gtest.h>

#include <set>

#include "framework/net/http_message.h"

namespace lab {
namespace {

TEST(ProviderTable, EveryRowIsComplete) {
  std::set<std::string_view> names;
  for (const Provider& provider : AllProviders()) {
    EXPECT_TRUE(names.insert(provider.name).second) << provider.name << " is there twice";
    EXPECT_FALSE(provider.summary.empty()) << provider.name;
    EXPECT_FALSE(provider.key_variable.empty()) << provider.name;
    EXPECT_NE(provider.dialect, nullptr) << provider.name;
    EXPECT_EQ(FindProvider(provider.name), &provider);
    if (!provider.default_base_url.empty()) {
      EXPECT_TRUE(net::ParseUrl(provider.default_base_url).ok()) << provider.name;
    }
  }
  EXPECT_EQ(FindProvider("nobody"), nullptr);
}

TEST(ProviderTable, AModelBelongsToItsMaker) {
  EXPECT_EQ(FindProviderOfModel("claude-sonnet-5-5"), FindProvider("anthropic"));
  EXPECT_EQ(FindProviderOfModel("gpt-5-mini"), FindProvider("openai"));
  EXPECT_EQ(FindProviderOfModel("o4-mini"), FindProvider("openai"));
  EXPECT_EQ(FindProviderOfModel("gpt-oss-120b"), nullptr);
  EXPECT_EQ(FindProviderOfModel("llama-3"), nullptr);
  EXPECT_EQ(FindProviderOfModel(""), nullptr);
}

TEST(ProviderTable, ADefaultModelIsTheProvidersOwn) {
  for (const Provider& provider : AllProviders()) {
    if (provider.default_model.empty()) continue;
    EXPECT_EQ(FindProviderOfModel(provider.default_model), &provider);
  }
}

TEST(ProviderTable, AnotherHostHasTheSamePaths) {
  EXPECT_EQ(BasePath(*FindProvider("anthropic")), "");
  EXPECT_EQ(BasePath(*FindProvider("openai")), "/v1");
  EXPECT_EQ(BasePath(*FindProvider("openai-compatible")), "/v1");
}

}  // namespace
}  // namespace lab
