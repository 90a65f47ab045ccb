#include "framework/load/scenario_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/base/yaml_file.h"

namespace lab::load {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// What a text comes to, or why it does not.
std::string Filled(std::string_view text) {
  ScenarioOptions options;
  options.variable = [](std::string_view name) -> std::optional<std::string> {
    if (name == "A") return "alpha";
    if (name == "EMPTY") return "";
    return std::nullopt;
  };
  std::string filled;
  const Result<void> read = ReadYaml(
      std::string("key: '").append(text).append("'"), "f",
      [&](const YAML::Node& node) { filled = ScenarioSection(node, "", options).Text("key"); });
  return read ? filled : read.error().message;
}

TEST(ScenarioSection, PutsTheEnvironmentIntoItsValues) {
  EXPECT_EQ(Filled("x ${A} ${A}!"), "x alpha alpha!");
  EXPECT_EQ(Filled("${B:-beta}"), "beta");
  EXPECT_EQ(Filled("${A:-beta}"), "alpha");
  EXPECT_EQ(Filled("${EMPTY:-beta}"), "beta") << "empty is as good as not set";
  EXPECT_EQ(Filled("${B:-}"), "");
  EXPECT_EQ(Filled("$$ and $x and {y}"), "$ and $x and {y}");
  EXPECT_EQ(Filled("$${A}"), "${A}");
}

TEST(ScenarioSection, NamesTheVariableThatIsMissing) {
  EXPECT_THAT(Filled("${B}"), HasSubstr("f:1: the environment has no variable B"));
  EXPECT_THAT(Filled("${EMPTY}"), HasSubstr("no variable EMPTY"));
  EXPECT_THAT(Filled("${}"), HasSubstr("names no variable"));
  EXPECT_THAT(Filled("${A"), HasSubstr("is not closed"));
}

TEST(ScenarioSection, ReadsOneValueAsAListOfOne) {
  const ScenarioOptions options;
  const Result<void> read = ReadYaml("{a: 1, b: [1, 2], c: }", "f", [&](const YAML::Node& node) {
    ScenarioSection section(node, "", options);
    EXPECT_THAT(section.Texts("a"), ElementsAre("1"));
    EXPECT_THAT(section.Texts("b"), ElementsAre("1", "2"));
    EXPECT_TRUE(section.Texts("c").empty());
    EXPECT_THAT(section.Keys(), ElementsAre("a", "b", "c"));
    section.Close();
  });
  EXPECT_TRUE(read);
}

}  // namespace
}  // namespace lab::load
