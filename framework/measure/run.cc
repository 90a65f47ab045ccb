#include "framework/measure/run.h"

#include <fmt/format.h>

namespace lab::measure {
std::string CaseRecord::short_name() const {
  std::string text = name;
  for (const auto& [key, value] : args) {
    text += key.empty() ? fmt::format("/{}", value) : fmt::format("/{}:{}", key, value);
  }
  return text;
}

std::string CaseRecord::full_name() const {
  return fmt::format("{}/{}/{}", suite, group, short_name());
}

Reading CaseRecord::judged_time() const {
  for (const Reading& reading : judged_by) {
    if (reading.what.is_time()) return reading;
  }
  return {Metric::kLatency};
}

}  // namespace lab::measure
