// The files that a run is written to: which, by which reporter, and the one that is written while
// the run goes on.
//
//   if (const Result<void> can = CheckReportFiles(options); !can) return Fail(can.error());
//   Result<SampleLog> log = SampleLog::Open(options.jsonl);
//   study_options.trial_done = log->hook();
//   ... the run ...
//   Result<void> written = WriteReportFiles(analysis, options);
#pragma once

#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "apps/suites_options.h"
#include "framework/base/result.h"
#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"

namespace lab::apps {

struct ReportFile {
  std::string flag;  ///< that named it, for messages
  std::string name;
  const report::Reporter* reporter = nullptr;
};

/// --out, --report, --csv and --junit, in this order.
std::vector<ReportFile> ReportFilesOf(const SuitesOptions& options);

/// Before the run, so that an hour of it is not lost to a misspelt folder: these and the file of
/// --trace. Creates the files that are not there; ErrorKind::kIo names the first that cannot be
/// written.
Result<void> CheckReportFiles(const SuitesOptions& options);

Result<void> WriteReportFiles(const report::Analysis& analysis, const SuitesOptions& options);

/// The same with the names of --interleave's other side: "results.candidate.json" beside
/// "results.json", in the same folder.
SuitesOptions ForCandidate(SuitesOptions options);

/// The file of --jsonl. Each trial's lines are with the operating system before the next trial
/// begins.
class SampleLog {
 public:
  using Hook = std::function<void(const measure::CaseRecord&, const measure::TrialRecord&)>;

  /// An empty name: no file, and no hook. ErrorKind::kIo when it cannot be written.
  static Result<SampleLog> Open(const std::string& name);
  /// For StudyOptions::trial_done; the log must outlive it.
  Hook hook() const;
  /// ErrorKind::kIo when a line could not be written: the disk is full.
  Result<void> Check() const;

 private:
  std::string name_;
  std::unique_ptr<std::ofstream> file_;
};

}  // namespace lab::apps
