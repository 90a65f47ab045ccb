#include "framework/report/row_json.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace lab::report {

nlohmann::ordered_json RowToJson(const measure::Row& row) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const measure::RowColumn& column : measure::RowColumns()) {
    const std::optional<double> number = column.number(row);
    if (!number) continue;
    nlohmann::ordered_json& field = json[std::string(column.name)];
    field = *number;
    if (measure::IsCounted(column.unit)) field = static_cast<std::int64_t>(*number);
  }
  return json;
}

}  // namespace lab::report
