#include "framework/report/jsonl.h"

#include <nlohmann/json.hpp>
#include <ostream>

#include "framework/measure/sample_json.h"

namespace lab::report {
namespace {

using Json = nlohmann::ordered_json;

void WriteLine(const Json& json, std::ostream& out) {
  out << json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) << '\n';
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
  std::size_t number = 0;
  for (const Json& sample : whole["samples"]) {
    Json line = PlaceOf(record, trial);
    line["number"] = number++;
    line.update(sample);
    WriteLine(line, out);
  }
  if (!trial.error) return;
  Json line = PlaceOf(record, trial);
  line["trial_error"] = whole["error"];
  WriteLine(line, out);
}

void WriteJsonl(const Analysis& analysis, const ReportOptions& /*options*/, std::ostream& out) {
  for (const measure::CaseRecord& record : analysis.run->cases) {
    for (const measure::TrialRecord& trial : record.trials) WriteTrialLines(record, trial, out);
  }
}

}  // namespace lab::report
