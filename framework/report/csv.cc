#include "framework/report/csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "framework/measure/figures.h"
#include "framework/report/markup.h"

namespace lab::report {
namespace {

/// The fields of one line in the making.
class Line {
 public:
  void Text(std::string_view text) { fields_.push_back(EscapeCsv(text)); }
  void Count(std::int64_t count) { fields_.push_back(fmt::format("{}", count)); }
  // A ratio to nothing is infinite, which is written "inf": every reader of numbers takes that.
  void Number(std::optional<double> number) {
    fields_.push_back(number ? fmt::format("{}", *number) : "");
  }
  void Write(std::ostream& out) const { out << fmt::format("{}\r\n", fmt::join(fields_, ",")); }

 private:
  std::vector<std::string> fields_;
};

std::set<std::string> CountersOf(const Analysis& analysis) {
  std::set<std::string> names;
  for (const Group& group : analysis.groups)
    names.insert(group.counters.begin(), group.counters.end());
  return names;
}

// Where a column cannot be computed from this sample it is empty, as where there is no such number.
std::optional<double> ValueOf(const CaseResult& result, const measure::FigureInfo& info) {
  const measure::Figure* figure = measure::FindFigure(result.figures, info.name);
  if (figure == nullptr || (info.percent > 50 && figure->too_few())) return std::nullopt;
  return figure->value;
}

constexpr std::array<std::string_view, 7> kWhich{"suite",    "group",   "case",  "model",
                                                 "baseline", "skipped", "trials"};
constexpr std::array<std::string_view, 6> kChange{
    "metric", "change_ratio", "change_ratio_low", "change_ratio_high", "p_value", "verdict"};

// A counter may have any name; no two columns have one.
std::string CounterTitle(const std::string& name) {
  const bool taken = std::find(kWhich.begin(), kWhich.end(), name) != kWhich.end() ||
                     std::find(kChange.begin(), kChange.end(), name) != kChange.end();
  return taken ? name + " (noted)" : measure::CounterName(name);
}

/// What every line has beside what is fixed.
struct CsvColumns {
  std::vector<measure::FigureInfoPtr> figures;
  std::set<std::string> counters;
};

CsvColumns ColumnsOf(const Analysis& analysis) {
  return {.figures = measure::FigureInfosWith(measure::OwnTimes(*analysis.run)),
          .counters = CountersOf(analysis)};
}

void WriteTitles(const CsvColumns& columns, std::ostream& out) {
  Line line;
  for (const std::string_view title : kWhich) line.Text(title);
  for (const measure::FigureInfoPtr& info : columns.figures) line.Text(info->name);
  for (const std::string_view title : kChange) line.Text(title);
  for (const std::string& name : columns.counters) line.Text(CounterTitle(name));
  line.Write(out);
}

void AddChange(const CaseResult& result, Line& line) {
  line.Text(result.record->judged_time().what.name());
  const std::optional<stats::Comparison>& comparison = result.comparison;
  line.Number(comparison ? std::optional(comparison->median.value) : std::nullopt);
  line.Number(comparison ? comparison->median.low : std::nullopt);
  line.Number(comparison ? comparison->median.high : std::nullopt);
  line.Number(comparison ? std::optional(comparison->p_value) : std::nullopt);
  line.Text(comparison ? stats::VerdictName(comparison->verdict) : "");
}

void WriteCase(const CaseResult& result, const CsvColumns& columns, std::ostream& out) {
  const measure::CaseRecord& record = *result.record;
  Line line;
  for (const std::string& text : {record.suite, record.group, record.short_name(), record.model})
    line.Text(text);
  line.Count(record.baseline ? 1 : 0);
  line.Text(record.skipped.value_or(""));
  line.Count(static_cast<std::int64_t>(record.trials.size()));
  for (const measure::FigureInfoPtr& info : columns.figures) line.Number(ValueOf(result, *info));
  AddChange(result, line);
  for (const std::string& name : columns.counters) {
    const auto counter = result.counters.find(name);
    line.Number(counter == result.counters.end() ? std::nullopt : std::optional(counter->second));
  }
  line.Write(out);
}

}  // namespace

void WriteCsv(const Analysis& analysis, const ReportOptions& /*options*/, std::ostream& out) {
  const CsvColumns columns = ColumnsOf(analysis);
  WriteTitles(columns, out);
  for (const Group& group : analysis.groups) {
    for (const CaseResult& result : group.cases) WriteCase(result, columns, out);
  }
}

}  // namespace lab::report
