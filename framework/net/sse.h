// Server-Sent Events, pushed in any fragments, handed out as views.
//
//   SseParser parser;
//   parser.Feed(chunk, [&](const SseEvent& event) { Fold(event.type, event.data); });
//   parser.Finish([&](const SseEvent& event) { ... });      // the end of the body: a pending event comes out marked unterminated
//
// The rules are those of the WHATWG HTML standard, section 9.2.6, but for one: at the end of the body a pending event is handed out
// and marked, as the providers' own SDKs do, instead of being dropped. Bytes are not checked to be UTF-8: all delimiters are ASCII, and a
// JSON reader decides later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace lab::net {

/// Views are valid during the callback only.
struct SseEvent {
  std::string_view type;  ///< "message" when the stream named none
  std::string_view data;  ///< lines joined by LF
  std::string_view id;    ///< the last id seen so far
  bool unterminated = false;
};

}  // namespace lab::net
