#include "framework/tasks/stated_number.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "framework/base/text.h"

namespace lab {
namespace {

constexpr std::string_view kMinusSign = "\xe2\x88\x92";  // U+2212

bool IsFigure(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// Reads one number from a place on, part by part; each part is taken whole or not at all.
class NumberReader {
 public:
  NumberReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::optional<double> Read() {
    if (Accept("0x") || Accept("0X")) return Hexadecimal();
    std::optional<double> value = Decimal();
    if (!value) return std::nullopt;
    value = Powered(*value);
    value = Divided(*value);
    value = *value * Scale();
    if (!std::isfinite(*value)) return std::nullopt;
    return value;
  }

 private:
  char Char(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  std::string_view Rest() const { return text_.substr(std::min(at_, text_.size())); }
  bool Accept(std::string_view what) {
    if (!Rest().starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  void SkipBlanks() {
    while (Char() == ' ') ++at_;
  }
  std::string Digits() {
    std::string digits;
    for (; IsFigure(Char()); ++at_) digits += Char();
    return digits;
  }

  std::optional<double> Hexadecimal() {
    if (std::isxdigit(static_cast<unsigned char>(Char())) == 0) return 0.0;
    std::uint64_t value = 0;
    const auto [end, fault] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), value, 16);
    if (fault != std::errc()) return std::nullopt;
    return static_cast<double>(value);
  }

  // Three digits and no fourth, behind `separator`.
  bool GroupFollows(std::size_t ahead) const {
    return IsFigure(Char(ahead)) && IsFigure(Char(ahead + 1)) && IsFigure(Char(ahead + 2)) &&
           !IsFigure(Char(ahead + 3));
  }

  // What stands between the thousands; "" where they are not apart.
  std::string_view Separator(std::size_t digits) const {
    if (digits > 3) return "";
    for (const std::string_view mark :
         {",", " ", "'", "_", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x99"}) {
      if (Rest().starts_with(mark) && GroupFollows(mark.size())) return mark;
    }
    // One point alone is a decimal point.
    const bool points =
        Char() == '.' && GroupFollows(1) &&
        ((Char(4) == '.' && GroupFollows(5)) || (Char(4) == ',' && IsFigure(Char(5))));
    return points ? "." : "";
  }

  std::optional<double> Decimal() {
    std::string digits = Digits();
    const std::string_view separator = Separator(digits.size());
    while (!separator.empty() && Rest().starts_with(separator) && GroupFollows(separator.size())) {
      at_ += separator.size();
      digits += Digits();
    }
    const bool comma = !separator.empty() && separator != ",";
    const char mark = comma && Char() == ',' ? ',' : '.';
    if (Char() == mark && separator != std::string_view(&mark, 1) && IsFigure(Char(1))) {
      ++at_;
      digits += '.' + Digits();
    }
    return ParseNumber((digits.starts_with('.') ? "0" : "") + digits + Exponent());
  }

  // "e3", as ParseNumber() reads it.
  std::string Exponent() {
    if (Char() != 'e' && Char() != 'E') return "";
    const std::size_t sign = Char(1) == '+' || Char(1) == '-' ? 1 : 0;
    if (!IsFigure(Char(1 + sign))) return "";
    const bool minus = Char(1) == '-';
    at_ += 1 + sign;
    return (minus ? "e-" : "e") + Digits();
  }

  // "^3", "**3", superscript digits.
  std::optional<double> Power() {
    const std::size_t before = at_;
    if (Accept("^") || Accept("**")) {
      Accept("{");
      const bool minus = Accept("-") || Accept(kMinusSign);
      const std::optional<double> power = ParseNumber(Digits());
      if (power) return minus ? -*power : *power;
      at_ = before;
      return std::nullopt;
    }
    constexpr std::array<std::string_view, 10> kRaised{
        "\xe2\x81\xb0", "\xc2\xb9",     "\xc2\xb2",     "\xc2\xb3",     "\xe2\x81\xb4",
        "\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7", "\xe2\x81\xb8", "\xe2\x81\xb9"};
    const bool minus = Accept("\xe2\x81\xbb");
    std::string digits;
    for (std::size_t i = 0; i < kRaised.size();) {
      const bool taken = Accept(kRaised[i]);
      if (taken) digits += static_cast<char>('0' + i);
      i = taken ? 0 : i + 1;
    }
    const std::optional<double> power = ParseNumber(digits);
    if (!power) at_ = before;
    return power && minus ? -*power : power;
  }

  // "10^3", and "12 x 10^3".
  double Powered(double value) {
    if (const std::optional<double> power = Power()) return std::pow(value, *power);
    const std::size_t before = at_;
    SkipBlanks();
    for (const std::string_view times : {"x", "X", "*", "\xc3\x97", "\xc2\xb7"}) {
      if (!Accept(times)) continue;
      SkipBlanks();
      const std::optional<double> power = Accept("10") ? Power() : std::nullopt;
      if (power) return value * std::pow(10, *power);
      break;
    }
    at_ = before;
    return value;
  }

  bool AcceptSlash() {
    SkipBlanks();
    const bool slash = Accept("/") || Accept("\xe2\x81\x84");
    if (slash) SkipBlanks();
    return slash && IsFigure(Char());
  }

  // "3/4" and "1 3/4"; a date is neither.
  double Divided(double value) {
    const std::size_t before = at_;
    if (AcceptSlash()) {
      const std::optional<double> below = Decimal();
      const bool date = Char() == '/' && IsFigure(Char(1));
      if (below && !date) return value / *below;
    }
    at_ = before;
    if (value != std::floor(value)) return value;
    SkipBlanks();
    const std::optional<double> above =
        at_ > before && IsFigure(Char()) ? ParseNumber(Digits()) : std::nullopt;
    if (above && AcceptSlash()) {
      const std::optional<double> below = ParseNumber(Digits());
      if (below && Char() != '/') return value + *above / *below;
    }
    at_ = before;
    return value;
  }

  double Scale() {
    if (Char() == 'k' && !IsLetter(Char(1))) return 1e3;
    const std::size_t before = at_;
    SkipBlanks();
    std::string word;
    for (; IsLetter(Char()); ++at_) word += Lower(Char());
    constexpr std::array<std::pair<std::string_view, double>, 5> kScales{{{"hundred", 1e2},
                                                                          {"thousand", 1e3},
                                                                          {"million", 1e6},
                                                                          {"billion", 1e9},
                                                                          {"trillion", 1e12}}};
    for (const auto& [name, scale] : kScales) {
      if (word == name) return scale;
    }
    at_ = before;
    return 1;
  }

  std::string_view text_;
  std::size_t at_;
};

// A hyphen between two words or numbers is none.
bool IsMinus(std::string_view text, std::size_t number) {
  while (number > 0 && (text[number - 1] == '$' || text[number - 1] == ' ')) --number;
  if (text.substr(0, number).ends_with(kMinusSign)) return true;
  if (number == 0 || text[number - 1] != '-') return false;
  return number == 1 || std::isalnum(static_cast<unsigned char>(text[number - 2])) == 0;
}

}  // namespace

std::optional<double> StatedNumber(std::string_view text) {
  if (const std::size_t equals = text.rfind('='); equals != std::string_view::npos)
    text.remove_prefix(equals + 1);
  const auto first = std::find_if(text.begin(), text.end(), IsFigure);
  if (first == text.end()) return std::nullopt;
  auto start = static_cast<std::size_t>(first - text.begin());
  if (start > 0 && text[start - 1] == '.') --start;
  const std::optional<double> value = NumberReader(text, start).Read();
  if (!value) return std::nullopt;
  return IsMinus(text, start) ? -*value : *value;
}

}  // namespace lab
