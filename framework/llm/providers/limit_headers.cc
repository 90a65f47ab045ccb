#include "framework/llm/providers/limit_headers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "framework/base/text.h"

namespace lab {
namespace {

constexpr double kMaxSeconds = 1e9;

/// Digits, and a fraction where `fraction` allows one: no sign, no exponent, no "inf".
bool IsPlainNumber(std::string_view text, bool fraction) {
  const std::size_t whole = std::min(text.find_first_not_of("0123456789"), text.size());
  if (whole == 0) return false;
  if (whole == text.size()) return true;
  return fraction && text[whole] == '.' &&
         text.find_first_not_of("0123456789", whole + 1) == std::string_view::npos;
}

std::optional<double> ParseSeconds(std::string_view text) {
  if (!IsPlainNumber(text, true)) return std::nullopt;
  return ParseNumber(text).value_or(kMaxSeconds);  // more than a double holds
}

/// Two or four digits of a date or a clock, within [least, most].
std::optional<int> ParseDigits(std::string_view text, int least, int most) {
  if (!IsPlainNumber(text, false)) return std::nullopt;
  const auto value = ParseInteger<int>(text);
  return value && *value >= least && *value <= most ? value : std::nullopt;
}

/// What is longer than anybody waits is as long as we count; it must fit a Duration.
Duration FromSeconds(double seconds) {
  return Duration(std::llround(std::min(seconds, kMaxSeconds) * 1e9));
}

/// The value of a unit in seconds and its length at the head of `text`; 0 for none.
struct Unit {
  std::string_view name;
  double seconds;
};
constexpr std::array<Unit, 7> kUnits{{{"ms", 1e-3},
                                      {"us", 1e-6},
                                      {"\xc2\xb5s", 1e-6},
                                      {"ns", 1e-9},
                                      {"h", 3600},
                                      {"m", 60},
                                      {"s", 1}}};

const Unit* UnitAtHead(std::string_view text) {
  const auto found = std::find_if(kUnits.begin(), kUnits.end(),
                                  [&](const Unit& unit) { return text.starts_with(unit.name); });
  return found == kUnits.end() ? nullptr : &*found;
}

/// None for a day that no month has.
std::optional<std::int64_t> SecondsSince1970(std::optional<int> year, std::optional<int> month,
                                             std::optional<int> day) {
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::seconds(std::chrono::sys_days(date).time_since_epoch()).count();
}

/// "10:00:05" as seconds of the day.
std::optional<std::int64_t> ParseClock(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = ParseDigits(text.substr(0, 2), 0, 23);
  const auto minute = ParseDigits(text.substr(3, 2), 0, 59);
  const auto second = ParseDigits(text.substr(6, 2), 0, 60);  // a leap second
  if (!hour || !minute || !second) return std::nullopt;
  return (*hour * 60 + *minute) * 60 + *second;
}

/// "Z", "+01:00", ".123Z": seconds to take off.
std::optional<std::int64_t> ParseOffset(std::string_view text) {
  if (text.starts_with('.')) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    if (end == 1) return std::nullopt;
    text.remove_prefix(end);
  }
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = ParseDigits(text.substr(1, 2), 0, 23);
  const auto minutes = ParseDigits(text.substr(4, 2), 0, 59);
  if (!hours || !minutes) return std::nullopt;
  return (text[0] == '-' ? -60 : 60) * (*hours * 60 + *minutes);
}

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// The response's own Date, in seconds since 1970.
std::optional<std::int64_t> SentAt(const net::Headers& headers) {
  const auto date = net::FindHeader(headers, "date");
  return date ? ParseHttpDate(*date) : std::nullopt;
}

std::optional<Duration> UntilMoment(std::optional<std::int64_t> moment,
                                    const net::Headers& headers) {
  const std::optional<std::int64_t> now = SentAt(headers);
  if (!moment || !now) return std::nullopt;
  return FromSeconds(static_cast<double>(std::max<std::int64_t>(*moment - *now, 0)));
}

/// Some services count from 1970, in seconds or milliseconds: a bare number that is no wait but, by
/// the response's own date, a moment of that year or the next.
std::optional<Duration> UntilUnixMoment(std::string_view text, const net::Headers& headers) {
  constexpr std::int64_t kYear = 366 * 86400;
  const auto number = IsPlainNumber(text, false) ? ParseInteger(text) : std::nullopt;
  const std::optional<std::int64_t> now = SentAt(headers);
  if (!number || !now) return std::nullopt;
  for (const std::int64_t moment : {*number, *number / 1000}) {
    if (moment > *now - kYear && moment < *now + kYear) return UntilMoment(moment, headers);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Duration> ParseGoDuration(std::string_view text) {
  if (const auto seconds = ParseSeconds(text)) return FromSeconds(*seconds);
  double sum = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const std::size_t digits = text.find_first_not_of("0123456789.");
    if (digits == std::string_view::npos) return std::nullopt;
    const auto number = ParseSeconds(text.substr(0, digits));
    const Unit* unit = UnitAtHead(text.substr(digits));
    if (!number || unit == nullptr) return std::nullopt;
    sum += *number * unit->seconds;
    text.remove_prefix(digits + unit->name.size());
  }
  return FromSeconds(sum);
}

std::optional<std::int64_t> ParseHttpDate(std::string_view text) {
  // "Sun, 22 Nov 2026 10:00:00 GMT"
  if (text.size() != 29 || !text.ends_with(" GMT") || text.substr(3, 2) != ", " || text[7] != ' ' ||
      text[11] != ' ' || text[16] != ' ') {
    return std::nullopt;
  }
  const std::size_t month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const auto midnight =
      SecondsSince1970(ParseDigits(text.substr(12, 4), 0, 9999), static_cast<int>(month / 3) + 1,
                       ParseDigits(text.substr(5, 2), 1, 31));
  const auto clock = ParseClock(text.substr(17, 8));
  if (!midnight || !clock) return std::nullopt;
  return *midnight + *clock;
}

std::optional<std::int64_t> ParseRfc3339(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't') {
    return std::nullopt;
  }
  const auto midnight = SecondsSince1970(ParseDigits(text.substr(0, 4), 0, 9999),
                                         ParseDigits(text.substr(5, 2), 1, 12),
                                         ParseDigits(text.substr(8, 2), 1, 31));
  const auto clock = ParseClock(text.substr(11, 8));
  const auto offset = ParseOffset(text.substr(19));
  if (!midnight || !clock || !offset) return std::nullopt;
  return *midnight + *clock - *offset;
}

std::optional<Duration> ParseReset(std::string_view text, const net::Headers& headers) {
  if (const std::optional<Duration> until = UntilUnixMoment(text, headers)) return until;
  if (const std::optional<Duration> duration = ParseGoDuration(text)) return duration;
  if (const auto moment = ParseRfc3339(text)) return UntilMoment(moment, headers);
  return UntilMoment(ParseHttpDate(text), headers);
}

std::optional<std::int64_t> IntegerHeader(const net::Headers& headers, std::string_view name) {
  const auto value = net::FindHeader(headers, name);
  if (!value || !IsPlainNumber(*value, false)) return std::nullopt;
  return ParseInteger(*value);
}

std::optional<Duration> MillisecondsHeader(const net::Headers& headers, std::string_view name) {
  const auto value = net::FindHeader(headers, name);
  const auto ms = value ? ParseSeconds(*value) : std::nullopt;
  if (!ms) return std::nullopt;
  return FromSeconds(*ms / 1e3);
}

void ReadRetryAdvice(const net::Headers& headers, RateLimits& limits) {
  limits.retry_after = MillisecondsHeader(headers, "retry-after-ms");
  const auto after = net::FindHeader(headers, "retry-after");
  if (after && !limits.retry_after) limits.retry_after = ParseReset(*after, headers);
  if (const auto should = net::FindHeader(headers, "x-should-retry")) {
    if (*should == "true" || *should == "false") limits.should_retry = *should == "true";
  }
}

}  // namespace lab
