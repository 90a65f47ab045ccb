// The forms in which a Run can be written, one row each.
//
//   const Reporter* reporter = FindReporter("table");
//   reporter->write(Analyse(run), {.colour = true}, std::cout);
//   const Reporter* by_name = FindReporterOfFile("results.json");
//
// A new form is a pair of files and a row here; the contract tests, --help and --out pick it up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/report/analysis.h"

namespace lab::report {

struct ReportOptions {
  bool colour = false;    ///< ANSI escapes; only for a terminal
  std::size_t width = 0;  ///< columns that a line may take; 0: as many as it needs
  bool whole_notes =
      false;  ///< a note is one line however long: what is piped is searched, not read
  /// Which columns a metric has in a table, by their names in measure/sample_statistics.h. CSV and
  /// JSON have all of them.
  std::vector<std::string> statistics{"p50", "p95", "p99"};
  bool confusion = false;               ///< which label was taken for which, below the table
  std::int64_t requests_per_month = 0;  ///< what a saving a month is told for; 0: it is not told
};

struct Reporter {
  std::string_view name;       ///< the value of --format
  std::string_view extension;  ///< with its dot; what --out FILE is recognised by
  std::string_view summary;    ///< one line for --help
  void (*write)(const Analysis& analysis, const ReportOptions& options, std::ostream& out);
};

std::span<const Reporter> AllReporters();
/// nullptr when unknown.
const Reporter* FindReporter(std::string_view name);
/// By the end of the file's name; nullptr when none fits.
const Reporter* FindReporterOfFile(std::string_view file_name);

}  // namespace lab::report
