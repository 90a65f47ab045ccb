#include "mocks/model_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/runtime/virtual_loop.h"

namespace lab::mocks {
namespace {

TEST(ModelTable, KnowsTheProvidersFamilies) {
  VirtualLoop loop;
  const ModelTable models(loop, {});
  for (const char* model : {"claude-haiku-5-5", "claude-sonnet-4-6", "gpt-5-mini-2025-08-07", "o3",
                            "ideal", "meta/llama-3", "command-r-plus-08-2024", "gemini-2.5-pro"}) {
    EXPECT_TRUE(models.Knows(model)) << model;
  }
  for (const char* model : {"", "nobody", "claude", "gtp-5"}) {
    EXPECT_FALSE(models.Knows(model)) << model;
  }
}

TEST(ModelTable, GuessesWhichNameWasMeant) {
  VirtualLoop loop;
  const ModelTable models(loop, {});
  EXPECT_EQ(models.Nearest("gtp-5"), "gpt-5");
  EXPECT_EQ(models.Nearest("cluade-haiku-5-5"), "claude-haiku-5-5");
  EXPECT_EQ(models.Nearest("?"), "");
}

TEST(ModelTable, OneProfileServesEveryName) {
  VirtualLoop loop;
  Profile mine;
  mine.name = "mine";
  ModelTable models(loop, {.profile = mine});
  EXPECT_TRUE(models.Knows("nobody"));
  EXPECT_EQ(models.Find("nobody").profile().name, "mine");
  EXPECT_THAT(models.Names(), testing::ElementsAre("mine"));
}

TEST(ModelTable, EachModelIsAServiceOfItsOwn) {
  VirtualLoop loop;
  ModelTable models(loop, {});
  SimulatedModel& haiku = models.Find("claude-haiku-5-5");
  EXPECT_EQ(&haiku, &models.Find("claude-haiku-5-5"));
  EXPECT_NE(&haiku, &models.Find("claude-opus-5-5"));
  EXPECT_EQ(haiku.profile().name, "claude-haiku-5-5");
  EXPECT_THAT(models.Names(), testing::Contains("gpt-5-mini"));
}

}  // namespace
}  // namespace lab::mocks
