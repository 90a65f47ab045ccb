#include "apps/percent.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "framework/base/text.h"

namespace lab::apps {

Result<double> ParsePercent(const std::string& flag, const std::string& text) {
  std::string_view digits = text;
  const bool percent = digits.ends_with('%');
  if (percent) digits.remove_suffix(1);
  const std::optional<double> value = ParseNumber(digits);
  if (value && *value > 0 && (percent || *value < 1)) return percent ? *value / 100 : *value;
  return Error{
      ErrorKind::kUsage,
      fmt::format("{} is {} when it should be a share above 0, as 5% or 0.05", flag, text)};
}

std::string PercentText(double share) { return fmt::format("{:.4g} %", 100 * share); }

}  // namespace lab::apps
