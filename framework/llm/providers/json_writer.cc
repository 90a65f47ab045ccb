#include "framework/llm/providers/json_writer.h"

#include <fmt/format.h>

#include "framework/base/byte_word.h"

namespace lab {
namespace {

bool NeedsEscape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// Whether one of eight bytes may need an escape. Says yes too often, never too rarely: the high
/// bit of a byte survives where the byte is zero after the transformation.
bool MayNeedEscape(const char* bytes) {
  const std::uint64_t word = LoadWord(bytes);
  const std::uint64_t quote = word ^ EachByte('"');
  const std::uint64_t backslash = word ^ EachByte('\\');
  const std::uint64_t found = ((word - EachByte(0x20)) & ~word) | ((quote - EachByte(1)) & ~quote) |
                              ((backslash - EachByte(1)) & ~backslash);
  return (found & EachByte(0x80)) != 0;
}

/// Whether one of kBlock bytes needs an escape. Without a branch, so that the compiler looks at
/// sixteen at once: a prompt of 80 KB is scanned for each request.
constexpr std::size_t kBlock = 64;
bool BlockNeedsEscape(const char* bytes) {
  unsigned char found = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const bool needs = (byte < 0x20) | (byte == '"') | (byte == '\\');
    found = static_cast<unsigned char>(found | static_cast<unsigned char>(needs));
  }
  return found != 0;
}

/// Length of the prefix that can be copied as it is.
std::size_t PlainLength(std::string_view text) {
  std::size_t at = 0;
  while (at + kBlock <= text.size() && !BlockNeedsEscape(text.data() + at)) at += kBlock;
  while (true) {
    while (at + 8 <= text.size() && !MayNeedEscape(text.data() + at)) at += 8;
    const std::size_t end = at + 8 < text.size() ? at + 8 : text.size();
    while (at < end && !NeedsEscape(text[at])) ++at;
    if (at == text.size() || NeedsEscape(text[at])) return at;
  }
}

void AppendEscape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
  }
}

void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  while (true) {
    const std::size_t plain = PlainLength(text);
    out.append(text.data(), plain);
    if (plain == text.size()) break;
    AppendEscape(out, text[plain]);
    text.remove_prefix(plain + 1);
  }
  out += '"';
}

}  // namespace

void JsonWriter::Separate() {
  if (out_.empty()) return;
  const char last = out_.back();
  if (last != '{' && last != '[' && last != ':') out_ += ',';
}

JsonWriter& JsonWriter::Open(char bracket) {
  Separate();
  out_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::Close(char bracket) {
  out_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view key) {
  Separate();
  AppendQuoted(out_, key);
  out_ += ':';
  return *this;
}

JsonWriter& JsonWriter::String(std::string_view text) {
  Separate();
  AppendQuoted(out_, text);
  return *this;
}

JsonWriter& JsonWriter::Integer(std::int64_t value) { return Raw(fmt::format_int(value).c_str()); }

JsonWriter& JsonWriter::Number(double value) { return Raw(fmt::format("{}", value)); }

JsonWriter& JsonWriter::Bool(bool value) { return Raw(value ? "true" : "false"); }

JsonWriter& JsonWriter::Null() { return Raw("null"); }

JsonWriter& JsonWriter::Raw(std::string_view json) {
  Separate();
  out_.append(json);
  return *this;
}

}  // namespace lab
