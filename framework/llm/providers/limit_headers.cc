#include "framework/llm/providers/limit_headers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace lab {
namespace {

template <class Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

constexpr double kMaxSeconds = 1e9;  // what is longer is a mistake; and it must fit a Duration

std::optional<Duration> FromSeconds(double seconds) {
  if (!(seconds >= 0 && seconds <= kMaxSeconds)) return std::nullopt;
  return Duration(std::llround(seconds * 1e9));
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

std::int64_t SecondsSince1970(int year, unsigned month, unsigned day) {
  const std::chrono::sys_days days =
      std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  return std::chrono::seconds(days.time_since_epoch()).count();
}

/// "10:00:05" as seconds of the day.
std::optional<std::int64_t> ParseClock(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = ParseNumber<int>(text.substr(0, 2));
  const auto minute = ParseNumber<int>(text.substr(3, 2));
  const auto second = ParseNumber<int>(text.substr(6, 2));
  if (!hour || !minute || !second) return std::nullopt;
  return (*hour * 60 + *minute) * 60 + *second;
}

/// "Z", "+01:00", ".123Z": seconds to take off.
std::optional<std::int64_t> ParseOffset(std::string_view text) {
  if (text.starts_with('.')) {
    text.remove_prefix(std::min(text.find_first_not_of("0123456789", 1), text.size()));
  }
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = ParseNumber<int>(text.substr(1, 2));
  const auto minutes = ParseNumber<int>(text.substr(4, 2));
  if (!hours || !minutes) return std::nullopt;
  return (text[0] == '-' ? -60 : 60) * (*hours * 60 + *minutes);
}

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";

std::optional<Duration> UntilMoment(std::optional<std::int64_t> moment,
                                    const net::Headers& headers) {
  const std::string* date = net::FindHeader(headers, "date");
  if (!moment || date == nullptr) return std::nullopt;
  const std::optional<std::int64_t> now = ParseHttpDate(*date);
  if (!now) return std::nullopt;
  return FromSeconds(static_cast<double>(std::max<std::int64_t>(*moment - *now, 0)));
}

}  // namespace

std::optional<Duration> ParseGoDuration(std::string_view text) {
  if (const auto seconds = ParseNumber<double>(text)) return FromSeconds(*seconds);
  double sum = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const std::size_t digits = text.find_first_not_of("0123456789.");
    if (digits == std::string_view::npos) return std::nullopt;
    const auto number = ParseNumber<double>(text.substr(0, digits));
    const Unit* unit = UnitAtHead(text.substr(digits));
    if (!number || unit == nullptr) return std::nullopt;
    sum += *number * unit->seconds;
    text.remove_prefix(digits + unit->name.size());
  }
  return FromSeconds(sum);
}

std::optional<std::int64_t> ParseHttpDate(std::string_view text) {
  // "Sun, 22 Nov 2026 10:00:00 GMT"
  if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
  const auto day = ParseNumber<unsigned>(text.substr(5, 2));
  const std::size_t month = kMonths.find(text.substr(8, 3));
  const auto year = ParseNumber<int>(text.substr(12, 4));
  const auto clock = ParseClock(text.substr(17, 8));
  if (!day || month == std::string_view::npos || month % 3 != 0 || !year || !clock) {
    return std::nullopt;
  }
  return SecondsSince1970(*year, static_cast<unsigned>(month / 3 + 1), *day) + *clock;
}

std::optional<std::int64_t> ParseRfc3339(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't') {
    return std::nullopt;
  }
  const auto year = ParseNumber<int>(text.substr(0, 4));
  const auto month = ParseNumber<unsigned>(text.substr(5, 2));
  const auto day = ParseNumber<unsigned>(text.substr(8, 2));
  const auto clock = ParseClock(text.substr(11, 8));
  const auto offset = ParseOffset(text.substr(19));
  if (!year || !month || !day || !clock || !offset) return std::nullopt;
  return SecondsSince1970(*year, *month, *day) + *clock - *offset;
}

std::optional<Duration> ParseReset(std::string_view text, const net::Headers& headers) {
  if (const std::optional<Duration> duration = ParseGoDuration(text)) return duration;
  if (const auto moment = ParseRfc3339(text)) return UntilMoment(moment, headers);
  return UntilMoment(ParseHttpDate(text), headers);
}

std::optional<std::int64_t> IntegerHeader(const net::Headers& headers, std::string_view name) {
  const std::string* value = net::FindHeader(headers, name);
  return value != nullptr ? ParseNumber<std::int64_t>(*value) : std::nullopt;
}

void ReadRetryAdvice(const net::Headers& headers, RateLimits& limits) {
  if (const std::string* ms = net::FindHeader(headers, "retry-after-ms")) {
    const auto number = ParseNumber<double>(*ms);
    if (number) limits.retry_after = FromSeconds(*number / 1e3);
  }
  const std::string* after = net::FindHeader(headers, "retry-after");
  if (after != nullptr && !limits.retry_after) limits.retry_after = ParseReset(*after, headers);
  if (const std::string* should = net::FindHeader(headers, "x-should-retry")) {
    if (*should == "true" || *should == "false") limits.should_retry = *should == "true";
  }
}

}  // namespace lab
