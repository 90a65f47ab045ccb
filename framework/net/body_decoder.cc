#include "framework/net/body_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace lab::net {
namespace {

constexpr int kMaxDigits = 15;                     // 2^60 bytes
constexpr std::size_t kMaxFrameBytes = 64 * 1024;  // extensions, trailers

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

BodyDecoder::BodyDecoder(BodyFraming framing, LineEnds line_ends) : line_ends_(line_ends) {
  using Kind = BodyFraming::Kind;
  remaining_ = framing.length;
  switch (framing.kind) {
    case Kind::kNone:
      state_ = State::kDone;
      break;
    case Kind::kLength:
      state_ = framing.length > 0 ? State::kPlain : State::kDone;
      break;
    case Kind::kChunked:
      state_ = State::kSize;
      break;
    case Kind::kUntilClose:
      state_ = State::kUntilClose;
      break;
  }
}

Result<BodyDecoder::Piece> BodyDecoder::Decode(std::span<char> bytes) {
  char* out = nullptr;  // the end of the data so far
  std::size_t out_size = 0;
  std::size_t at = 0;
  while (at < bytes.size() && state_ != State::kDone) {
    if (!in_data()) {
      if (!OnFrameByte(bytes[at])) {
        return Error{ErrorKind::kProtocol,
                     fmt::format("chunk framing is broken {} bytes into the body", received_)};
      }
      ++at;
      continue;
    }
    std::size_t size = bytes.size() - at;
    if (state_ != State::kUntilClose) {
      size = static_cast<std::size_t>(std::min<std::uint64_t>(size, remaining_));
    }
    char* data = bytes.data() + at;
    if (out == nullptr) out = data;
    if (out + out_size != data) std::memmove(out + out_size, data, size);
    out_size += size;
    at += size;
    TakeData(size);
  }
  return Piece{.data = {out, out_size}, .consumed = at};
}

void BodyDecoder::TakeData(std::size_t bytes) {
  received_ += bytes;
  frame_bytes_ = 0;
  if (state_ == State::kUntilClose) return;
  remaining_ -= bytes;
  if (remaining_ == 0) state_ = state_ == State::kPlain ? State::kDone : State::kDataCr;
}

// False when the byte is not allowed where it stands.
bool BodyDecoder::OnFrameByte(char c) {
  if (++frame_bytes_ > kMaxFrameBytes) return false;
  if (c == '\n' && line_ends_ == LineEnds::kLfToo) return OnLineFeed();
  const auto expect = [&](char expected, State next) {
    state_ = next;
    return c == expected;
  };
  switch (state_) {
    case State::kSize:
      return OnSizeDigit(c);
    case State::kExtension:
      if (c == '\r') state_ = State::kSizeLf;
      return c != '\n';
    case State::kSizeLf:
      return EndSizeLine(), c == '\n';
    case State::kDataCr:
      return expect('\r', State::kDataLf);
    case State::kDataLf:
      return expect('\n', State::kSize);
    case State::kTrailer:
      state_ = c == '\r' ? State::kLastLf : State::kTrailerLine;
      return c != '\n';
    case State::kTrailerLine:
      if (c == '\r') state_ = State::kTrailerLf;
      return c != '\n';
    case State::kTrailerLf:
      return expect('\n', State::kTrailer);
    default:
      return expect('\n', State::kDone);
  }
}

// Ends the line, whether a CR stood before it or not.
bool BodyDecoder::OnLineFeed() {
  switch (state_) {
    case State::kSize:
      if (digits_ == 0) return false;
      EndSizeLine();
      return true;
    case State::kExtension:
    case State::kSizeLf:
      EndSizeLine();
      return true;
    case State::kDataCr:
    case State::kDataLf:
      state_ = State::kSize;
      return true;
    case State::kTrailerLine:
    case State::kTrailerLf:
      state_ = State::kTrailer;
      return true;
    default:
      state_ = State::kDone;
      return true;
  }
}

bool BodyDecoder::OnSizeDigit(char c) {
  const int digit = HexDigit(c);
  if (digit >= 0) {
    remaining_ = remaining_ * 16 + static_cast<std::uint64_t>(digit);
    return ++digits_ <= kMaxDigits;
  }
  state_ = c == '\r' ? State::kSizeLf : State::kExtension;
  return digits_ > 0 && (c == '\r' || c == ';' || c == ' ' || c == '\t');
}

void BodyDecoder::EndSizeLine() {
  state_ = remaining_ > 0 ? State::kData : State::kTrailer;
  digits_ = 0;
}

Result<void> BodyDecoder::Finish() {
  if (state_ == State::kUntilClose) state_ = State::kDone;
  if (complete()) return {};
  if (state_ == State::kPlain) {
    return Error{ErrorKind::kTruncated, fmt::format("connection ended {} bytes into a body of {}",
                                                    received_, received_ + remaining_)};
  }
  return Error{ErrorKind::kTruncated,
               fmt::format("connection ended {} bytes into a chunked body, before its last chunk",
                           received_)};
}

}  // namespace lab::net
