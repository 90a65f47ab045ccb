#include "framework/report/markup.h"

#include <fmt/format.h>

#include <cstddef>

#include "framework/base/utf8.h"

namespace lab::report {
namespace {

constexpr std::string_view kReplaced = "\xEF\xBF\xBD";  // U+FFFD

std::string_view AsItIs(std::string_view character) { return character; }

// ASCII goes through `put`, other characters through `wide`.
template <class Put, class Wide = decltype(&AsItIs)>
std::string Transform(std::string_view text, Put put, Wide wide = AsItIs) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const Utf8Sequence sequence = Utf8AtHead(text);
    if (!sequence.valid) {
      out += kReplaced;
    } else if (sequence.length == 1) {
      put(text[0], out);
    } else {
      out += wide(text.substr(0, sequence.length));
    }
    text.remove_prefix(sequence.length);
  }
  return out;
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// C1 controls: xterm obeys U+009B as it does ESC [.
bool IsHighControl(std::string_view character) {
  return character.size() == 2 && character[0] == '\xC2' &&
         static_cast<unsigned char>(character[1]) < 0xA0;
}

// U+FFFE and U+FFFF.
bool IsForbiddenInXml(std::string_view character) {
  return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
}

void PutXml(char c, std::string& out) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\'':
      out += "&#39;";
      return;
    case '\n':
    case '\r':
    case '\t':
      out += fmt::format("&#{};", static_cast<int>(c));
      return;
    default:
      if (IsControl(c)) {
        out += kReplaced;
        return;
      }
      out += c;
  }
}

bool IsWord(std::string_view text, std::size_t i) {
  if (i >= text.size()) return false;
  const char c = text[i];
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::string EscapeXml(std::string_view text) {
  return Transform(text, PutXml, [](std::string_view character) {
    return IsForbiddenInXml(character) ? kReplaced : character;
  });
}

std::string EscapeMarkdown(std::string_view text) {
  constexpr std::string_view kActive = "\\`*[]<>|~&#$!_";
  std::string out;
  const std::string valid = ValidUtf8(text);
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const char c = valid[i];
    // "pause_s" needs none: an underscore inside a word emphasises nothing.
    const bool inside_word = c == '_' && i > 0 && IsWord(valid, i - 1) && IsWord(valid, i + 1);
    if (kActive.find(c) != std::string_view::npos && !inside_word) out += '\\';
    out += IsControl(c) ? ' ' : c;
  }
  return out;
}

std::string Printable(std::string_view text) {
  return Transform(
      text, [](char c, std::string& out) { out += IsControl(c) ? ' ' : c; },
      [](std::string_view character) {
        return IsHighControl(character) ? std::string_view(" ") : character;
      });
}

std::string EscapeCsv(std::string_view text) {
  const std::string valid = Transform(text, [](char c, std::string& out) {
    const bool kept = !IsControl(c) || c == '\n' || c == '\r' || c == '\t';
    out += kept ? std::string_view(&c, 1) : kReplaced;
  });
  if (valid.find_first_of(",\"\r\n") == std::string::npos) return valid;
  std::string out = "\"";
  for (char c : valid) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string EscapeScript(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (char c : json) {
    // In JSON this character stands in strings only, where it may be written so.
    if (c == '<') {
      out += "\\u003c";
      continue;
    }
    out += c;
  }
  return out;
}

}  // namespace lab::report
