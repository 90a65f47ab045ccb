#include "framework/base/secret.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

namespace lab {
namespace {

constexpr std::string_view kMask = "***";

bool IsKeyChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' ||
         c == '+' || c == '/' || c == '=' || c == '~';
}

std::size_t KeyLength(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), IsKeyChar) -
                                  text.begin());
}

bool StartsWithNoCase(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  return std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) {
    return a == std::tolower(static_cast<unsigned char>(b));
  });
}

/// What precedes a credential, and whether the prefix itself belongs to it.
struct Mark {
  std::string_view prefix;  // lower case
  bool part_of_key;
  std::size_t least;  // shorter runs are ordinary words
};

constexpr std::array<Mark, 11> kMarks{{
    {"sk-", true, 8},
    {"pk-lf-", true, 8},
    {"aiza", true, 20},
    {"xai-", true, 16},
    {"gsk_", true, 16},
    {"bearer ", false, 8},
    {"basic ", false, 8},
    {"x-api-key: ", false, 4},
    {"api-key: ", false, 4},
    {"api_key=", false, 4},
    {"key=", false, 8},
}};

/// Where a credential that starts at the head of `text` begins and ends; zero length when none
/// does.
std::pair<std::size_t, std::size_t> CredentialAtHead(std::string_view text) {
  for (const Mark& mark : kMarks) {
    if (!StartsWithNoCase(text, mark.prefix)) continue;
    const std::size_t begin = mark.part_of_key ? 0 : mark.prefix.size();
    const std::size_t length = KeyLength(text.substr(begin));
    if (length >= mark.least) return {begin, begin + length};
  }
  return {0, 0};
}

/// "://user:password@" -> the length of the user info behind "://", 0 when there is none.
std::size_t UserInfoLength(std::string_view text) {
  if (text.substr(0, 3) != "://") return 0;
  const std::size_t stop = text.find_first_of("@/ \"'?#", 3);
  return stop != std::string_view::npos && text[stop] == '@' ? stop - 3 : 0;
}

}  // namespace

std::string Redact(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    const bool word_start = at == 0 || std::isalnum(static_cast<unsigned char>(text[at - 1])) == 0;
    const auto [begin, end] =
        word_start ? CredentialAtHead(rest) : std::pair<std::size_t, std::size_t>{};
    if (end > 0) {
      out.append(rest.substr(0, begin)).append(kMask);
      at += end;
      continue;
    }
    if (const std::size_t user_info = UserInfoLength(rest); user_info > 0) {
      out.append("://").append(kMask);
      at += 3 + user_info;
      continue;
    }
    out.push_back(text[at++]);
  }
  return out;
}

}  // namespace lab
