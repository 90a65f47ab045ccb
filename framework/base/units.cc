#include "framework/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lab {

Usd Usd::FromDollars(double dollars) { return Usd{std::llround(dollars * 1e12)}; }

Usd Usd::PerMillion(double dollars) { return Usd{std::llround(dollars * 1e6)}; }

std::string FormatUsd(Usd amount) {
  const double dollars = amount.dollars();
  if (dollars == 0) return "$0";
  // Rounded first, so that $0.99996 counts as a dollar.
  const double size = std::stod(fmt::format("{:.2e}", std::abs(dollars)));
  const int decimals =
      size >= 1 ? 2 : std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 2, 12);
  return fmt::format("{}${:.{}f}", dollars < 0 ? "-" : "", std::abs(dollars), decimals);
}

std::string FormatCount(std::int64_t count) {
  std::string digits = std::to_string(count);
  const std::ptrdiff_t first = count < 0 ? 1 : 0;
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > first; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

}  // namespace lab
