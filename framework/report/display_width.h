// How many columns of a terminal a text takes, and text that has to fit into so many.
//
//   DisplayWidth("caf\u00e9")              // 4 columns, 5 bytes
//   CutMiddle("Similar/threshold:95", 12)  // "Simil...d:95"
//   Padded("2,712", 8)                     // "   2,712"
//
// Chinese, Japanese and Korean characters and most pictures take two columns, accents that stand on
// another character none. All of it is UTF-8; a byte that is none takes one column, as the U+FFFD
// that is shown for it does. Without control characters (Printable() of markup.h).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lab::report {

std::size_t DisplayWidth(std::string_view text);

/// As much of the beginning as takes at most so many columns; no character is cut.
std::string_view CutToWidth(std::string_view text, std::size_t width);

/// The whole text where it fits, else its two ends with "..." between them.
std::string CutMiddle(std::string_view text, std::size_t width);

/// With blanks before it, or behind it, up to so many columns; unchanged where it is wider.
std::string Padded(std::string_view text, std::size_t width, bool left = false);

/// Prose in lines of at most `width` columns, broken at blanks where that can be, each ended and
/// indented, all but the first by two blanks more. Width 0: one line.
std::string Wrapped(std::string_view text, std::size_t width, std::size_t indent = 0);

}  // namespace lab::report
