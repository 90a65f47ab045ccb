// The forms of a comparison that programs read.

#include <fmt/format.h>
#include <fmt/ranges.h>

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
double Rounded(double value) {
  return std::isfinite(value) ? std::stod(fmt::format("{:.6g}", value)) : value;
}

// JSON has no infinity. The ratio to a baseline of 0, and the time of what never came, are written
// as ProtoJSON does, a text that Python's float(), JavaScript's Number() and Java's parseDouble()
// read.
Json NumberToJson(double value) {
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (std::isnan(value)) return nullptr;  // from never to never
  return value;
}

// `name`, and its ends where there are some.
void AddEstimate(const std::string& name, const stats::Estimate& estimate, Json& json) {
  json[name] = NumberToJson(Rounded(estimate.value));
  if (estimate.low) json[name + "_low"] = NumberToJson(Rounded(*estimate.low));
  if (estimate.high) json[name + "_high"] = NumberToJson(Rounded(*estimate.high));
}

// A share of failures has counts and no ratio: 0 of 150 is the usual baseline.
Json RowToJson(const Decision& row) {
  Json json{{"case", row.case_name},
            {"metric", row.metric},
            {"verdict", gate::RulingName(row.ruling)},
            {"baseline", NumberToJson(row.baseline)},
            {"candidate", NumberToJson(row.candidate)},
            {"n_baseline", row.n_baseline},
            {"n_candidate", row.n_candidate},
            {"paired", row.paired}};
  if (row.failures) {
    json["failed_baseline"] = row.failed_baseline.count;
    json["failed_candidate"] = row.failed_candidate.count;
  }
  AddEstimate("difference", row.difference, json);
  if (!row.failures) AddEstimate("ratio", row.ratio, json);
  json["tail"] = Rounded(row.tail);
  json["p_regression"] = Rounded(row.p_regression);
  json["p_improvement"] = Rounded(row.p_improvement);
  if (row.needed > 0) json["n_needed"] = row.needed;
  if (row.effective_n > 0) json["n_effective"] = Rounded(row.effective_n);
  if (!row.note.empty()) json["note"] = row.note;
  return json;
}

Json SideToJson(const ComparedSide& side) {
  Json json = Json::object();
  if (!side.file.empty()) json["file"] = side.file;
  for (const Fact& fact : side.facts) {
    if (!fact.value.empty()) json[fact.name] = fact.value;
  }
  return json;
}

std::string ValuesText(const Decision& row) {
  if (row.failures) {
    return fmt::format("{} of {} failed in the baseline ({}), {} of {} now ({})",
                       row.failed_baseline.count, row.failed_baseline.of, PercentText(row.baseline),
                       row.failed_candidate.count, row.failed_candidate.of,
                       PercentText(row.candidate));
  }
  const auto number = [](double value) {
    return std::isinf(value) ? "never" : fmt::format("{:.6g}", value);
  };
  std::string text =
      fmt::format("{} in the baseline, {} now", number(row.baseline), number(row.candidate));
  if (std::isnan(row.ratio.value)) return text;
  text += fmt::format(", {:+.1f} %", 100 * (row.ratio.value - 1));
  if (row.ratio.low && row.ratio.high) {
    text += fmt::format(" [{:+.1f} to {:+.1f}]", 100 * (*row.ratio.low - 1),
                        100 * (*row.ratio.high - 1));
  }
  return text;
}

std::string WhyFailed(const ComparisonReport& report, const Decision& row) {
  if (row.failures) return "more of them fail";
  return fmt::format("more than {} worse", PercentText(report.options.limit));
}

void WriteTestCase(const ComparisonReport& report, const Decision& row, std::ostream& out) {
  out << fmt::format("  <testcase classname=\"{}\" name=\"{}\">", EscapeXml(row.case_name),
                     EscapeXml(row.metric));
  if (row.ruling == Ruling::kRegression) {
    out << fmt::format("<failure message=\"{}\">{}</failure>", EscapeXml(ValuesText(row)),
                       EscapeXml(WhyFailed(report, row)));
  } else if (row.ruling == Ruling::kTooFew) {
    out << fmt::format("<skipped message=\"too few samples: {} when it takes {}\"/>",
                       std::min(row.n_baseline, row.n_candidate), row.needed);
  } else {
    out << fmt::format("<system-out>{}: {}</system-out>", gate::RulingName(row.ruling),
                       EscapeXml(ValuesText(row)));
  }
  out << "</testcase>\n";
}

// A case that was not measured in the candidate: no row of it can say so.
struct Unmeasured {
  std::string name;
  std::string why;
};

std::vector<Unmeasured> UnmeasuredOf(const ComparisonReport& report) {
  std::vector<Unmeasured> unmeasured;
  for (const std::string& name : report.observed.failed)
    unmeasured.push_back({name, "failed in the candidate alone"});
  if (!MissingFails(report)) return unmeasured;
  for (const std::string& name : MissingCases(report))
    unmeasured.push_back({name, "missing from the candidate"});
  for (const gate::LostRow& row : report.observed.lost)
    unmeasured.push_back({row.case_name, "the candidate has no " + row.metric});
  return unmeasured;
}

// What the verdict rests on, and whether it can.
void WriteTrustCase(const ComparisonReport& report, bool broken, std::ostream& out) {
  out << "  <testcase classname=\"runs\" name=\"can be trusted\">";
  // More failures are a regression of a run that may be invalid for them.
  const bool both = ExitCodeOf(report) == kRegression;
  if (broken) out << fmt::format("<error message=\"{}\">", both ? "invalid" : OutcomeName(report));
  for (const std::string& line : report.trust)
    out << (broken ? EscapeXml(line) : fmt::format("<system-out>{}</system-out>", EscapeXml(line)));
  out << (broken ? "</error>" : "") << "</testcase>\n";
}

}  // namespace

void WriteComparisonJson(const ComparisonReport& report, const report::RenderOptions&,
                         std::ostream& out) {
  Json json{{"outcome", OutcomeName(report)},
            {"exit_code", ExitCodeOf(report)},
            {"limit", report.options.limit},
            {"confidence", report.options.confidence},
            {"decisions", report.judgement.family},
            {"baseline", SideToJson(report.baseline)},
            {"candidate", SideToJson(report.candidate)},
            {"differences", Json::array()},
            {"trust", report.trust},
            {"rows", Json::array()},
            {"only_baseline", report.observed.only_baseline},
            {"only_candidate", report.observed.only_candidate},
            {"allow_missing", report.allow_missing},
            {"failed", report.observed.failed},
            {"lost", Json::array()},
            {"notes", report.observed.notes}};
  for (const SideDifference& difference : report.differences) {
    json["differences"].push_back({{"what", difference.what},
                                   {"baseline", difference.baseline},
                                   {"candidate", difference.candidate}});
  }
  for (const gate::LostRow& row : report.observed.lost)
    json["lost"].push_back({{"case", row.case_name}, {"metric", row.metric}});
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
  const std::vector<Unmeasured> unmeasured = UnmeasuredOf(report);
  const int exit_code = ExitCodeOf(report);
  const bool broken = report.invalid || (exit_code != kOk && exit_code != kRegression);
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      << fmt::format(
             "<testsuite name=\"lab compare\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
             "skipped=\"{}\">\n",
             rows.size() + unmeasured.size() + 1,
             static_cast<std::size_t>(count(Ruling::kRegression)) + unmeasured.size(),
             broken ? 1 : 0, count(Ruling::kTooFew));
  WriteTrustCase(report, broken, out);
  for (const Unmeasured& one : unmeasured) {
    out << fmt::format(
        "  <testcase classname=\"{}\" name=\"measured\"><failure message=\"{}\"/></testcase>\n",
        EscapeXml(one.name), EscapeXml(one.why));
  }
  for (const Decision& row : rows) WriteTestCase(report, row, out);
  out << "</testsuite>\n";
}

}  // namespace lab::apps
