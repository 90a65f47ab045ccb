#include "framework/load/trace_parts.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "framework/base/text.h"

namespace lab::load {

std::vector<TraceLine> LinesOf(std::string_view bytes) {
  std::vector<TraceLine> lines;
  std::int64_t number = 0;
  for (const std::string_view line : Split(bytes, '\n')) {
    ++number;
    const std::string_view text = Trim(line);
    if (!text.empty()) lines.push_back({number, text});
  }
  return lines;
}

std::optional<Duration> ParseStamp(std::string_view text, Duration unit) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  const std::string_view digits = text.substr(0, dot);
  const std::string_view fraction = dot < text.size() ? text.substr(dot + 1) : std::string_view();
  const std::optional<double> value = ParseNumber(text);
  const double limit = static_cast<double>(Duration::max().count() / unit.count());
  if (!value || !(*value >= 0) || *value >= limit) return std::nullopt;
  const bool plain = digits.find_first_not_of("0123456789") == std::string_view::npos &&
                     fraction.find_first_not_of("0123456789") == std::string_view::npos;
  const double part = static_cast<double>(unit.count());
  if (!plain || digits.empty()) return Duration(std::llround(*value * part));
  // The whole part by itself: a double holds no nanoseconds beside a year of seconds.
  const double behind = fraction.empty() ? 0 : *ParseNumber("0." + std::string(fraction));
  return unit * *ParseInteger(digits) + Duration(std::llround(behind * part));
}

Duration StampOf(const measure::JsonFields& fields, const char* name, Duration unit) {
  const nlohmann::ordered_json& json = fields.Value(name);
  const std::string text = json.is_string()   ? json.get<std::string>()
                           : json.is_number() ? json.dump()
                                              : std::string();
  const std::optional<Duration> stamp = ParseStamp(Trim(text), unit);
  if (!stamp) fields.Refuse(name, "a time from 0 up");
  return *stamp;
}

std::int64_t TokensOf(const measure::JsonFields& fields, const char* name, std::int64_t least) {
  return fields.Integer(name, least, kMostTraceTokens);
}

void AppendIds(const measure::JsonFields& fields, const char* name,
               std::vector<std::int64_t>& ids) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const std::size_t count = fields.Array(name).size();
  for (std::size_t i = 0; i < count; ++i) ids.push_back(fields.IntegerAt(name, i, 0, kMost));
}

std::int64_t EstimatedTokens(std::string_view text) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>((text.size() + 3) / 4));
}

std::string Counted(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace lab::load
