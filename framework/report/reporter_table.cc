#include "framework/report/reporter_table.h"

#include <array>

#include "framework/measure/run_json.h"
#include "framework/report/comparison_table.h"
#include "framework/report/csv.h"
#include "framework/report/html.h"
#include "framework/report/jsonl.h"
#include "framework/report/junit.h"
#include "framework/report/markdown.h"

namespace lab::report {
namespace {

void WriteJson(const Analysis& analysis, const ReportOptions& /*options*/, std::ostream& out) {
  measure::WriteRunJson(*analysis.run, out);
}

constexpr std::array<Reporter, 7> kReporters{{
    {"table", ".txt", "a comparison table a suite, for people", WriteComparisonTables},
    {"json", ".json", "the whole record: every request's stamps, usage and cost", WriteJson},
    {"csv", ".csv", "a line a case, for spreadsheets", WriteCsv},
    {"jsonl", ".jsonl", "a line a request", WriteJsonl},
    {"junit", ".xml", "JUnit: a test case a case, for CI servers", WriteJunit},
    {"html", ".html", "one page with charts, for a browser", WriteHtml},
    {"markdown", ".md", "the tables for a pull request", WriteMarkdown},
}};

}  // namespace

std::span<const Reporter> AllReporters() { return kReporters; }

const Reporter* FindReporter(std::string_view name) {
  for (const Reporter& reporter : kReporters) {
    if (reporter.name == name) return &reporter;
  }
  return nullptr;
}

const Reporter* FindReporterOfFile(std::string_view file_name) {
  for (const Reporter& reporter : kReporters) {
    if (file_name.ends_with(reporter.extension)) return &reporter;
  }
  return nullptr;
}

}  // namespace lab::report
