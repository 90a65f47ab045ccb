#include "apps/worlds/profile_option.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "framework/llm/prices.h"

namespace lab::apps {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A file for one test, gone with it.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text)
      : path_(testing::TempDir() + "lab_" +
              testing::UnitTest::GetInstance()->current_test_info()->name() + ".yaml") {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(LoadProfile, OfNothingLeavesEachModelItsOwn) {
  const Result<std::optional<mocks::Profile>> profile = LoadProfile("");
  ASSERT_TRUE(profile.ok());
  EXPECT_FALSE(profile.value().has_value());
}

TEST(LoadProfile, FindsEveryShippedProfileByName) {
  ASSERT_FALSE(mocks::ShippedProfileNames().empty());
  for (const auto& name : mocks::ShippedProfileNames()) {
    const Result<std::optional<mocks::Profile>> profile = LoadProfile(std::string(name));
    ASSERT_TRUE(profile.ok()) << name;
    EXPECT_TRUE(profile.value().has_value()) << name;
  }
}

TEST(LoadProfile, AnUnknownNameIsNamedWithTheShippedOnes) {
  const Result<std::optional<mocks::Profile>> profile = LoadProfile("ideel");
  ASSERT_FALSE(profile.ok());
  EXPECT_EQ(profile.error().kind, ErrorKind::kConfig);
  EXPECT_THAT(profile.error().message,
              AllOf(HasSubstr("--profile ideel"), HasSubstr("ideal"), HasSubstr("gpt-5-mini")));
}

TEST(LoadProfile, AFileThatDoesNotReadIsNamed) {
  const TemporaryFile file("no_such_field: 7\n");
  const Result<std::optional<mocks::Profile>> profile = LoadProfile(file.path());
  ASSERT_FALSE(profile.ok());
  EXPECT_EQ(profile.error().kind, ErrorKind::kConfig);
  EXPECT_THAT(profile.error().message, AllOf(HasSubstr(file.path()), HasSubstr("no_such_field")));
}

TEST(LoadProfile, ReadsAFile) {
  std::ifstream shipped(std::string(LAB_SOURCE_DIR) + "/mocks/profiles/ideal.yaml");
  const std::string text((std::istreambuf_iterator<char>(shipped)), {});
  ASSERT_FALSE(text.empty());
  const TemporaryFile file(text);
  const Result<std::optional<mocks::Profile>> profile = LoadProfile(file.path());
  ASSERT_TRUE(profile.ok()) << profile.error().message;
  EXPECT_TRUE(profile.value().has_value());
}

TEST(CheckModel, KnowsWhatHasAPriceOrAProfile) {
  for (const Price& price : PriceTable::Shipped().prices()) {
    EXPECT_TRUE(CheckModel(price.model).ok()) << price.model;
  }
  for (const auto& name : mocks::ShippedProfileNames()) {
    EXPECT_TRUE(CheckModel(std::string(name)).ok()) << name;
  }
}

TEST(CheckModel, AnUnknownModelIsNamedWithTheKnownOnes) {
  const Result<void> known = CheckModel("gpt-99");
  ASSERT_FALSE(known.ok());
  EXPECT_EQ(known.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(known.error().message, AllOf(HasSubstr("--model gpt-99"), HasSubstr("gpt-5-mini"),
                                           HasSubstr("llama-8b-h100")));
}

}  // namespace
}  // namespace lab::apps
