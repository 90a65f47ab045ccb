#include "framework/base/duration_text.h"

#include <array>
#include <cstddef>

#include "framework/base/text.h"

namespace lab {

std::optional<Duration> ParseDuration(std::string_view text) {
  struct Unit {
    std::string_view name;
    double milliseconds;
  };
  constexpr std::array<Unit, 7> kUnits{
      {{"ns", 1e-6}, {"us", 1e-3}, {"ms", 1}, {"s", 1e3}, {"m", 6e4}, {"min", 6e4}, {"h", 3.6e6}}};
  const std::size_t letters = text.find_first_not_of("0123456789.eE+- ");
  if (letters == std::string_view::npos) return std::nullopt;
  const std::optional<double> number = ParseNumber(Trim(text.substr(0, letters)));
  if (!number) return std::nullopt;
  for (const Unit& unit : kUnits) {
    if (text.substr(letters) != unit.name) continue;
    const Duration duration = FromMs(*number * unit.milliseconds);
    if (duration == Duration::max() || duration == Duration::min()) return std::nullopt;
    return duration;
  }
  return std::nullopt;
}

}  // namespace lab
