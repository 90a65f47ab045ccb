// The forms of a comparison that programs read.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "apps/comparison_report.h"
#include "apps/percent.h"
#include "apps/subcommand.h"
#include "framework/report/markup.h"

namespace lab::apps {
namespace {

using Json = nlohmann::ordered_json;
using gate::Row;
using gate::Verdict;
using report::EscapeXml;

// What is computed has no more than six digits to say; the last bits differ between C libraries.
double Rounded(double value) { return std::stod(fmt::format("{:.6g}", value)); }

Json RowToJson(const Row& row) {
  Json json{{"case", row.case_name},
            {"metric", row.metric},
            {"verdict", gate::VerdictName(row.verdict)},
            {"baseline", row.baseline},
            {"candidate", row.candidate},
            {"n_baseline", row.n_baseline},
            {"n_candidate", row.n_candidate},
            {"paired", row.paired},
            {"ratio", Rounded(row.ratio.value)}};
  if (row.ratio.low) json["ratio_low"] = Rounded(*row.ratio.low);
  if (row.ratio.high) json["ratio_high"] = Rounded(*row.ratio.high);
  json["tail"] = Rounded(row.tail);
  json["p_regression"] = Rounded(row.p_regression);
  json["p_improvement"] = Rounded(row.p_improvement);
  if (row.needed > 0) json["n_needed"] = row.needed;
  return json;
}

std::string ValuesText(const Row& row) {
  std::string text = fmt::format("{:.6g} in the baseline, {:.6g} now, {:+.1f} %", row.baseline,
                                 row.candidate, 100 * (row.ratio.value - 1));
  if (row.ratio.low && row.ratio.high) {
    text += fmt::format(" [{:+.1f} to {:+.1f}]", 100 * (*row.ratio.low - 1),
                        100 * (*row.ratio.high - 1));
  }
  return text;
}

void WriteTestCase(const ComparisonReport& report, const Row& row, std::ostream& out) {
  out << fmt::format("  <testcase classname=\"{}\" name=\"{}\">", EscapeXml(row.case_name),
                     EscapeXml(row.metric));
  if (row.verdict == Verdict::kRegression) {
    out << fmt::format("<failure message=\"{}\">more than {} worse</failure>",
                       EscapeXml(ValuesText(row)), EscapeXml(PercentText(report.options.limit)));
  } else if (row.verdict == Verdict::kTooFew) {
    out << fmt::format("<skipped message=\"too few samples: {} when it takes {}\"/>",
                       std::min(row.n_baseline, row.n_candidate), row.needed);
  } else {
    out << fmt::format("<system-out>{}: {}</system-out>", gate::VerdictName(row.verdict),
                       EscapeXml(ValuesText(row)));
  }
  out << "</testcase>\n";
}

}  // namespace

void WriteComparisonJson(const ComparisonReport& report, const report::RenderOptions&,
                         std::ostream& out) {
  Json json{{"outcome", OutcomeName(report)},
            {"exit_code", ExitCodeOf(report)},
            {"limit", report.options.limit},
            {"confidence", report.options.confidence},
            {"decisions", report.judgement.family},
            {"trust", report.trust},
            {"rows", Json::array()},
            {"only_baseline", report.observed.only_baseline},
            {"only_candidate", report.observed.only_candidate},
            {"failed", report.observed.failed},
            {"notes", report.observed.notes}};
  for (const Row& row : report.judgement.rows) json["rows"].push_back(RowToJson(row));
  out << json.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) << '\n';
}

void WriteComparisonJunit(const ComparisonReport& report, const report::RenderOptions&,
                          std::ostream& out) {
  const std::vector<Row>& rows = report.judgement.rows;
  const auto count = [&](Verdict verdict) {
    return std::count_if(rows.begin(), rows.end(),
                         [&](const Row& row) { return row.verdict == verdict; });
  };
  const std::vector<std::string>& failed = report.observed.failed;
  const int exit_code = ExitCodeOf(report);
  const bool broken = exit_code != kOk && exit_code != kRegression;
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      << fmt::format(
             "<testsuite name=\"lab compare\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
             "skipped=\"{}\">\n",
             rows.size() + failed.size() + 1,
             static_cast<std::size_t>(count(Verdict::kRegression)) + failed.size(), broken ? 1 : 0,
             count(Verdict::kTooFew));
  out << "  <testcase classname=\"runs\" name=\"can be trusted\">";
  if (broken) out << fmt::format("<error message=\"{}\">", OutcomeName(report));
  for (const std::string& line : report.trust)
    out << (broken ? EscapeXml(line) : fmt::format("<system-out>{}</system-out>", EscapeXml(line)));
  out << (broken ? "</error>" : "") << "</testcase>\n";
  for (const std::string& name : failed) {
    out << fmt::format(
        "  <testcase classname=\"{}\" name=\"measured\">"
        "<failure message=\"failed in the candidate alone\"/></testcase>\n",
        EscapeXml(name));
  }
  for (const Row& row : rows) WriteTestCase(report, row, out);
  out << "</testsuite>\n";
}

}  // namespace lab::apps
