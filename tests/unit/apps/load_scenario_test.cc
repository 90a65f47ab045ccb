// `lab load FILE`: the scenarios that ship, and how a file is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "apps/subcommand.h"

namespace lab::apps {
namespace {

using ::testing::HasSubstr;

struct ScenarioSaid {
  int exit = 0;
  std::string out;
  std::string err;
};

ScenarioSaid RunScenarioFile(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const int exit = Load(arguments, out, err);
  return {exit, out.str(), err.str()};
}

std::string ShippedFile(const std::string& name) { return LAB_SOURCE_DIR "/scenarios/" + name; }

/// A file of its own for a test.
class ScenarioFile {
 public:
  explicit ScenarioFile(const std::string& yaml) { std::ofstream(name_) << yaml; }
  ~ScenarioFile() { std::remove(name_.c_str()); }
  const std::string& name() const { return name_; }

 private:
  std::string name_ = ::testing::TempDir() + "lab_scenario.yaml";
};

class ShippedScenario : public ::testing::TestWithParam<std::string> {};

TEST_P(ShippedScenario, RunsInSimulatedTimeAndIsValidTwiceWithTheSameBytes) {
  const std::string file = ShippedFile(GetParam());
  const ScenarioSaid check = RunScenarioFile({file, "--check"});
  EXPECT_EQ(check.exit, kOk) << check.err;
  const ScenarioSaid once = RunScenarioFile({file});
  EXPECT_EQ(once.exit, kOk) << once.out << once.err;
  EXPECT_EQ(once.out, RunScenarioFile({file}).out);
}

INSTANTIATE_TEST_SUITE_P(All, ShippedScenario,
                         ::testing::Values("smoke.yaml", "steady.yaml", "burst.yaml", "ramp.yaml",
                                           "steps.yaml", "users.yaml", "shared-prefix.yaml",
                                           "questions.yaml"));

TEST(ScenarioFiles, ASoakOfTwoMinutesIsValid) {
  const ScenarioSaid said =
      RunScenarioFile({ShippedFile("soak.yaml"), "--set", "workload.scenarios.0.duration=120s"});
  EXPECT_EQ(said.exit, kOk) << said.out << said.err;
}

TEST(ScenarioFiles, SeveralRunsEndWithATableOfThem) {
  const ScenarioSaid said = RunScenarioFile({ShippedFile("users.yaml")});
  EXPECT_THAT(said.out, HasSubstr("== sim/thinking: 8 users\n"));
  EXPECT_THAT(said.out, HasSubstr("sim/clocked   VALID    80       0"));
}

TEST(ScenarioFiles, CheckSendsNothing) {
  const ScenarioSaid said = RunScenarioFile({ShippedFile("smoke.yaml"), "--check"});
  EXPECT_EQ(said.exit, kOk);
  EXPECT_THAT(said.out, HasSubstr("sim/smoke: 2 users\n"));
  EXPECT_THAT(said.out, HasSubstr("smoke.yaml is right\n"));
}

TEST(ScenarioFiles, AWrongValueIsNamedWithItsFileAndLine) {
  const ScenarioFile file("workload:\n  scenarios:\n    - {name: a, rate: fast, requests: 1}\n");
  const ScenarioSaid said = RunScenarioFile({file.name()});
  EXPECT_EQ(said.exit, kUsage);
  EXPECT_THAT(said.err, HasSubstr(":3: sim/a: --rate: the rate 'fast' has a rate"));
  const ScenarioFile other("workload:\n  scenarios:\n    - {name: a, requests: many}\n");
  EXPECT_THAT(RunScenarioFile({other.name()}).err,
              HasSubstr(":3: sim/a: --requests: it is many when"));
}

TEST(ScenarioFiles, FlagsBesideAFileAreRefusedInsteadOfNotBeingLookedAt) {
  EXPECT_THAT(RunScenarioFile({ShippedFile("smoke.yaml"), "--requests", "3"}).err,
              HasSubstr("--requests does not go with a scenario file"));
  EXPECT_THAT(RunScenarioFile({"--check"}).err, HasSubstr("need a scenario file"));
  EXPECT_THAT(RunScenarioFile({"/no/such.yaml"}).err, HasSubstr("/no/such.yaml"));
}

TEST(ScenarioFiles, EachRunIsExportedToAFileOfItsOwn) {
  const std::string folder = ::testing::TempDir();
  const ScenarioFile file(
      "workload: {scenarios: [{name: a, requests: 2}, {name: b/c, requests: 2}]}\n"
      "output: {export: [{format: json, path: \"" +
      folder + "lab_{name}_run.json\"}, {format: jsonl, path: \"" + folder +
      "lab_lines.jsonl\"}]}\n");
  EXPECT_EQ(RunScenarioFile({file.name()}).exit, kOk);
  for (const char* name : {"lab_sim_a_run.json", "lab_sim_b_c_run.json", "lab_lines.sim_a.jsonl",
                           "lab_lines.sim_b_c.jsonl"}) {
    EXPECT_TRUE(std::filesystem::exists(folder + name)) << name;
    std::filesystem::remove(folder + name);
  }
}

}  // namespace
}  // namespace lab::apps
