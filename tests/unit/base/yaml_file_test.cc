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

std::string KeysRefused(const std::string& yaml) {
  const auto reader = [](const YAML::Node& root) {
    AllowOnlyKeys(root, "it: ", {"question", "answer"});
  };
  const Result<void> result = ReadYaml(yaml, "x.yaml", reader);
  return result.ok() ? "" : result.error().message;
}

TEST(YamlFile, ARefusedKeyNamesTheNearestOneFirst) {
  EXPECT_EQ(KeysRefused("answer: 1\nquestion: 2\n"), "");
  EXPECT_EQ(KeysRefused("answer: 1\nqestion: 2\n"),
            "x.yaml:2: it: unknown key 'qestion' (did you mean 'question'?); it should be one of "
            "question, answer");
  EXPECT_EQ(KeysRefused("answer: 1\nanswer: 2\n"),
            "x.yaml:2: it: key 'answer' is there twice; remove one");
}

TEST(YamlFile, ALongValueIsCutInAMessage) {
  const std::string message = KeysRefused(std::string(500, 'k') + ": 1\n");
  EXPECT_NE(message.find("'" + std::string(60, 'k') + "...'"), std::string::npos) << message;
}

}  // namespace
}  // namespace lab
