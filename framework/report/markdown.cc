#include "framework/report/markdown.h"

#include <fmt/format.h>

#include <ostream>

#include "framework/report/comparison_table.h"
#include "framework/report/markup.h"
#include "framework/report/notes.h"
#include "framework/report/summary.h"

namespace lab::report {
namespace {

void WriteGroupMarkdown(const Group& group, const measure::Run& run, const ReportOptions& options,
                        std::ostream& out) {
  out << fmt::format("### {} / {}\n\n", EscapeMarkdown(group.suite()),
                     EscapeMarkdown(group.name()));
  if (const std::string models = ModelsOf(group); !models.empty())
    out << EscapeMarkdown(models) << "\n\n";
  ComparisonTable(group, options).RenderMarkdown(out);
  out << '\n';
  std::vector<std::string> notes = NotesOf(group, options);
  if (std::string modelled = ModelledNote(group, run); !modelled.empty())
    notes.push_back(std::move(modelled));
  for (const std::string& note : notes) out << "- " << EscapeMarkdown(note) << '\n';
  if (!notes.empty()) out << '\n';
}

void WriteSummaryMarkdown(const Analysis& analysis, const ReportOptions& options,
                          std::ostream& out) {
  const Summary summary = SummaryOf(analysis);
  if (!IsWorthwhile(summary)) return;
  out << "## Summary\n\n";
  TechniquesTable(summary).RenderMarkdown(out);
  out << "\n## Adopt first\n\n";
  if (!summary.adopt_first.empty()) {
    AdoptTable(summary, {.requests_per_month = options.requests_per_month}).RenderMarkdown(out);
    out << '\n';
  }
  out << (summary.adopt_first.empty() ? "Nothing: " : "") << EscapeMarkdown(AdoptRule(summary))
      << ".\n\n";
  if (summary.apart.empty()) return;
  ApartTable(summary).RenderMarkdown(out);
  out << '\n';
}

}  // namespace

void WriteMarkdown(const Analysis& analysis, const ReportOptions& asked, std::ostream& out) {
  ReportOptions options = asked;
  options.width = 0;  // nothing is left out
  out << EscapeMarkdown(analysis.trust.line) << "\n\n";
  WriteSummaryMarkdown(analysis, options, out);
  if (!analysis.groups.empty()) out << "## Cases\n\n";
  for (const Group& group : analysis.groups) WriteGroupMarkdown(group, *analysis.run, options, out);
  for (const std::string& note : analysis.run->notes)
    out << "Note: " << EscapeMarkdown(note) << "\n\n";
  const std::string& price_date = analysis.run->config.price_date;
  if (!price_date.empty()) out << fmt::format("Prices of {}.\n", EscapeMarkdown(price_date));
}

}  // namespace lab::report
