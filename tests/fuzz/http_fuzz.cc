// Whatever a server or a client sends, in whatever pieces: heads and bodies are taken apart in the
// same way, and nothing is read that was not sent.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "framework/net/body_decoder.h"
#include "framework/net/http_head.h"

namespace {

using lab::Result;
using lab::net::BodyDecoder;
using lab::net::BodyFraming;
using LineEnds = BodyDecoder::LineEnds;

struct Outcome {
  std::string data;
  std::string leftover;
  bool complete = false;
  bool failed = false;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome Decode(BodyFraming framing, LineEnds line_ends, std::string_view bytes, std::size_t step) {
  BodyDecoder decoder(framing, line_ends);
  Outcome outcome;
  while (!bytes.empty() && !decoder.complete()) {
    std::string piece(bytes.substr(0, step));
    Result<BodyDecoder::Piece> decoded = decoder.Decode(piece);
    if (!decoded) {
      outcome.failed = true;  // how much of the data came out before depends on the pieces
      outcome.data.clear();
      return outcome;
    }
    if (decoded->data.size() > piece.size()) std::abort();
    if (!decoder.complete() && decoded->consumed != piece.size()) std::abort();
    outcome.data += decoded->data;
    bytes.remove_prefix(decoded->consumed);
  }
  outcome.leftover = bytes;
  outcome.complete = decoder.Finish().ok();
  return outcome;
}

void CheckBody(BodyFraming framing, std::string_view bytes) {
  for (const LineEnds line_ends : {LineEnds::kCrLf, LineEnds::kLfToo}) {
    const Outcome whole = Decode(framing, line_ends, bytes, bytes.size() + 1);
    for (const std::size_t step : {1U, 2U, 3U, 7U}) {
      if (!(Decode(framing, line_ends, bytes, step) == whole)) std::abort();
    }
  }
}

void CheckHeadEnd(std::string_view bytes, std::size_t end) {
  if (end > bytes.size()) std::abort();
  std::size_t searched = 0;
  for (std::size_t size = 0; size < bytes.size(); size += 3) {
    const std::size_t found = lab::net::FindHeadEnd(bytes.substr(0, size), searched);
    if (found != 0 && found != end) std::abort();
    if (found != 0) return;
    searched = size;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  CheckBody({.kind = BodyFraming::Kind::kChunked}, bytes);
  const std::size_t end = lab::net::FindHeadEnd(bytes, 0);
  CheckHeadEnd(bytes, end);
  if (end == 0) return 0;
  const std::string head(bytes.substr(0, end));
  if (const auto request = lab::net::ParseRequestHead(head); request.ok()) {
    CheckBody(request->framing, bytes.substr(end));
  }
  if (const auto response = lab::net::ParseResponseHead(head, false); response.ok()) {
    if (response->keep_alive && response->framing.kind == BodyFraming::Kind::kUntilClose) {
      std::abort();
    }
    CheckBody(response->framing, bytes.substr(end));
  }
  return 0;
}
