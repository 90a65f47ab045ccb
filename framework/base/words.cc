#include "framework/base/words.h"

#include <algorithm>

#include "framework/base/text.h"

namespace lab {
namespace {

bool IsWordByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

bool InsideWord(std::string_view text, std::size_t at) {
  if (IsWordByte(text[at])) return true;
  return text[at] == '\'' && at > 0 && at + 1 < text.size() && IsWordByte(text[at - 1]) &&
         IsWordByte(text[at + 1]);
}

}  // namespace

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && InsideWord(text, i)) {
      word += Lower(text[i]);
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

std::optional<std::size_t> FindWords(std::span<const std::string> words,
                                     std::span<const std::string> wanted) {
  if (wanted.empty()) return std::nullopt;
  const auto found = std::search(words.begin(), words.end(), wanted.begin(), wanted.end());
  if (found == words.end()) return std::nullopt;
  return static_cast<std::size_t>(found - words.begin());
}

std::optional<std::size_t> OnlyOneSaid(std::string_view text,
                                       std::span<const std::string> options) {
  const std::vector<std::string> words = WordsOf(text);
  std::optional<std::size_t> said;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (!FindWords(words, WordsOf(options[i]))) continue;
    if (said) return std::nullopt;
    said = i;
  }
  return said;
}

}  // namespace lab
