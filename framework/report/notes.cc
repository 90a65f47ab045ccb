#include "framework/report/notes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "framework/base/units.h"
#include "framework/measure/figures.h"
#include "framework/report/case_columns.h"
#include "framework/stats/percentile.h"

namespace lab::report {
namespace {

using measure::CaseRecord;
using measure::TrialRecord;

bool IsBroken(const TrialRecord& trial) { return trial.error.has_value(); }

// "Uncached: 3 of 50 answers failed (requests: 2 rate_limited, 1 timeout; the first: slow down);
// the percentiles are over the others"
void AddFailures(const CaseResult& result, std::vector<std::string>& notes) {
  const CaseRecord& record = *result.record;
  const measure::Totals& totals = result.totals;
  const auto broken = std::count_if(record.trials.begin(), record.trials.end(), IsBroken);
  if (broken > 0) {
    const auto first = std::find_if(record.trials.begin(), record.trials.end(), IsBroken);
    notes.push_back(fmt::format("{}: {} of {} trials could not be carried out; trial {}: {}",
                                record.short_name(), broken, record.trials.size(), first->index,
                                first->error->message));
  }
  if (totals.failed_views == 0) return;
  std::string kinds;
  for (const auto& [kind, count] : totals.errors)
    kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, kind);
  const std::string first = FirstRequestError(record);
  if (!first.empty()) kinds += "; the first: " + first;
  notes.push_back(
      fmt::format("{}: {} of {} answers failed (requests: {}); the percentiles are over the others",
                  record.short_name(), totals.failed_views, totals.views, kinds));
}

// "Thinker: 7 of 200 answers succeeded without text that a user sees; ..."
void AddNeverSeen(const CaseResult& result, std::vector<std::string>& notes) {
  const measure::Totals& totals = result.totals;
  if (totals.unseen_views == 0) return;
  notes.push_back(
      fmt::format("{}: {} of {} answers succeeded without text that a user sees; in the times of "
                  "their first text they count as never seen",
                  result.record->short_name(), totals.unseen_views, totals.views));
}

// "*: usage was not reported to the end, so estimated from what was seen (...): StoppedEarly 20 of
// 20 requests"
void AddEstimates(const Group& group, std::vector<std::string>& notes) {
  std::vector<std::string> cases;
  for (const CaseResult& result : group.cases) {
    const measure::Totals& totals = result.totals;
    if (totals.estimated == 0 || !totals.usd_per_1k()) continue;
    cases.push_back(fmt::format("{} {} of {} requests", result.record->short_name(),
                                totals.estimated, totals.requests));
  }
  if (cases.empty()) return;
  notes.push_back(
      fmt::format("*: usage was not reported to the end, so estimated from what was seen (thinking "
                  "that was kept hidden is not in it): {}",
                  fmt::join(cases, ", ")));
}

/// What there is to explain in the table as it is shown.
struct VisibleMarks {
  std::vector<std::string> figures;  // that have a column
  bool estimates = false;            // some cell is one
};

VisibleMarks MarksOf(const Group& group, const ReportOptions& options) {
  const std::vector<CaseColumn> columns = ColumnsOf(group, options);
  const TextTable table = TableOf(group, columns);
  VisibleMarks marks;
  for (const std::size_t shown : table.ShownAt(options.width)) {
    if (!columns[shown].figure.empty()) marks.figures.push_back(columns[shown].figure);
    for (const std::vector<Cell>& row : table.rows())
      marks.estimates = marks.estimates || row[shown].text.starts_with('*');
  }
  return marks;
}

}  // namespace

std::string MarkNote(const Group& group, const std::vector<std::string>& figures) {
  std::map<double, std::int64_t> marked;  // percentile: how many independent answers it takes
  bool dependent = false;
  for (const CaseResult& result : group.cases) {
    for (const std::string& name : figures) {
      const auto* figure = measure::FindFigure(result.figures, name);
      if (figure == nullptr || !figure->too_few()) continue;
      const double p = figure->statistic->percent / 100;
      const std::int64_t needed = stats::SamplesNeeded(std::max(p, 1 - p), 0.025);
      marked[figure->statistic->percent] = needed;
      dependent = dependent || figure->n >= needed;
    }
  }
  if (marked.empty()) return "";
  std::vector<std::string> parts;
  for (const auto& [percent, needed] : marked) {
    parts.push_back(fmt::format("p{:g} {}{}{}", percent, parts.empty() ? "takes " : "",
                                FormatCount(needed), parts.empty() ? " answers" : ""));
  }
  return fmt::format("~ no 95 % upper bound at this n: {}{}", fmt::join(parts, ", "),
                     dependent ? "; more where the answers of a trial are alike" : "");
}

std::vector<std::string> NotesOf(const Group& group, const ReportOptions& options) {
  const VisibleMarks marks = MarksOf(group, options);
  std::vector<std::string> notes;
  if (std::string bounds = MarkNote(group, marks.figures); !bounds.empty())
    notes.push_back(std::move(bounds));
  for (const CaseResult& result : group.cases) {
    const CaseRecord& record = *result.record;
    if (record.skipped)
      notes.push_back(fmt::format("{}: skipped: {}", record.short_name(), *record.skipped));
    AddFailures(result, notes);
    AddNeverSeen(result, notes);
  }
  if (marks.estimates) AddEstimates(group, notes);
  return notes;
}

// Where the mock answers, how often it is right is an assumption.
std::string ModelledNote(const Group& group, const measure::Run& run) {
  const bool labelled = group.counters.contains(std::string(measure::kLabelAccuracy));
  if (!IsModelled(run) || (!group.graded() && !labelled)) return "";
  return "accuracy is modelled by the mock's profile";
}

std::string FirstFailure(const CaseRecord& record) {
  const auto broken = std::find_if(record.trials.begin(), record.trials.end(), IsBroken);
  return broken != record.trials.end() ? broken->error->message : FirstRequestError(record);
}

}  // namespace lab::report
