#include "framework/base/yaml_file.h"

#include <gtest/gtest.h>

namespace lab {
namespace {

TEST(YamlFile, HandsTheRootToTheReader) {
  bool read = false;
  const Result<void> result = ReadYaml("a: 1\n", "x.yaml", [&](const YAML::Node&) { read = true; });
  EXPECT_TRUE(result.ok());
  EXPECT_TRUE(read);
}

TEST(YamlFile, ARefusalNamesFileAndLine) {
  const auto refuse = [](const YAML::Node& root) { RefuseYaml(root, "'a' should be a list"); };
  const Result<void> result = ReadYaml("\n\na: 1\n", "x.yaml", refuse);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error(), (Error{ErrorKind::kConfig, "x.yaml:3: 'a' should be a list"}));
}

TEST(YamlFile, WhatIsNoYamlIsRefusedWithItsLine) {
  const Result<void> result = ReadYaml("a: 1\nb: [1, 2\n", "x.yaml", [](const YAML::Node&) {});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind, ErrorKind::kConfig);
  EXPECT_EQ(result.error().message.find("x.yaml:3: not YAML: "), 0U) << result.error().message;
}

}  // namespace
}  // namespace lab
