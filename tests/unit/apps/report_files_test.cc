#include "apps/report_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "tests/unit/report/cases.h"

namespace lab::apps {
namespace {

std::string TextOf(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A folder that is gone after the test.
class ReportFiles : public testing::Test {
 protected:
  ReportFiles() { std::filesystem::create_directories(folder_); }
  ~ReportFiles() override { std::filesystem::remove_all(folder_); }
  std::string In(const std::string& name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                  testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(ReportFiles, AreWrittenInTheFormOfTheirFlagWhateverTheirName) {
  SuitesOptions options;
  options.out = {In("tables.txt")};
  options.html = In("page");
  options.csv = In("cases.data");
  options.junit = In("tests");
  const measure::Run run = report::TwoCases();
  ASSERT_TRUE(CheckReportFiles(options));
  ASSERT_TRUE(WriteReportFiles(report::Analyse(run), options));
  EXPECT_NE(TextOf(options.out[0]).find("suite / Group"), std::string::npos);
  EXPECT_TRUE(TextOf(options.html).starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(TextOf(options.csv).starts_with("suite,group,case"));
  EXPECT_TRUE(TextOf(options.junit).starts_with("<?xml"));
}

TEST_F(ReportFiles, AreFoundUnwritableBeforeTheRun) {
  SuitesOptions options;
  options.html = In("no/such/folder.html");
  const Result<void> checked = CheckReportFiles(options);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message, "--report " + options.html + ": the file cannot be written");
}

TEST_F(ReportFiles, OfGoogleBenchmarkAreCheckedWithThem) {
  SuitesOptions options;
  options.benchmark_out = In("no/such/report.json");
  const Result<void> checked = CheckReportFiles(options);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message,
            "--benchmark_out " + options.benchmark_out + ": the file cannot be written");
}

TEST_F(ReportFiles, OfATraceAreCheckedWithThem) {
  SuitesOptions options;
  options.trace = In("no/such/trace.json");
  const Result<void> checked = CheckReportFiles(options);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message, "--trace " + options.trace + ": the file cannot be written");
}

TEST_F(ReportFiles, OfTheCandidateLieBesideTheOthers) {
  SuitesOptions options;
  options.out = {"results.json", "out.d/results.json"};
  options.html = "./page";
  options.csv = "out.d/cases";
  const SuitesOptions candidate = ForCandidate(options);
  EXPECT_EQ(candidate.out[0], "results.candidate.json");
  EXPECT_EQ(candidate.out[1], "out.d/results.candidate.json");
  EXPECT_EQ(candidate.html, "./page.candidate");
  EXPECT_EQ(candidate.csv, "out.d/cases.candidate");
  EXPECT_EQ(candidate.junit, "");
}

TEST_F(ReportFiles, AreNotEmptiedByTheCheck) {
  SuitesOptions options;
  options.csv = In("old.csv");
  std::ofstream(options.csv) << "kept";
  ASSERT_TRUE(CheckReportFiles(options));
  EXPECT_EQ(TextOf(options.csv), "kept");
}

TEST_F(ReportFiles, LogHasATrialsLinesBeforeTheNextTrial) {
  const std::string name = In("samples.jsonl");
  const Result<SampleLog> log = SampleLog::Open(name);
  ASSERT_TRUE(log);
  const measure::Run run = report::TwoCases();
  log->hook()(run.cases[0], run.cases[0].trials[0]);
  const std::string first = TextOf(name);  // while the log is open
  EXPECT_TRUE(first.starts_with(R"({"suite":"suite","group":"Group","case":"Slow","trial":0)"));
  log->hook()(run.cases[0], run.cases[0].trials[1]);
  EXPECT_TRUE(TextOf(name).starts_with(first));
  EXPECT_GT(TextOf(name).size(), first.size());
  EXPECT_TRUE(log->Check());
}

TEST_F(ReportFiles, LogOfNoNameHasNoHook) {
  const Result<SampleLog> log = SampleLog::Open("");
  ASSERT_TRUE(log);
  EXPECT_FALSE(log->hook());
}

TEST_F(ReportFiles, LogThatCannotBeOpenedIsAnError) {
  EXPECT_FALSE(SampleLog::Open(In("no/such/folder.jsonl")));
}

}  // namespace
}  // namespace lab::apps
