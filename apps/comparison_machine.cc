// The forms of a comparison that programs read.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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
using gate::Decision;
using gate::Ruling;
using report::EscapeXml;

// What is computed has no more than six digits to say; the last bits differ between C libraries.
double Rounded(double value) { return std::stod(fmt::format("{:.6g}", value)); }

// JSON has no infinity. The ratio to a baseline of 0 is written as ProtoJSON does, a text that
// Python's float(), JavaScript's Number() and Java's parseDouble() read.
Json NumberToJson(double value) {
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

Json RowToJson(const Decision& row) {
  Json json{{"case", row.case_name},
            {"metric", row.metric},
            {"verdict", gate::RulingName(row.ruling)},
            {"baseline", NumberToJson(row.baseline)},
            {"candidate", NumberToJson(row.candidate)},
            {"n_baseline", row.n_baseline},
            {"n_candidate", row.n_candidate},
            {"paired", row.paired},
            {"difference", Rounded(row.candidate - row.baseline)},
            {"ratio", NumberToJson(Rounded(row.ratio.value))}};
  if (row.ratio.low) json["ratio_low"] = NumberToJson(Rounded(*row.ratio.low));
  if (row.ratio.high) json["ratio_high"] = NumberToJson(Rounded(*row.ratio.high));
  json["tail"] = Rounded(row.tail);
  json["p_regression"] = Rounded(row.p_regression);
  json["p_improvement"] = Rounded(row.p_improvement);
  if (row.needed > 0) json["n_needed"] = row.needed;
  return json;
}

std::string ValuesText(const Decision& row) {
  std::string text = fmt::format("{:.6g} in the baseline, {:.6g} now, {:+.1f} %", row.baseline,
                                 row.candidate, 100 * (row.ratio.value - 1));
  if (row.ratio.low && row.ratio.high) {
    text += fmt::format(" [{:+.1f} to {:+.1f}]", 100 * (*row.ratio.low - 1),
                        100 * (*row.ratio.high - 1));
  }
  return text;
}

void WriteTestCase(const ComparisonReport& report, const Decision& row, std::ostream& out) {
  out << fmt::format("  <testcase classname=\"{}\" name=\"{}\">", EscapeXml(row.case_name),
                     EscapeXml(row.metric));
  if (row.ruling == Ruling::kRegression) {
    out << fmt::format("<failure message=\"{}\">more than {} worse</failure>",
                       EscapeXml(ValuesText(row)), EscapeXml(PercentText(report.options.limit)));
  } else if (row.ruling == Ruling::kTooFew) {
    out << fmt::format("<skipped message=\"too few samples: {} when it takes {}\"/>",
                       std::min(row.n_baseline, row.n_candidate), row.needed);
  } else {
    out << fmt::format("<system-out>{}: {}</system-out>", gate::RulingName(row.ruling),
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
  for (const Decision& row : report.judgement.rows) json["rows"].push_back(RowToJson(row));
  out << json.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) << '\n';
}

void WriteComparisonJunit(const ComparisonReport& report, const report::RenderOptions&,
                          std::ostream& out) {
  const std::vector<Decision>& rows = report.judgement.rows;
  const auto count = [&](Ruling ruling) {
    return std::count_if(rows.begin(), rows.end(),
                         [&](const Decision& row) { return row.ruling == ruling; });
  };
  const std::vector<std::string>& failed = report.observed.failed;
  const int exit_code = ExitCodeOf(report);
  const bool broken = exit_code != kOk && exit_code != kRegression;
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      << fmt::format(
             "<testsuite name=\"lab compare\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
             "skipped=\"{}\">\n",
             rows.size() + failed.size() + 1,
             static_cast<std::size_t>(count(Ruling::kRegression)) + failed.size(), broken ? 1 : 0,
             count(Ruling::kTooFew));
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
  for (const Decision& row : rows) WriteTestCase(report, row, out);
  out << "</testsuite>\n";
}

}  // namespace lab::apps
