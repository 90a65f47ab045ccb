#include "framework/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lab {

Usd Usd::FromDollars(double dollars) { return Usd{std::llround(dollars * 1e12)}; }

Usd Usd::PerMillion(double dollars) { return Usd{std::llround(dollars * 1e6)}; }

std::string FormatUsd(Usd amount) {
  const double size = std::abs(amount.dollars());
  if (size == 0) return "$0";
  // 0.9995 and more becomes the next power of ten by rounding, and then has one decimal less.
  const int magnitude = static_cast<int>(std::floor(std::log10(size / 0.9995)));
  const int decimals = std::clamp(2 - magnitude, 2, 12);
  return fmt::format("{}${:.{}f}", amount.pico < 0 ? "-" : "", size, decimals);
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
