// Whatever the bytes and however they are cut, the SSE parser finds the same events.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "framework/net/sse.h"

namespace {

using lab::net::SseEvent;
using lab::net::SseParser;

constexpr std::size_t kLimit = 200;  // small, so that inputs reach it

struct Outcome {
  std::string events;
  std::uint64_t count = 0;
  std::uint64_t comments = 0;
  bool overflowed = false;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

void Note(const SseEvent& event, Outcome& outcome) {
  for (const std::string_view part : {event.type, event.data, event.id}) {
    outcome.events += std::to_string(part.size()) + ':';
    outcome.events += part;
  }
  outcome.events += event.unterminated ? '?' : '.';
}

// Cuts of 1 to 8 bytes by the bits of `cuts`; 0 means one piece.
Outcome Parse(std::string_view bytes, std::uint64_t cuts) {
  SseParser parser(kLimit);
  Outcome outcome;
  const auto note = [&](const SseEvent& event) { Note(event, outcome); };
  while (!bytes.empty()) {
    const std::size_t size = cuts == 0 ? bytes.size() : (cuts & 7) + 1;
    cuts = (cuts >> 3) | (cuts << 61);
    const std::string piece(bytes.substr(0, size));  // its end is the sanitizer's to guard
    parser.Feed(piece, note);
    bytes.remove_prefix(piece.size());
  }
  parser.Finish(note);
  outcome.count = parser.events();
  outcome.comments = parser.comments();
  outcome.overflowed = parser.overflowed();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Outcome whole = Parse(bytes, 0);
  std::uint64_t cuts = 0x9e3779b97f4a7c15;
  for (const std::uint8_t byte : bytes) cuts = cuts * 31 + byte;
  if (!(Parse(bytes, cuts | 1) == whole)) std::abort();
  if (!(Parse(bytes, 1ULL << 60) == whole)) std::abort();
  if (whole.events.size() > 3 * kLimit * (whole.count + 1) + 64 * whole.count) std::abort();
  return 0;
}
