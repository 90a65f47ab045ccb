// Words of a text, for reading what a model wrote: case and punctuation do not count.
//
//   WordsOf("It's a well-known fact: **42**.")           // it's a well known fact 42
//   FindWords(WordsOf("the answer is New York"), WordsOf("new york"))   // 3
//   OnlyOneSaid("I'd call it URGENT.", {"urgent", "normal"})            // 0
//
// A word is a run of ASCII letters, digits, bytes above ASCII (so one with an umlaut stays whole)
// and an apostrophe between two of them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lab {

/// In lower case (ASCII letters only), in order.
std::vector<std::string> WordsOf(std::string_view text);

/// Where `wanted` first stands in `words`, all of it in one piece; nullopt when it does not or is
/// empty.
std::optional<std::size_t> FindWords(std::span<const std::string> words,
                                     std::span<const std::string> wanted);

/// Which of `options` the text says: its index when it says exactly one of them, however often;
/// nullopt when it says none or several.
std::optional<std::size_t> OnlyOneSaid(std::string_view text, std::span<const std::string> options);

}  // namespace lab
