#include "apps/baselines.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>
#include <sstream>
#include <utility>
#include <vector>

#include "apps/exact_report.h"
#include "apps/files.h"
#include "framework/gate/exact.h"
#include "framework/measure/run_json.h"

namespace lab::apps {
namespace {

using measure::Run;

std::string FileOf(const Baselines& baselines, const std::string& suite) {
  return fmt::format("{}/{}.json", baselines.directory, suite);
}

std::vector<std::string> SuitesOf(const Run& run) {
  std::vector<std::string> suites;
  for (const measure::CaseRecord& record : run.cases) {
    if (suites.empty() || suites.back() != record.suite) suites.push_back(record.suite);
  }
  return suites;
}

// Suites that have a file.
std::vector<std::string> SuitesOnDisk(const Baselines& baselines) {
  std::vector<std::string> suites;
  std::error_code ignored;  // no folder: no files
  for (const auto& entry : std::filesystem::directory_iterator(baselines.directory, ignored)) {
    if (entry.path().extension() == ".json") suites.push_back(entry.path().stem().string());
  }
  std::sort(suites.begin(), suites.end());
  return suites;
}

std::vector<std::string> SuitesNoMore(const Run& run, const Baselines& baselines) {
  std::vector<std::string> gone;
  if (!baselines.every_case) return gone;
  const std::vector<std::string> suites = SuitesOf(run);
  for (std::string& suite : SuitesOnDisk(baselines)) {
    if (std::find(suites.begin(), suites.end(), suite) == suites.end())
      gone.push_back(std::move(suite));
  }
  return gone;
}

// What the file of one suite holds. Neither the filter nor the version decides the record.
Run OnlySuite(const Run& run, const std::string& suite) {
  Run only;
  only.config = run.config;
  only.config.tool_version.clear();
  only.config.filter = fmt::format("^{}/", suite);
  only.simulated = run.simulated;
  std::copy_if(run.cases.begin(), run.cases.end(), std::back_inserter(only.cases),
               [&](const measure::CaseRecord& record) { return record.suite == suite; });
  return only;
}

Result<std::optional<Run>> ReadBaseline(const std::string& file) {
  std::error_code failed;
  const bool there = std::filesystem::exists(file, failed);
  if (failed) {
    return Error{ErrorKind::kConfig,
                 fmt::format("--baselines: {} cannot be read: {}", file, failed.message())};
  }
  if (!there) return std::optional<Run>();
  const Result<std::string> text = ReadFile(file);
  if (!text) return text.error();
  Result<Run> run = measure::ReadRunJson(*text);
  if (!run) return Annotate(run.error(), file);
  return std::optional(*std::move(run));
}

Result<bool> CheckSuite(const Run& run, const std::string& suite, const Baselines& baselines,
                        std::ostream& out) {
  const std::string file = FileOf(baselines, suite);
  Result<std::optional<Run>> baseline = ReadBaseline(file);
  if (!baseline) return baseline.error();
  if (!*baseline) {
    out << fmt::format("{}: there is no baseline {}\n", suite, file);
    return false;
  }
  if (baselines.selects) {
    std::erase_if((*baseline)->cases, [&](const measure::CaseRecord& record) {
      return !baselines.selects(record.full_name());
    });
  }
  const gate::ExactComparison comparison = gate::CompareExactly(**baseline, OnlySuite(run, suite));
  WriteExactReport(suite, comparison, {.colour = baselines.colour}, out);
  return comparison.same();
}

Result<void> ApproveSuite(const Run& run, const std::string& suite, const Baselines& baselines,
                          std::ostream& out) {
  const std::string file = FileOf(baselines, suite);
  const Result<std::optional<Run>> before = ReadBaseline(file);
  const Run now = OnlySuite(run, suite);
  // One that does not read is replaced as well.
  if (before && *before) {
    WriteExactReport(suite, gate::CompareExactly(**before, now), {.colour = baselines.colour}, out);
  } else {
    out << fmt::format("{}: {} cases, a new baseline\n", suite, now.cases.size());
  }
  std::ostringstream text;
  measure::WriteRunJson(now, text, measure::Detail::kOutline);
  return WriteFile(file, text.str());
}

}  // namespace

Result<bool> CheckBaselines(const Run& run, const Baselines& baselines, std::ostream& out) {
  bool same = true;
  for (const std::string& suite : SuitesOf(run)) {
    const Result<bool> suite_same = CheckSuite(run, suite, baselines, out);
    if (!suite_same) return suite_same.error();
    same = same && *suite_same;
  }
  for (const std::string& suite : SuitesNoMore(run, baselines)) {
    out << fmt::format("{}: there is a baseline and no such suite\n", suite);
    same = false;
  }
  if (!same) {
    const std::vector<std::string> suites = SuitesOf(run);
    const bool one = !baselines.every_case && suites.size() == 1;
    out << fmt::format("if that is meant: ./bench --approve{}\n",
                       one ? fmt::format(" --benchmark_filter=^{}/", suites[0]) : "");
  }
  return same;
}

Result<void> ApproveBaselines(const Run& run, const Baselines& baselines, std::ostream& out) {
  std::error_code failed;
  std::filesystem::create_directories(baselines.directory, failed);
  if (failed) {
    return Error{ErrorKind::kIo,
                 fmt::format("--baselines {}: the folder cannot be made", baselines.directory)};
  }
  for (const std::string& suite : SuitesOf(run)) {
    const Result<void> approved = ApproveSuite(run, suite, baselines, out);
    if (!approved) return approved.error();
  }
  for (const std::string& suite : SuitesNoMore(run, baselines)) {
    std::filesystem::remove(FileOf(baselines, suite), failed);
    out << fmt::format("{}: no such suite any more; its baseline was removed\n", suite);
  }
  return {};
}

}  // namespace lab::apps
