// A row as JSON: the columns of measure/row.h that the request has.
//
//   RowToJson(row)      // {"http_status": 200, "ttft_ms": 412.3, ...}
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "framework/measure/row.h"

namespace lab::report {

/// Counts are whole numbers.
nlohmann::ordered_json RowToJson(const measure::Row& row);

}  // namespace lab::report
