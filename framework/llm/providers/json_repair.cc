#include "framework/llm/providers/json_repair.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "framework/base/utf8.h"

namespace lab {
namespace {

// A half is marked by a character of the last private plane: nobody sends those.
constexpr std::uint32_t kFirstMark = 0x100000;
constexpr std::uint32_t kMarks = 0x800;
constexpr std::uint32_t kFirstHalf = 0xd800;
constexpr std::size_t kEscapeBytes = 6;  // \ud83d

/// The unit of an escape \uXXXX at the head; nothing when there is none.
std::optional<char16_t> EscapeAtHead(std::string_view text) {
  if (text.size() < kEscapeBytes || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  unsigned unit = 0;
  const char* const end = text.data() + kEscapeBytes;
  const auto [read, error] = std::from_chars(text.data() + 2, end, unit, 16);
  if (error != std::errc() || read != end) return std::nullopt;
  return static_cast<char16_t>(unit);
}

class Repair {
 public:
  explicit Repair(std::string_view text) : rest_(text) { out_.reserve(text.size() + 16); }

  std::string Run(bool* halves) {
    while (!rest_.empty()) Step();
    *halves = halves_;
    return std::move(out_);
  }

 private:
  void Step() {
    const auto byte = static_cast<unsigned char>(rest_[0]);
    if (byte >= 0x80) return OnWide();
    if (in_string_ && byte == '\\') return OnEscape();
    if (in_string_ && byte < 0x20) return OnControl(byte);
    at_start_ = byte == '"' && !in_string_;
    in_string_ ^= byte == '"';
    Copy(1);
  }

  void OnWide() {
    at_start_ = false;
    const Utf8Sequence sequence = Utf8AtHead(rest_);
    if (sequence.valid) return Copy(sequence.length);
    AppendCodePoint(out_, kReplacement);
    rest_.remove_prefix(sequence.length);
  }

  void OnControl(unsigned char byte) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    at_start_ = false;
    out_.append("\\u00").append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
    rest_.remove_prefix(1);
  }

  void OnEscape() {
    const bool at_start = at_start_;
    at_start_ = false;
    const std::optional<char16_t> unit = EscapeAtHead(rest_);
    if (!unit) return Copy(std::min<std::size_t>(2, rest_.size()));
    if (!IsHighHalf(*unit) && !IsLowHalf(*unit)) return Copy(kEscapeBytes);
    const std::string_view behind = rest_.substr(kEscapeBytes);
    const std::optional<char16_t> next = EscapeAtHead(behind);
    if (IsHighHalf(*unit) && next && IsLowHalf(*next)) return Copy(2 * kEscapeBytes);
    const bool may_join = IsHighHalf(*unit) ? behind.starts_with('"') : at_start;
    AppendCodePoint(out_, may_join ? kFirstMark + (*unit - kFirstHalf) : kReplacement);
    halves_ = halves_ || may_join;
    rest_.remove_prefix(kEscapeBytes);
  }

  void Copy(std::size_t bytes) {
    out_.append(rest_.substr(0, bytes));
    rest_.remove_prefix(bytes);
  }

  std::string_view rest_;
  std::string out_;
  bool in_string_ = false;
  bool at_start_ = false;  // right behind a string's opening quote
  bool halves_ = false;
};

}  // namespace

std::string RepairJson(std::string_view text, bool* halves) { return Repair(text).Run(halves); }

std::optional<char16_t> HalfAtHead(std::string_view text) {
  if (text.size() < kHalfBytes || text[0] != '\xf4' || text[1] != '\x80') return std::nullopt;
  const auto third = static_cast<unsigned char>(text[2]);
  const auto fourth = static_cast<unsigned char>(text[3]);
  const std::uint32_t mark = ((third & 0x3fU) << 6) | (fourth & 0x3fU);
  if (mark >= kMarks) return std::nullopt;
  return static_cast<char16_t>(kFirstHalf + mark);
}

}  // namespace lab
