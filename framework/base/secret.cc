#include "framework/base/secret.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>

#include "framework/base/text.h"

namespace lab {
namespace {

constexpr std::string_view kMask = "***";

bool IsKeyChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' ||
         c == '+' || c == '/' || c == '=' || c == '~' || c == '*';
}

std::size_t KeyLength(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), IsKeyChar) -
                                  text.begin());
}

/// What a credential begins with, or what stands before it.
struct Mark {
  enum Kind : std::uint8_t {
    kPrefix,  // the beginning of the key itself: sk-...
    kScheme,  // a word and a space before it: Bearer ...
    kName,    // the name of a header, JSON member or parameter: api-key: ..., "api_key": "..."
  };
  std::string_view text;  // lower case
  Kind kind;
  std::size_t least;  // shorter runs are ordinary words
};

constexpr std::array<Mark, 20> kMarks{{
    {"sk-", Mark::kPrefix, 8},         {"pk-lf-", Mark::kPrefix, 8},
    {"aiza", Mark::kPrefix, 20},       {"xai-", Mark::kPrefix, 16},
    {"gsk_", Mark::kPrefix, 16},       {"hf_", Mark::kPrefix, 16},
    {"nvapi-", Mark::kPrefix, 16},     {"pplx-", Mark::kPrefix, 16},
    {"ya29.", Mark::kPrefix, 16},      {"eyj", Mark::kPrefix, 24},
    {"bearer ", Mark::kScheme, 8},     {"basic ", Mark::kScheme, 8},
    {"api-key", Mark::kName, 4},       {"api_key", Mark::kName, 4},
    {"apikey", Mark::kName, 4},        {"access_token", Mark::kName, 8},
    {"client_secret", Mark::kName, 4}, {"secret_key", Mark::kName, 4},
    {"password", Mark::kName, 4},      {"x-amz-security-token", Mark::kName, 8},
}};

/// Length of `": "`, `=`, `":"` and their like, which part a name from its value; 0 when `text`
/// begins with none.
std::size_t SeparatorLength(std::string_view text) {
  constexpr std::string_view kAround = "\"'\\ ";
  const std::size_t sign = std::min(text.find_first_not_of(kAround), text.size());
  if (sign == text.size() || (text[sign] != ':' && text[sign] != '=')) return 0;
  return std::min(text.find_first_not_of(kAround, sign + 1), text.size());
}

/// A named value may hold any character, so it ends where a header, member or parameter would.
std::size_t ValueLength(std::string_view text) {
  return std::min(text.find_first_of("\"'\\ \t\r\n,;&<>(){}"), text.size());
}

/// Where a credential that starts at the head of `text` begins and ends; zero length when none
/// does.
std::pair<std::size_t, std::size_t> CredentialAtHead(std::string_view text) {
  for (const Mark& mark : kMarks) {
    if (!StartsWithIgnoringCase(text, mark.text)) continue;
    const bool named = mark.kind == Mark::kName;
    std::size_t begin = mark.kind == Mark::kPrefix ? 0 : mark.text.size();
    const std::size_t separator = named ? SeparatorLength(text.substr(begin)) : 0;
    if (named && separator == 0) continue;
    begin += separator;
    const std::string_view rest = text.substr(begin);
    const std::size_t length = named ? ValueLength(rest) : KeyLength(rest);
    if (length >= mark.least) return {begin, begin + length};
  }
  // The parameter of a URL; `"key": ...` names many harmless things.
  constexpr std::string_view kParameter = "key=";
  if (!StartsWithIgnoringCase(text, kParameter)) return {0, 0};
  const std::size_t length = KeyLength(text.substr(kParameter.size()));
  if (length < 8) return {0, 0};
  return {kParameter.size(), kParameter.size() + length};
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
