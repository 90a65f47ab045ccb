#include "framework/report/html.h"

#include <array>
#include <ostream>
#include <string>
#include <string_view>

#include "framework/report/html_data.h"
#include "framework/report/markup.h"

namespace lab::embedded {
extern const std::string_view kReportPage;
extern const std::string_view kReportStyle;
extern const std::string_view kReportTables;
extern const std::string_view kReportCharts;
extern const std::string_view kReportTimeline;
extern const std::string_view kReportScript;
extern const std::string_view kChartJs;
extern const std::string_view kChartJsLicence;
}  // namespace lab::embedded

namespace lab::report {
namespace {

/// "{{name}}" in the page and what stands there instead.
struct Slot {
  std::string_view name;
  std::string text;
};

// No slot is looked for inside of what was put into another.
void Fill(std::string_view page, const std::array<Slot, 5>& slots, std::ostream& out) {
  while (true) {
    const std::size_t open = page.find("{{");
    out << page.substr(0, open);
    if (open == std::string_view::npos) return;
    const std::size_t close = page.find("}}", open);
    const std::string_view name = page.substr(open + 2, close - open - 2);
    for (const Slot& slot : slots) {
      if (slot.name == name) out << slot.text;
    }
    page.remove_prefix(close + 2);
  }
}

std::string Scripts() {
  std::string text;
  for (const std::string_view part : {embedded::kReportTables, embedded::kReportCharts,
                                      embedded::kReportTimeline, embedded::kReportScript})
    text += part;
  return text;
}

}  // namespace

void WriteHtml(const Analysis& analysis, const ReportOptions& options, std::ostream& out) {
  const std::array<Slot, 5> slots{{
      {"style", std::string(embedded::kReportStyle)},
      {"chart.js", std::string(embedded::kChartJs)},
      {"licence", EscapeXml(embedded::kChartJsLicence)},
      {"data", EscapeScript(HtmlData(analysis, options))},
      {"script", Scripts()},
  }};
  Fill(embedded::kReportPage, slots, out);
}

}  // namespace lab::report
