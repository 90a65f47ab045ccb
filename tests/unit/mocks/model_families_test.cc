#include "mocks/model_families.h"

#include <gtest/gtest.h>

#include "mocks/profile.h"

namespace lab::mocks {
namespace {

TEST(ModelFamilies, GoByTheFrontOfTheNameAndAPartOfIt) {
  const std::pair<const char*, const char*> rows[] = {{"claude-3-opus-20240229", "claude-opus-5-5"},
                                                      {"claude-haiku-4-5", "claude-haiku-5-5"},
                                                      {"claude-9", "claude-sonnet-5-5"},
                                                      {"gpt-4o-mini", "gpt-5-mini"},
                                                      {"gpt-5-nano", "gpt-5-mini"},
                                                      {"gpt-4o", "gpt-5"},
                                                      {"o3-pro", "gpt-5"},
                                                      {"gemini-9-pro", "gemini-2.5-flash"},
                                                      {"command-r", "command-a"}};
  for (const auto& [model, profile] : rows) {
    ASSERT_NE(FamilyOf(model), nullptr) << model;
    EXPECT_EQ(ProfileNameFor(model), profile) << model;
    EXPECT_NE(ShippedProfile(ProfileNameFor(model)), nullptr) << model;
  }
}

TEST(ModelFamilies, OpenWeightsGoByTheirSize) {
  EXPECT_EQ(ProfileNameFor("llama-3.3-70b"), "llama-70b-tp8");
  EXPECT_EQ(ProfileNameFor("meta-llama/Llama-3.3-70B-Instruct"), "llama-70b-tp8");
  EXPECT_EQ(ProfileNameFor("qwen3-8b"), "llama-8b-h100");
  EXPECT_EQ(ProfileNameFor("gpt-oss-mini"), "llama-8b-h100");
}

TEST(ModelFamilies, LeaveANameThatIsNobodysAlone) {
  EXPECT_EQ(FamilyOf("gtp-5"), nullptr);
  EXPECT_EQ(FamilyOf(""), nullptr);
  EXPECT_EQ(ProfileNameFor("gtp-5"), "llama-8b-h100");
}

TEST(ModelFamilies, KnowWhoHidesTheReasoning) {
  EXPECT_EQ(FamilyOf("o1")->maker, Maker::kOpenAi);
  EXPECT_EQ(FamilyOf("chatgpt-4o-latest")->maker, Maker::kOpenAi);
  EXPECT_EQ(FamilyOf("gpt-oss-20b")->maker, Maker::kOther);
  EXPECT_EQ(FamilyOf("deepseek-r1")->maker, Maker::kOther);
}

}  // namespace
}  // namespace lab::mocks
