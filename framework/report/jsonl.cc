#include "framework/report/jsonl.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>

#include "framework/measure/row.h"
#include "framework/measure/sample_json.h"
#include "framework/report/row_json.h"

namespace lab::report {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

Json PlaceOf(const measure::CaseRecord& record, const measure::TrialRecord& trial) {
  return {{"suite", record.suite},
          {"group", record.group},
          {"case", record.short_name()},
          {"trial", trial.index}};
}

}  // namespace

void WriteTrialLines(const measure::CaseRecord& record, const measure::TrialRecord& trial,
                     std::ostream& out) {
  const Json whole = measure::TrialToJson(trial);
  Json place = PlaceOf(record, trial);
  for (std::size_t number = 0; number < trial.samples.size(); ++number) {
    const Json& sample = whole["samples"][number];
    place["number"] = number;
    place["row"] = RowToJson(measure::RowOf(trial.samples[number]));
    // Two objects as one; a sample's stamps are too many to copy.
    std::string head = Dump(place);
    head.back() = ',';
    out << head << std::string_view(Dump(sample)).substr(1) << '\n';
  }
  if (!trial.times.empty()) {
    Json line = PlaceOf(record, trial);
    line["times_ns"] = whole["times_ns"];
    out << Dump(line) << '\n';
  }
  if (!trial.error) return;
  Json line = PlaceOf(record, trial);
  line["trial_error"] = whole["error"];
  out << Dump(line) << '\n';
}

void WriteJsonl(const Analysis& analysis, const ReportOptions& /*options*/, std::ostream& out) {
  for (const measure::CaseRecord& record : analysis.run->cases) {
    for (const measure::TrialRecord& trial : record.trials) WriteTrialLines(record, trial, out);
  }
}

}  // namespace lab::report
