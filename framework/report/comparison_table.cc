#include "framework/report/comparison_table.h"

#include <fmt/format.h>

#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "framework/measure/figures.h"
#include "framework/measure/scaling.h"
#include "framework/measure/series.h"
#include "framework/report/analysis.h"
#include "framework/report/case_columns.h"
#include "framework/report/cells.h"
#include "framework/report/confusion.h"
#include "framework/report/display_width.h"
#include "framework/report/markup.h"
#include "framework/report/notes.h"
#include "framework/report/scaling_table.h"
#include "framework/report/summary.h"
#include "framework/report/text_table.h"

namespace lab::report {
namespace {

void WriteConfusions(const Group& group, const RenderOptions& options, std::ostream& out) {
  for (const CaseResult& result : group.cases) {
    const Confusion confusion = ConfusionOf(*result.record);
    if (confusion.trials > 0) WriteConfusion(result.record->short_name(), confusion, options, out);
  }
}

// The models stand behind the group, or below it where they are many.
void WriteTitle(const Group& group, const RenderOptions& render, std::ostream& out) {
  const std::string name = Printable(fmt::format("{} / {}", group.suite(), group.name()));
  const std::string models = Printable(ModelsOf(group));
  const bool fits =
      render.width == 0 || DisplayWidth(name) + 3 + DisplayWidth(models) <= render.width;
  out << (fits ? name : CutMiddle(name, render.width));
  if (fits && !models.empty()) out << Paint("   " + models, Tone::kDim, render);
  out << '\n';
  if (!fits) WriteNote(models, render, out);
}

void WriteGroup(const Group& group, const measure::Run& run, const ReportOptions& options,
                const RenderOptions& render, std::ostream& out) {
  WriteTitle(group, render, out);
  ComparisonTable(group, options).Render(out, render);
  for (const std::string& note : NotesOf(group, options))
    WriteNote(note, render, out, note.starts_with('~') ? Tone::kDim : Tone::kPlain);
  if (const std::string note = ModelledNote(group, run); !note.empty())
    WriteNote(note, render, out);
}

void WriteScaling(const Group& group, const std::vector<measure::Scaling>& scalings,
                  const RenderOptions& options, std::ostream& out) {
  for (const measure::Scaling& scaling : scalings) {
    if (scaling.suite != group.suite() || scaling.group != group.name()) continue;
    WriteScalingTable(scaling, options, out);
    out << '\n';
  }
}

}  // namespace

TextTable ComparisonTable(const Group& group, const ReportOptions& options) {
  return TableOf(group, ColumnsOf(group, options));
}

TextTable FiguresTable(const Group& group) {
  std::vector<CaseColumn> columns;
  columns.push_back({{"", "case", Align::kLeft},
                     [](const CaseResult& result) { return Cell{CaseLabel(*result.record)}; }});
  for (const measure::FigureInfoPtr& info : measure::FigureInfosWith(group.own_times)) {
    columns.push_back({{"", std::string(info->name)}, [info](const CaseResult& result) {
                         return RawCell(measure::FindFigure(result.figures, info->name));
                       }});
  }
  return TableOf(group, columns);
}

void WriteComparisonTables(const Analysis& analysis, const ReportOptions& options,
                           std::ostream& out) {
  const RenderOptions render{
      .colour = options.colour, .width = options.width, .whole_notes = options.whole_notes};
  const std::vector<measure::Scaling> scalings = measure::ScalingsOf(*analysis.run);
  for (const Group& group : analysis.groups) {
    WriteGroup(group, *analysis.run, options, render, out);
    if (options.confusion) WriteConfusions(group, render, out);
    out << '\n';
    WriteScaling(group, scalings, render, out);
  }
  WriteSummary(analysis, {.requests_per_month = options.requests_per_month}, render, out);
  for (const std::string& note : analysis.run->notes)
    out << Wrapped("note: " + Printable(note), render.prose_width());
  const std::string& price_date = analysis.run->config.price_date;
  if (!price_date.empty())
    out << Paint(fmt::format("prices of {}", Printable(price_date)), Tone::kDim, render) << '\n';
}

}  // namespace lab::report
