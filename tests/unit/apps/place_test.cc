#include "apps/place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "framework/llm/providers/provider_table.h"

namespace lab::apps {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const Environment& Keys() {
  static const Environment keys({{"ANTHROPIC_API_KEY", "k"}, {"OPENAI_API_KEY", "k"}});
  return keys;
}

std::string ModelOf(SuitesOptions options) {
  const Result<WorldOptions> world = WorldOptionsOf(options, Keys());
  EXPECT_TRUE(world.ok()) << world.error().message;
  return world ? world->model : "";
}

TEST(PlaceOf, OneModelIsTheDefaultOfAllTargetsThatHaveIt) {
  for (const char* target : {"sim", "mock", "anthropic"})
    EXPECT_EQ(ModelOf({.target = target}), kDefaultModel) << target;
  for (const Provider& provider : AllProviders()) {
    if (provider.Offers(kDefaultModel)) {
      EXPECT_EQ(provider.default_model, kDefaultModel) << provider.name;
    }
  }
}

TEST(PlaceOf, AFaultPlanThatDoesNotReadIsToldWithItsFlag) {
  const auto world = WorldOptionsOf({.fault = "stauts=529"}, Keys());
  ASSERT_FALSE(world.ok());
  EXPECT_THAT(world.error().message, AllOf(HasSubstr("--fault"), HasSubstr("'status'")));
  EXPECT_EQ(WorldOptionsOf({.fault = "status=529 p=0.5; bom"}, Keys())->faults.size(), 2U);
}

TEST(PlaceOf, ADryRunNeedsNoKey) {
  const Environment none({});
  EXPECT_FALSE(WorldOptionsOf({.target = "anthropic"}, none).ok());
  EXPECT_TRUE(WorldOptionsOf({.target = "anthropic", .dry_run = true}, none).ok());
}

}  // namespace
}  // namespace lab::apps
