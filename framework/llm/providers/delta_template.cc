#include "framework/llm/providers/delta_template.h"

#include <cstdint>

#include "framework/base/byte_word.h"
#include "framework/llm/providers/json_reader.h"

namespace lab {
namespace {

constexpr std::string_view kPadding = "\"obfuscation\":\"";

bool IsPlain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x80 &&
         c != '"' && c != '\\';
}

/// Whether eight bytes are all plain; may say no wrongly, never yes.
bool AllPlain(const char* bytes) {
  const std::uint64_t word = LoadWord(bytes);
  const std::uint64_t quote = word ^ EachByte('"');
  const std::uint64_t backslash = word ^ EachByte('\\');
  const std::uint64_t found =
      word | (word - EachByte(0x20)) | (quote - EachByte(1)) | (backslash - EachByte(1));
  return (found & EachByte(0x80)) == 0;
}

/// Where the first byte is that is not plain ASCII inside a JSON string.
std::size_t PlainEnd(std::string_view text) {
  std::size_t at = 0;
  while (at + 8 <= text.size() && AllPlain(text.data() + at)) at += 8;
  while (at < text.size() && IsPlain(text[at])) ++at;
  return at;
}

/// The end of a JSON string's inside that begins at `text`, and what is in it; npos when it has no
/// end or holds a bare control character.
struct StringEnd {
  std::size_t at = std::string_view::npos;
  bool escapes = false;
  bool wide = false;  ///< bytes beyond ASCII
};

StringEnd FindStringEnd(std::string_view text) {
  StringEnd end;
  for (std::size_t at = PlainEnd(text); at < text.size(); at += PlainEnd(text.substr(at))) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '"') {
      end.at = at;
      return end;
    }
    if (byte < 0x20) return end;
    end.wide = end.wide || byte >= 0x80;
    end.escapes = end.escapes || byte == '\\';
    at += byte == '\\' ? 2 : 1;
    if (at > text.size()) return end;
  }
  return end;
}

/// What a backslash and this letter stand for; 0 for \u and for what is no escape.
char SimpleEscape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    default:
      return 0;
  }
}

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

/// Without the blanks before its last brace.
std::string_view TrimBeforeBrace(std::string_view suffix) {
  if (!suffix.ends_with('}')) return suffix;
  suffix.remove_suffix(1);
  while (!suffix.empty() && IsBlank(suffix.back())) suffix.remove_suffix(1);
  return suffix;
}

/// A text that is put together, one a thread: the next call ends it.
std::string& ScratchText() {
  thread_local std::string text;
  text.clear();
  return text;
}

/// Where `delta` stands in quotes; npos where it does not, or twice.
std::size_t FindOnce(std::string_view data, std::string_view delta) {
  const std::string& quoted = ScratchText().append("\"").append(delta).append("\"");
  const std::size_t at = data.find(quoted);
  const bool twice = at != std::string_view::npos && data.find(quoted, at + 1) != data.npos;
  return twice ? std::string_view::npos : at;
}

}  // namespace

std::optional<std::string_view> DeltaTemplate::Match(std::string_view data) {
  if (!known_ || !data.starts_with(prefix())) return std::nullopt;
  data.remove_prefix(prefix_);
  const StringEnd end = FindStringEnd(data);
  if (end.at == std::string_view::npos || !FitsSuffix(data.substr(end.at))) return std::nullopt;
  const std::string_view raw = data.substr(0, end.at);
  if (raw.empty() || (end.wide && !IsValidUtf8(raw))) return std::nullopt;
  attempts_ = kAttempts;
  return end.escapes ? Unescape(raw) : raw;
}

std::optional<std::string_view> DeltaTemplate::Unescape(std::string_view raw) {
  unescaped_.clear();
  while (true) {
    const std::size_t backslash = raw.find('\\');
    unescaped_.append(raw.substr(0, backslash));
    if (backslash == std::string_view::npos) return unescaped_;
    const char letter = SimpleEscape(raw[backslash + 1]);
    if (letter == 0) return std::nullopt;
    unescaped_ += letter;
    raw.remove_prefix(backslash + 2);
  }
}

bool DeltaTemplate::FitsSuffix(std::string_view suffix) const {
  if (!suffix.ends_with('}') || !suffix.starts_with(this->suffix())) return false;
  suffix.remove_prefix(suffix_);
  if (padded_) {
    suffix.remove_prefix(PlainEnd(suffix));
    if (!suffix.starts_with(suffix_end())) return false;
    suffix.remove_prefix(suffix_end().size());
  }
  if (suffix.empty()) return false;
  suffix.remove_suffix(1);  // the last brace
  return suffix.find_first_not_of(" \t") == std::string_view::npos;
}

bool DeltaTemplate::Place(std::string_view data, std::string_view delta) {
  if (attempts_ == 0 || delta.empty() || PlainEnd(delta) != delta.size()) return false;
  const std::size_t at = FindOnce(data, delta);
  if (at == std::string_view::npos || !data.ends_with('}')) return false;
  prefix_ = at + 1;
  around_.reserve(data.size());
  around_.assign(data.substr(0, prefix_));
  AddSuffix(data.substr(prefix_ + delta.size()));
  return true;
}

/// `data` with another text in its place.
std::string_view DeltaTemplate::Candidate(std::string_view data, std::string_view delta) const {
  return ScratchText()
      .append(data.substr(0, prefix_))
      .append(kProbe)
      .append(data.substr(prefix_ + delta.size()));
}

void DeltaTemplate::AddSuffix(std::string_view suffix) {
  const std::size_t padding = suffix.find(kPadding);
  padded_ = padding != std::string_view::npos;
  if (!padded_) {
    suffix = TrimBeforeBrace(suffix);
    suffix_ = suffix.size();
    around_ += suffix;
    return;
  }
  suffix_ = padding + kPadding.size();
  around_ += suffix.substr(0, suffix_);
  suffix.remove_prefix(suffix_);
  suffix.remove_prefix(PlainEnd(suffix));
  around_ += TrimBeforeBrace(suffix);
}

}  // namespace lab
