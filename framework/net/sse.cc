#include "framework/net/sse.h"

#include <algorithm>

namespace lab::net {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::string_view kDefaultType = "message";
constexpr std::size_t kMaxRetryDigits = 12;  // milliseconds; more would not fit a Duration

/// The place of the first CR or LF; npos when there is none. In blocks, so that a text with one
/// kind of line end is not searched to its end for the other, line after line.
std::size_t FindAnyLineEnd(std::string_view text) {
  constexpr std::size_t kBlock = 512;
  for (std::size_t begin = 0; begin < text.size(); begin += kBlock) {
    const std::string_view block = text.substr(begin, kBlock);
    const std::string_view line = block.substr(0, block.find('\n'));
    const std::size_t end = std::min(line.size(), line.find('\r'));
    if (end < block.size()) return begin + end;
  }
  return std::string_view::npos;
}

}  // namespace

void SseParser::Field::Set(std::string_view text, bool in_fragment) {
  view = text;
  owned = false;
  if (!in_fragment) Keep();
}

void SseParser::Field::AppendLine(std::string_view text) {
  Keep();
  copy += '\n';
  copy += text;
  view = copy;
}

void SseParser::Field::Keep() {
  if (owned) return;
  copy.assign(view);
  view = copy;
  owned = true;
}

void SseParser::Field::Clear() {
  view = {};
  owned = false;
}

// Goes on until an event is complete (true; there may be more in `rest`) or the bytes are used up.
bool SseParser::Next(std::string_view& rest, SseEvent& event) {
  if (handed_out_) ClearEvent();
  while (!rest.empty() && !overflowed_) {
    if (skip_lf_) {
      skip_lf_ = false;
      if (rest.front() == '\n') rest.remove_prefix(1);
      continue;
    }
    const std::size_t length = has_cr_ ? FindAnyLineEnd(rest) : rest.find('\n');
    if (length == std::string_view::npos) {
      KeepTail(rest);
      break;
    }
    const bool in_fragment = tail_.empty();
    const std::string_view line = TakeLine(rest, length);
    const bool complete = OnLine(line, in_fragment);
    tail_.clear();
    if (complete) return Dispatch(event, false), true;
  }
  type_.Keep();
  data_.Keep();
  return false;
}

// A line of `length` bytes of `rest`, after what was kept of it. Takes the line's end away too.
std::string_view SseParser::TakeLine(std::string_view& rest, std::size_t length) {
  std::string_view line = rest.substr(0, length);
  if (!tail_.empty()) line = tail_.append(line);
  const bool cr = rest[length] == '\r';
  rest.remove_prefix(length + 1);
  if (!cr) return line;
  skip_lf_ = rest.empty();
  if (!rest.empty() && rest.front() == '\n') rest.remove_prefix(1);
  return line;
}

void SseParser::KeepTail(std::string_view tail) {
  tail_.append(tail);
  overflowed_ = tail_.size() > limit_;
}

// True when the line ends an event that has data.
bool SseParser::OnLine(std::string_view line, bool in_fragment) {
  if (line.size() > limit_) return overflowed_ = true, false;
  if (at_start_ && line.substr(0, kBom.size()) == kBom) line.remove_prefix(kBom.size());
  at_start_ = false;
  if (line.empty()) {
    if (!has_data_) type_.Clear();
    return has_data_;
  }
  if (line.starts_with("data: ")) return OnData(line.substr(6), in_fragment), false;  // most
  if (line.front() == '{') return stray_.assign(line.substr(0, kMaxStrayBytes)), false;
  const std::size_t colon = line.find(':');
  if (colon == 0) return ++comments_, false;
  if (colon == std::string_view::npos) return OnField(line, {}, in_fragment), false;
  std::string_view value = line.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  OnField(line.substr(0, colon), value, in_fragment);
  return false;
}

void SseParser::OnField(std::string_view name, std::string_view value, bool in_fragment) {
  if (name == "data") return OnData(value, in_fragment);
  if (name == "event") return type_.Set(value, in_fragment);
  if (name == "error" && !value.empty()) {
    type_.Set(name, in_fragment);
    return OnData(value, in_fragment);
  }
  if (name == "id" && value.find('\0') == std::string_view::npos) id_.assign(value);
  if (name == "retry") OnRetry(value);
}

void SseParser::OnData(std::string_view value, bool in_fragment) {
  overflowed_ = data_.view.size() + value.size() > limit_;
  if (overflowed_) return;
  if (has_data_) {
    data_.AppendLine(value);
  } else {
    data_.Set(value, in_fragment);
  }
  has_data_ = true;
}

void SseParser::OnRetry(std::string_view value) {
  if (value.empty() || value.size() > kMaxRetryDigits) return;
  std::int64_t milliseconds = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') return;
    milliseconds = milliseconds * 10 + (c - '0');
  }
  retry_ = std::chrono::milliseconds(milliseconds);
}

void SseParser::Dispatch(SseEvent& event, bool unterminated) {
  event.type = type_.view.empty() ? kDefaultType : type_.view;
  event.data = data_.view;
  event.id = id_;
  event.unterminated = unterminated;
  handed_out_ = true;
  ++events_;
}

void SseParser::ClearEvent() {
  type_.Clear();
  data_.Clear();
  has_data_ = false;
  handed_out_ = false;
}

bool SseParser::TakePending(SseEvent& event) {
  if (handed_out_) ClearEvent();
  if (overflowed_) return false;
  if (!tail_.empty()) OnLine(tail_, false);
  tail_.clear();
  if (!has_data_ || overflowed_) return false;
  return Dispatch(event, true), true;
}

}  // namespace lab::net
