#include "framework/load/wall_stamp.h"

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "framework/base/text.h"

namespace lab::load {
namespace {

/// Takes the text apart from the left; `ok` is false once something was not as it should be.
struct Scanner {
  std::string_view left;
  bool ok = true;

  int Digits(std::size_t count) {
    const std::string_view digits = left.substr(0, count);
    const bool all =
        digits.size() == count && digits.find_first_not_of("0123456789") == std::string_view::npos;
    ok = ok && all;
    if (!ok) return 0;
    left.remove_prefix(count);
    return *ParseInteger<int>(digits);
  }
  bool Takes(std::string_view any_of) {
    if (left.empty() || any_of.find(left.front()) == std::string_view::npos) return false;
    left.remove_prefix(1);
    return true;
  }
  void Needs(std::string_view any_of) { ok = Takes(any_of) && ok; }
};

Duration Fraction(Scanner& scanner) {
  if (!scanner.Takes(".")) return Duration::zero();
  const std::size_t digits =
      std::min(scanner.left.find_first_not_of("0123456789"), scanner.left.size());
  if (digits == 0 || digits > 9) scanner.ok = false;
  std::int64_t nanoseconds = scanner.Digits(scanner.ok ? digits : 0);
  for (std::size_t i = digits; i < 9; ++i) nanoseconds *= 10;
  return Duration(nanoseconds);
}

// What has to be taken off to get to UTC.
std::chrono::minutes Zone(Scanner& scanner) {
  using std::chrono::hours;
  using std::chrono::minutes;
  if (scanner.left.empty() || scanner.Takes("Z")) return minutes(0);
  const bool east = scanner.left.front() == '+';
  scanner.Needs("+-");
  const int hour = scanner.Digits(2);
  scanner.Needs(":");
  const int minute = scanner.Digits(2);
  if (hour > 23 || minute > 59) scanner.ok = false;
  const minutes offset = hours(hour) + minutes(minute);
  return east ? offset : -offset;
}

}  // namespace

std::optional<Duration> ParseWallStamp(std::string_view text) {
  using namespace std::chrono;
  Scanner scanner{text};
  const int y = scanner.Digits(4);
  scanner.Needs("-");
  const int m = scanner.Digits(2);
  scanner.Needs("-");
  const int d = scanner.Digits(2);
  scanner.Needs("T ");
  const int h = scanner.Digits(2);
  scanner.Needs(":");
  const int min = scanner.Digits(2);
  scanner.Needs(":");
  const int s = scanner.Digits(2);
  const Duration fraction = Fraction(scanner);
  const minutes zone = Zone(scanner);
  const year_month_day date(year(y), month(static_cast<unsigned>(m)),
                            day(static_cast<unsigned>(d)));
  const bool in_range = y >= 1700 && y <= 2200;  // what 64 bits of nanoseconds hold
  if (!scanner.ok || !scanner.left.empty() || !in_range || !date.ok()) return std::nullopt;
  if (h > 23 || min > 59 || s > 59) return std::nullopt;
  const Duration day_start = sys_days(date).time_since_epoch();
  return day_start + hours(h) + minutes(min) + seconds(s) + fraction - zone;
}

}  // namespace lab::load
