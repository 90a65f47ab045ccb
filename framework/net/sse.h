// Server-Sent Events, pushed in any fragments, handed out as views.
//
//   SseParser parser;
//   parser.Feed(chunk, [&](const SseEvent& event) { Fold(event.type, event.data); });
//   parser.Finish([&](const SseEvent& event) { ... });  // the end of the body: a pending event
//                                                       // comes out marked unterminated
//
// The rules are those of the WHATWG HTML standard, section 9.2.6, but for two: at the end of the
// body a pending event is handed out and marked, as the providers' own SDKs do, instead of being
// dropped; and a field "error", which llama.cpp writes, is an event of that name. Bytes are not
// checked to be UTF-8: all delimiters are ASCII, and a JSON reader decides later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "framework/base/time.h"

namespace lab::net {

/// Views are valid during the callback only.
struct SseEvent {
  std::string_view type;  ///< "message" when the stream named none
  std::string_view data;  ///< lines joined by LF
  std::string_view id;    ///< the last id seen so far
  bool unterminated = false;
};

/// One stream's parser; used once. An event that lies within one fragment and has one line of data
/// is handed out without a copy.
class SseParser {
 public:
  static constexpr std::size_t kMaxEventBytes = 64 * 1024 * 1024;

  /// A line, or the data of one event, larger than `max_event_bytes` ends the parsing: see
  /// overflowed().
  explicit SseParser(std::size_t max_event_bytes = kMaxEventBytes) : limit_(max_event_bytes) {}

  /// Parses the next bytes of the body and calls `sink(const SseEvent&)` for each event that they
  /// complete. The sink must not call back into the parser.
  template <class Sink>
  void Feed(std::string_view bytes, Sink&& sink) {
    has_cr_ = bytes.find('\r') != std::string_view::npos;
    SseEvent event;
    while (Next(bytes, event)) sink(static_cast<const SseEvent&>(event));
  }

  /// The body has ended.
  template <class Sink>
  void Finish(Sink&& sink) {
    SseEvent event;
    if (TakePending(event)) sink(static_cast<const SseEvent&>(event));
  }

  /// Handed out so far.
  std::uint64_t events() const { return events_; }
  /// Lines that begin with a colon; servers send them to keep a connection alive.
  std::uint64_t comments() const { return comments_; }
  /// An event was larger than the limit; it and everything after it was dropped. The caller ends
  /// the response with ErrorKind::kLimit.
  bool overflowed() const { return overflowed_; }
  /// The last line that is no field but may be JSON, at most kMaxStrayBytes of it: an error that a
  /// gateway added to somebody else's stream. The standard ignores it; whoever misses the stream's
  /// end may look here.
  std::string_view stray() const { return stray_; }
  static constexpr std::size_t kMaxStrayBytes = 16 * 1024;
  /// The last `retry` field.
  std::optional<Duration> retry() const { return retry_; }

 private:
  /// Text that lies in the fragment under way until it has to be kept.
  struct Field {
    std::string_view view;
    std::string copy;
    bool owned = false;

    void Set(std::string_view text, bool in_fragment);
    void AppendLine(std::string_view text);
    void Keep();
    void Clear();
  };

  bool Next(std::string_view& rest, SseEvent& event);
  bool TakePending(SseEvent& event);
  std::string_view TakeLine(std::string_view& rest, std::size_t length);
  void KeepTail(std::string_view tail);
  bool OnLine(std::string_view line, bool in_fragment);
  void OnField(std::string_view name, std::string_view value, bool in_fragment);
  void OnData(std::string_view value, bool in_fragment);
  void OnRetry(std::string_view value);
  void Dispatch(SseEvent& event, bool unterminated);
  void ClearEvent();

  std::size_t limit_;
  std::string tail_;  // of a line whose end has not come
  Field type_;
  Field data_;
  std::string id_;
  std::string stray_;
  std::optional<Duration> retry_;
  std::uint64_t events_ = 0;
  std::uint64_t comments_ = 0;
  bool has_data_ = false;
  bool handed_out_ = false;  // the event's views were given to the sink; clear them before going on
  bool at_start_ = true;     // in the stream's first line, which may begin with a BOM
  bool has_cr_ = false;      // the fragment under way has a CR somewhere; most streams have none
  bool skip_lf_ = false;     // the fragment before this one ended with CR
  bool overflowed_ = false;
};

}  // namespace lab::net
