#include "framework/report/jsonl.h"

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>

#include "framework/measure/sample_json.h"

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
  std::int64_t number = 0;
  for (const Json& sample : whole["samples"]) {
    place["number"] = number++;
    // Two objects as one; a sample's stamps are too many to copy.
    std::string head = Dump(place);
    head.back() = ',';
    out << head << std::string_view(Dump(sample)).substr(1) << '\n';
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
