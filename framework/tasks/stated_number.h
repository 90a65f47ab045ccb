// The number that a text states, however people and models write numbers.
//
//   StatedNumber("about 1,234.50 euros")     // 1234.5
//   StatedNumber("6 * 9 = 54")               // 54: what stands behind the last "=", if one does
//   StatedNumber("3/4 of it")                // 0.75
//
// The first number counts. Read as one number are: thousands apart by a comma, a blank, an
// apostrophe or an underscore ("1 000"), by points where there are two of them or a decimal comma
// follows ("1.234.567", "1.234,50"); an exponent ("1.5e3", "12 x 10^3", "10^3"); a fraction and a
// mixed number ("3/4", "1 3/4"); a scale ("1.5 million", "12k"); hexadecimal digits ("0x10").
// Currencies, units and percent signs around it do not count. "12,34" is a list that begins with
// 12, and a date ("3/4/2026") its first number.
#pragma once

#include <optional>
#include <string_view>

namespace lab {

/// Absent where no number stands, and for one that no double holds or that divides by zero.
std::optional<double> StatedNumber(std::string_view text);

}  // namespace lab
