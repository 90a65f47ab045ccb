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

}  // namespace lab::measure
