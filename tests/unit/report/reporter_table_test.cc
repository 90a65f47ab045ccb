#include "framework/report/reporter_table.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "framework/measure/run_json.h"

namespace lab::report {
namespace {

TEST(ReporterTable, FindsEachRowByItsNameAndItsExtension) {
  for (const Reporter& row : AllReporters()) {
    EXPECT_EQ(FindReporter(row.name), &row);
    EXPECT_EQ(FindReporterOfFile("results" + std::string(row.extension)), &row);
  }
}

TEST(ReporterTable, HasNoNameOrExtensionTwice) {
  std::set<std::string_view> names;
  std::set<std::string_view> extensions;
  for (const Reporter& row : AllReporters()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(extensions.insert(row.extension).second) << row.extension;
    EXPECT_FALSE(row.summary.empty());
  }
}

TEST(ReporterTable, DoesNotFindWhatIsNotThere) {
  EXPECT_EQ(FindReporter("docx"), nullptr);
  EXPECT_EQ(FindReporterOfFile("results.docx"), nullptr);
  EXPECT_EQ(FindReporterOfFile("json"), nullptr);
}

TEST(ReporterTable, EveryFormWritesAnEmptyRunWithoutAnEscapeCharacter) {
  for (const Reporter& row : AllReporters()) {
    std::ostringstream out;
    const measure::Run run;
    row.write(Analyse(run), {}, out);
    EXPECT_EQ(out.str().find('\x1b'), std::string::npos) << row.name;
  }
}

TEST(ReporterTable, JsonIsTheRunFile) {
  measure::Run run;
  run.config.seed = 7;
  std::ostringstream reported;
  std::ostringstream written;
  FindReporter("json")->write(Analyse(run), {}, reported);
  measure::WriteRunJson(run, written);
  EXPECT_EQ(reported.str(), written.str());
}

}  // namespace
}  // namespace lab::report
