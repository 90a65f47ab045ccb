#include "apps/report_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "framework/report/jsonl.h"

namespace lab::apps {
namespace {

Error CannotWrite(const std::string& flag, const std::string& name) {
  return {ErrorKind::kIo, fmt::format("{} {}: the file cannot be written", flag, name)};
}

Result<void> CheckFile(const std::string& flag, const std::string& name) {
  const std::ofstream probe(name, std::ios::binary | std::ios::app);
  if (!probe) return CannotWrite(flag, name);
  return {};
}

// A dot in a folder's name begins no extension.
std::string CandidateFile(const std::string& name) {
  const std::filesystem::path path(name);
  const std::string file = path.stem().string() + ".candidate" + path.extension().string();
  return (path.parent_path() / file).string();
}

}  // namespace

std::vector<ReportFile> ReportFilesOf(const SuitesOptions& options) {
  std::vector<ReportFile> files;
  for (const std::string& name : options.out)
    files.push_back({"--out", name, report::FindReporterOfFile(name)});
  const auto add = [&](const char* flag, const std::string& name, const char* reporter) {
    if (!name.empty()) files.push_back({flag, name, report::FindReporter(reporter)});
  };
  add("--report", options.html, "html");
  add("--csv", options.csv, "csv");
  add("--junit", options.junit, "junit");
  return files;
}

Result<void> CheckReportFiles(const SuitesOptions& options) {
  for (const ReportFile& file : ReportFilesOf(options)) {
    if (const Result<void> can = CheckFile(file.flag, file.name); !can) return can.error();
  }
  const std::pair<const char*, const std::string*> others[] = {
      {"--trace", &options.trace}, {"--benchmark_out", &options.benchmark_out}};
  for (const auto& [flag, name] : others) {
    if (name->empty()) continue;
    if (const Result<void> can = CheckFile(flag, *name); !can) return can.error();
  }
  return {};
}

SuitesOptions ForCandidate(SuitesOptions options) {
  for (std::string& name : options.out) name = CandidateFile(name);
  for (std::string* name : {&options.html, &options.csv, &options.junit}) {
    if (!name->empty()) *name = CandidateFile(*name);
  }
  return options;
}

Result<void> WriteReportFiles(const report::Analysis& analysis, const SuitesOptions& options) {
  const report::ReportOptions form{.statistics = options.statistics,
                                   .confusion = options.confusion,
                                   .requests_per_month = options.volume};
  for (const ReportFile& file : ReportFilesOf(options)) {
    std::ofstream out(file.name, std::ios::binary);
    file.reporter->write(analysis, form, out);
    out.flush();
    if (!out) return CannotWrite(file.flag, file.name);
  }
  return {};
}

Result<SampleLog> SampleLog::Open(const std::string& name) {
  SampleLog log;
  if (name.empty()) return log;
  log.name_ = name;
  log.file_ = std::make_unique<std::ofstream>(name, std::ios::binary);
  if (!*log.file_) return CannotWrite("--jsonl", name);
  return log;
}

SampleLog::Hook SampleLog::hook() const {
  if (file_ == nullptr) return nullptr;
  return
      [file = file_.get()](const measure::CaseRecord& record, const measure::TrialRecord& trial) {
        report::WriteTrialLines(record, trial, *file);
        file->flush();
      };
}

Result<void> SampleLog::Check() const {
  if (file_ != nullptr && !*file_) return CannotWrite("--jsonl", name_);
  return {};
}

}  // namespace lab::apps
