#include "framework/base/time.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace lab {

Duration FromMs(double milliseconds) {
  constexpr double kLimit = 9.2e18;
  const double nanoseconds = milliseconds * 1e6;
  if (nanoseconds >= kLimit) return Duration::max();
  if (nanoseconds <= -kLimit) return Duration::min();
  return Duration(std::llround(nanoseconds));
}

std::string FormatDuration(Duration duration) {
  struct Unit {
    double nanoseconds;
    double from;  // a little less: what the unit below would round up to this one
    const char* name;
  };
  constexpr std::array<Unit, 6> kUnits{{{3.6e12, 3.597e12, "h"},
                                        {6e10, 5.995e10, "min"},
                                        {1e9, 999.5e6, "s"},
                                        {1e6, 999.5e3, "ms"},
                                        {1e3, 1e3, "us"},
                                        {1, 1, "ns"}}};
  const double count = static_cast<double>(duration.count());
  const Unit* unit = &kUnits.back();
  for (const Unit& candidate : kUnits) {
    if (std::abs(count) < candidate.from) continue;
    unit = &candidate;
    break;
  }
  const double scaled = count / unit->nanoseconds;
  const int decimals = std::abs(scaled) >= 100 ? 0 : std::abs(scaled) >= 10 ? 1 : 2;
  std::string text = fmt::format("{:.{}f}", scaled, unit->nanoseconds == 1 ? 0 : decimals);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text + " " + unit->name;
}

}  // namespace lab
