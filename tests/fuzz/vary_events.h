// The same stream in other bytes: blanks inside each event's JSON, another number for each.
//
//   ExpectSame(Fold(body), Fold(VaryEvents(body)));
//
// What a decoder recognises by its bytes (delta_template.h) it has to parse here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lab {

inline std::string VaryEvents(std::string_view body) {
  constexpr std::string_view kOpening = "data: {";
  std::string varied;
  std::size_t blanks = 0;
  while (true) {
    const std::size_t at = body.find(kOpening);
    if (at == std::string_view::npos) return varied.append(body);
    const bool line_start = at == 0 ? varied.empty() : body[at - 1] == '\n' || body[at - 1] == '\r';
    varied.append(body.substr(0, at + kOpening.size()));
    if (line_start) varied.append(++blanks % 50, ' ');
    body.remove_prefix(at + kOpening.size());
  }
}

}  // namespace lab
