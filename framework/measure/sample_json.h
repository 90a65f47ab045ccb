// Trials and samples as JSON values; the part of run_json.h that knows every field.
//
//   nlohmann::ordered_json json = TrialToJson(trial);
//   Result<TrialRecord> back = TrialFromJson(json);
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "framework/base/result.h"
#include "framework/measure/sample.h"

namespace lab::measure {

/// Times are relative to the trial's start, in nanoseconds; stamps that were not taken are left
/// out.
nlohmann::ordered_json TrialToJson(const TrialRecord& trial);
/// ErrorKind::kConfig names the field that is missing, of a wrong type or out of range.
Result<TrialRecord> TrialFromJson(const nlohmann::ordered_json& json);

}  // namespace lab::measure
