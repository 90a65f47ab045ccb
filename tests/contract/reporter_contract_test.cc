// One body for every form of a report: whatever a run holds, the form is written whole and safe.

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <tuple>

#include "framework/base/utf8.h"
#include "framework/report/reporter_table.h"
#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

constexpr const char* kNasty = "a \"quoted\" <b>&amp;</script>,|\n\x1b[31m'name' \u00e9\u20ac \xff";

std::string Written(const Reporter& reporter, const measure::Run& run, ReportOptions options = {}) {
  std::ostringstream out;
  reporter.write(Analyse(run), options, out);
  return out.str();
}

measure::Run Skipped() {
  measure::Run run = TwoCases();
  run.cases[1].trials.clear();
  run.cases[1].skipped = kNasty;
  return run;
}

measure::Run Failed() {
  measure::Run run = TwoCases();
  for (measure::TrialRecord& trial : run.cases[1].trials) {
    trial.views[0] = {.asked = trial.start, .end = trial.end, .failed = true};
    trial.samples[0].error = Error{ErrorKind::kOverloaded, kNasty};
    trial.samples[0].cost.reset();
  }
  run.cases[0].trials[3].error = Error{ErrorKind::kUsage, kNasty};
  run.cases[0].trials[4].views.clear();
  return run;
}

measure::Run Named() {
  measure::Run run = TwoCases();
  for (measure::CaseRecord& record : run.cases) {
    record.suite = kNasty;
    record.group = kNasty;
    record.name += kNasty;
    record.args = {{kNasty, -7}};
    record.trials[0].counters[kNasty] = 1;
    record.trials[0].samples[0].model = kNasty;
  }
  run.config.model = kNasty;
  run.config.filter = kNasty;
  run.config.price_date = kNasty;
  return run;
}

measure::Run Live() {
  measure::Run run = TwoCases();
  run.simulated = false;
  run.host = measure::Host{.date = "2026-11-25T12:00:00Z", .name = kNasty, .cpus = 2};
  return run;
}

measure::Run RunOf(const std::string& what) {
  if (what == "skipped") return Skipped();
  if (what == "failed") return Failed();
  if (what == "named") return Named();
  if (what == "live") return Live();
  if (what == "whole") return TwoCases();
  return {};
}

class ReporterContract : public testing::TestWithParam<std::tuple<std::string, std::string>> {
 protected:
  const Reporter& reporter() const { return *FindReporter(std::get<0>(GetParam())); }
  measure::Run run() const { return RunOf(std::get<1>(GetParam())); }
};

TEST_P(ReporterContract, WritesTheSameBytesAgain) {
  EXPECT_EQ(Written(reporter(), run()), Written(reporter(), run()));
}

TEST_P(ReporterContract, WritesUtf8) {
  const std::string text = Written(reporter(), run());
  EXPECT_EQ(ValidUtf8(text), text);
}

TEST_P(ReporterContract, WritesNoControlCharacterThatATerminalObeys) {
  const std::string text = Written(reporter(), run());
  EXPECT_EQ(std::count(text.begin(), text.end(), '\x1b'), 0);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\0'), 0);
}

TEST_P(ReporterContract, EndsWithALineBreakWhereItSaysAnything) {
  const std::string text = Written(reporter(), run());
  EXPECT_TRUE(text.empty() || text.ends_with('\n'));
}

TEST_P(ReporterContract, HoldsNothingThatLooksLikeAKey) {
  const std::string text = Written(reporter(), run());
  for (const char* key : {"sk-ant-", "sk-proj-", "Bearer ", "x-api-key", "AIza"})
    EXPECT_EQ(text.find(key), std::string::npos) << key;
}

std::vector<std::string> ReporterNames() {
  std::vector<std::string> names;
  for (const Reporter& reporter : AllReporters()) names.emplace_back(reporter.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(
    Every, ReporterContract,
    testing::Combine(testing::ValuesIn(ReporterNames()),
                     testing::Values("empty", "whole", "skipped", "failed", "named", "live")),
    [](const auto& row) { return std::get<0>(row.param) + "_" + std::get<1>(row.param); });

}  // namespace
}  // namespace lab::report
