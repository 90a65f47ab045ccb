#include "framework/load/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace lab::load {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::optional<std::string> NoVariable(std::string_view /*name*/) { return std::nullopt; }

Scenario ScenarioIn(std::string_view yaml, ScenarioOptions options = {NoVariable, {}}) {
  Result<Scenario> scenario = ReadScenario(yaml, "file.yaml", options);
  if (scenario) return *std::move(scenario);
  ADD_FAILURE() << scenario.error().message;
  return {};
}

std::string WhyNot(std::string_view yaml, ScenarioOptions options = {NoVariable, {}}) {
  const Result<Scenario> scenario = ReadScenario(yaml, "file.yaml", options);
  return scenario ? "" : scenario.error().message;
}

constexpr std::string_view kField = R"(
providers:
  - name: openai
    endpoint: http://127.0.0.1:8000/v1
    auth: {type: bearer, token: "${SOME_KEY}"}
    models: [m1, m2]
  - {name: sim, models: claude-sonnet-5-5}
workload:
  scenarios:
    - name: short
      requests: 5
      concurrency: 2
      prompt: {template: "Say {word}.", variables: {word: [yes, "no"]}}
    - {name: long, rate: 2, duration: 60s, slo: [ttft_ms=500, tpot_ms=50]}
  request_params: {max_tokens: 100, temperature: 0.5, stream: false, timeout: 30s}
execution: {max_concurrency: 8, retry: {max_attempts: 3, initial_backoff_ms: 200}}
output: {export: [{format: json, path: "results/bench_{timestamp}.json"}]}
)";

Scenario Field() {
  return ScenarioIn(kField, {[](std::string_view name) -> std::optional<std::string> {
                               if (name == "SOME_KEY") return "k-123";
                               return std::nullopt;
                             },
                             {}});
}

TEST(Scenario, EveryProviderModelAndScenarioIsARun) {
  std::vector<std::string> names;
  for (const ScenarioRun& run : Field().runs) names.push_back(run.name);
  EXPECT_THAT(names,
              ElementsAre("openai/m1/short", "openai/m1/long", "openai/m2/short", "openai/m2/long",
                          "sim/claude-sonnet-5-5/short", "sim/claude-sonnet-5-5/long"));
}

TEST(Scenario, ItsKeysAreFlagsAndItsOwnTakeThePlaceOfTheGeneralOnes) {
  const Scenario scenario = Field();
  EXPECT_THAT(scenario.runs[0].flags,
              ElementsAre("--target", "openai-compatible", "--url", "http://127.0.0.1:8000/v1",
                          "--model", "m1", "--output-tokens", "100", "--temperature", "0.5",
                          "--timeout", "30s", "--buffered", "--concurrency", "2", "--attempts", "3",
                          "--first-backoff", "200ms", "--requests", "5"));
  EXPECT_THAT(
      scenario.runs[5].flags,
      ElementsAre("--target", "sim", "--model", "claude-sonnet-5-5", "--output-tokens", "100",
                  "--temperature", "0.5", "--timeout", "30s", "--buffered", "--concurrency", "8",
                  "--attempts", "3", "--first-backoff", "200ms", "--rate", "2", "--duration", "60s",
                  "--slo", "ttft_ms=500", "--slo", "tpot_ms=50"));
}

TEST(Scenario, AKeyComesFromTheEnvironmentAndIsNoFlag) {
  const Scenario scenario = Field();
  ASSERT_TRUE(scenario.runs[0].token);
  EXPECT_EQ(scenario.runs[0].token->Reveal(), "k-123");
  for (const ScenarioRun& run : scenario.runs) EXPECT_THAT(run.flags, Not(Contains("k-123")));
  EXPECT_FALSE(scenario.runs[4].token);
}

TEST(Scenario, AVariableThatIsMissingNamesItselfAndItsLine) {
  EXPECT_EQ(WhyNot(kField),
            "file.yaml:5: the environment has no variable SOME_KEY; set it, or give it a default "
            "as ${SOME_KEY:-...}");
}

TEST(Scenario, APromptTakesTheValuesOfItsVariablesInTurn) {
  const PromptTemplate prompt = Field().runs[0].prompt;
  EXPECT_EQ(prompt.PromptOf(0), "Say yes.");
  EXPECT_EQ(prompt.PromptOf(1), "Say no.");
  EXPECT_EQ(prompt.PromptOf(2), "Say yes.");
}

TEST(Scenario, ExportsNameTheirFormAndPlace) {
  const Scenario scenario = Field();
  ASSERT_EQ(scenario.exports.size(), 1U);
  EXPECT_EQ(scenario.exports[0].path, "results/bench_{timestamp}.json");
}

TEST(Scenario, WithoutProvidersItRunsInSimulatedTime) {
  EXPECT_EQ(ScenarioIn("workload: {scenarios: [{name: a, requests: 1}]}").runs.at(0).name, "sim/a");
}

TEST(Scenario, ASettingTakesThePlaceOfWhatTheFileHasAndMayAddToIt) {
  const Scenario scenario =
      ScenarioIn("workload: {scenarios: [{name: a, requests: 1}]}",
                 {NoVariable, {"workload.scenarios.0.requests=7", "execution.max_concurrency=3"}});
  EXPECT_THAT(scenario.runs.at(0).flags, ElementsAre("--concurrency", "3", "--requests", "7"));
}

TEST(Scenario, ASettingThatLeadsNowhereIsRefused) {
  const std::string_view yaml = "workload: {scenarios: [{name: a, requests: 1}]}";
  for (const std::string setting :
       {"", "x", "=3", "workload.scenarios.5.requests=7", "workload.scenarios.first=7",
        "workload.scenarios.0.requests.deep=7"})
    EXPECT_THAT(WhyNot(yaml, {NoVariable, {setting}}), HasSubstr("--set '")) << setting;
  EXPECT_THAT(WhyNot(yaml, {NoVariable, {"exekution.max_concurrency=3"}}),
              HasSubstr("'exekution' is no key of a scenario file (did you mean 'execution'?)"));
}

TEST(Scenario, AMisspeltKeyIsNamedWithItsLineAndTheNearestRightOne) {
  EXPECT_EQ(WhyNot("workload:\n  scenarios:\n    - {name: a, reqests: 1}\n"),
            "file.yaml:3: 'reqests' is no key of workload.scenarios[0] (did you mean "
            "'requests'?)");
  EXPECT_THAT(WhyNot("workload: {scenarios: [{name: a}]}\nprovider: []\n"),
              HasSubstr("file.yaml:2: 'provider' is no key of a scenario file (did you mean "
                        "'providers'?)"));
}

TEST(Scenario, WhatIsOfAnotherShapeIsNamed) {
  EXPECT_THAT(WhyNot(""), HasSubstr("'workload.scenarios' should be a list with one"));
  EXPECT_THAT(WhyNot("workload: {scenarios: []}"), HasSubstr("with one scenario at least"));
  EXPECT_THAT(WhyNot("[1, 2]"), HasSubstr("a scenario file should be a mapping"));
  EXPECT_THAT(WhyNot("workload: 3"), HasSubstr("'workload' should be a mapping"));
  EXPECT_THAT(WhyNot("workload: {scenarios: 3}"), HasSubstr("is '3' when it should be a list"));
  EXPECT_THAT(WhyNot("workload: {scenarios: [{requests: 1}]}"), HasSubstr("needs a name"));
  EXPECT_THAT(WhyNot("workload: {scenarios: [{name: a, rate: [1]}]}"),
              HasSubstr("workload.scenarios[0].rate is a list when it should be one value"));
  EXPECT_THAT(WhyNot("workload: {scenarios: [{name: a, spread: maybe}]}"),
              HasSubstr("is 'maybe' when it should be true or false"));
  EXPECT_THAT(WhyNot("workload: {scenarios: [{name: a, prompt: {template: 'x {y}'}}]}"),
              HasSubstr("without {y}, which 'variables' does not have"));
  EXPECT_THAT(
      WhyNot("workload: {scenarios: [{name: a}]}\noutput: {export: [{format: xml, path: a}]}"),
      HasSubstr("is 'xml' when it should be json or jsonl"));
  EXPECT_THAT(
      WhyNot("providers: [{name: a, auth: {type: magic}}]\nworkload: {scenarios: [{name: a}]}"),
      HasSubstr("is 'magic' when it should be bearer, api_key or none"));
  EXPECT_THAT(WhyNot("workload: {scenarios: [{name: a"), HasSubstr("file.yaml:"));
}

TEST(ScenarioSchema, HasTheKeysThatAScenarioMayHave) {
  std::ifstream file(LAB_SOURCE_DIR "/scenarios/load.schema.json");
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const nlohmann::json schema = nlohmann::json::parse(bytes);
  const nlohmann::json& keys =
      schema["properties"]["workload"]["properties"]["scenarios"]["items"]["properties"];
  for (const ScenarioKey& key : ScenarioKeys()) {
    ASSERT_TRUE(keys.contains(key.name)) << key.name;
    EXPECT_EQ(keys[std::string(key.name)]["type"] == "boolean", key.value == ScenarioValue::kFlag);
  }
  EXPECT_EQ(keys.size(), ScenarioKeys().size() + 2) << "and a name and a prompt";
}

}  // namespace
}  // namespace lab::load
