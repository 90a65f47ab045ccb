#include "framework/techniques/option_check.h"

#include <fmt/format.h>

namespace lab {

OptionCheck& OptionCheck::Holds(bool holds, std::string_view name, std::string_view value,
                                std::string_view should_be) {
  if (holds || error_) return *this;
  error_ = Error{ErrorKind::kConfig, fmt::format("{}: {} is {} when it should be {}", technique_,
                                                 name, value, should_be)};
  return *this;
}

OptionCheck& OptionCheck::AtLeast(std::string_view name, std::int64_t value, std::int64_t least) {
  return Holds(value >= least, name, std::to_string(value), fmt::format("at least {}", least));
}

OptionCheck& OptionCheck::NotNegative(std::string_view name, Duration value) {
  return Holds(value >= Duration::zero(), name, fmt::format("{} s", ToSeconds(value)),
               "no less than 0");
}

OptionCheck& OptionCheck::Within(std::string_view name, double value, double low, double high) {
  return Holds(value >= low && value <= high, name, fmt::format("{}", value),
               fmt::format("a number from {} to {}", low, high));
}

}  // namespace lab
