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

constexpr std::array<std::string_view, 7> kWhich{"suite",    "group",   "case",  "model",
                                                 "baseline", "skipped", "trials"};
constexpr std::array<std::string_view, 9> kChange{"metric",
                                                  "change_ratio",
                                                  "change_ratio_low",
                                                  "change_ratio_high",
                                                  "change_difference",
                                                  "change_difference_low",
                                                  "change_difference_high",
                                                  "p_value",
                                                  "verdict"};

/// What every line has beside what is fixed.
struct CsvColumns {
  std::vector<measure::FigureInfoPtr> figures;
  std::set<std::string> counters;
};

CsvColumns ColumnsOf(const Analysis& analysis) {
  return {.figures = measure::FigureInfosWith(measure::OwnTimes(*analysis.run)),
          .counters = CountersOf(analysis)};
}

bool HasBounds(const measure::FigureInfo& info) {
  return info.statistic != nullptr && info.statistic->bounded();
}

std::vector<std::string> TitlesOf(const CsvColumns& columns) {
  std::vector<std::string> titles(kWhich.begin(), kWhich.end());
  for (const measure::FigureInfoPtr& info : columns.figures) {
    titles.emplace_back(info->name);
    if (!HasBounds(*info)) continue;
    for (const char* bound : {"_low", "_high"}) titles.push_back(std::string(info->name) + bound);
  }
  titles.insert(titles.end(), kChange.begin(), kChange.end());
  return titles;
}

// A counter may have any name; no two columns have one.
void WriteTitles(const CsvColumns& columns, std::ostream& out) {
  Line line;
  const std::vector<std::string> titles = TitlesOf(columns);
  const std::set<std::string> taken(titles.begin(), titles.end());
  for (const std::string& title : titles) line.Text(title);
  for (const std::string& name : columns.counters)
    line.Text(taken.contains(name) ? name + " (noted)" : measure::CounterName(name));
  line.Write(out);
}

// A sample that says nothing of its upper end has its percentile, and no upper bound.
void AddFigure(const CaseResult& result, const measure::FigureInfo& info, Line& line) {
  const measure::Figure* figure = measure::FindFigure(result.figures, info.name);
  line.Number(figure == nullptr ? std::nullopt : std::optional(figure->value));
  if (!HasBounds(info)) return;
  line.Number(figure == nullptr ? std::nullopt : figure->low);
  line.Number(figure == nullptr ? std::nullopt : figure->high);
}

void AddEstimate(const stats::Estimate* estimate, Line& line) {
  line.Number(estimate == nullptr ? std::nullopt : std::optional(estimate->value));
  line.Number(estimate == nullptr ? std::nullopt : estimate->low);
  line.Number(estimate == nullptr ? std::nullopt : estimate->high);
}

void AddChangeFields(const CaseResult& result, Line& line) {
  line.Text(result.record->judged_by.front().name());
  const std::optional<Change>& change = result.change;
  AddEstimate(change && !change->is_difference() ? &change->ratio : nullptr, line);
  AddEstimate(change && change->is_difference() ? &change->ratio : nullptr, line);
  line.Number(change ? std::optional(change->p_value) : std::nullopt);
  line.Text(change ? VerdictWord(*change) : "");
}

void WriteCase(const CaseResult& result, const CsvColumns& columns, std::ostream& out) {
  const measure::CaseRecord& record = *result.record;
  Line line;
  for (const std::string& text : {record.suite, record.group, record.short_name(), record.model})
    line.Text(text);
  line.Count(record.baseline ? 1 : 0);
  line.Text(record.skipped.value_or(""));
  line.Count(static_cast<std::int64_t>(record.trials.size()));
  for (const measure::FigureInfoPtr& info : columns.figures) AddFigure(result, *info, line);
  AddChangeFields(result, line);
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
