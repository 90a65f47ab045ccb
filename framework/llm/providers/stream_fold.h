// The bytes of a streamed body, in any fragments, folded into a Reply.
//
//   StreamFold fold(dialect, reply);
//   fold.Feed(chunk, [&](const Content& content) { return Stamp(content); });   // false: enough
//   fold.Finish();
//
// Counts events and comments and notes the first event with content; stamps are the caller's.
//
// What the body is, its first bytes decide, not a header: servers send event streams as text/plain,
// and whole answers, or errors, to those who asked for a stream. A body that begins like JSON is
// kept and read as a whole one at its end.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "framework/llm/providers/dialect.h"
#include "framework/net/sse.h"

namespace lab {

/// Whether a body begins as an event stream does: with a field or a comment.
bool LooksLikeEvents(std::string_view body);

class StreamFold {
 public:
  /// `reply` must outlive the fold.
  StreamFold(const Dialect& dialect, Reply& reply)
      : dialect_(dialect), decoder_(dialect.NewDecoder()), reply_(reply) {}

  /// `on_content(const Content&)` is called for each event with content; once it has returned
  /// false, everything that follows is ignored. False from then on.
  template <class OnContent>
  bool Feed(std::string_view bytes, OnContent&& on_content) {
    if (!begun_) Begin(bytes);
    if (whole_) return Keep(bytes);
    parser_.Feed(bytes, [&](const net::SseEvent& event) { Fold(event, on_content); });
    if (IsUnrecognised()) KeepHead(bytes);
    return AfterFeed();
  }

  /// The body has ended: a pending event is folded, what is missing becomes reply.error.
  void Finish();
  /// Nothing more will come, for a reason of the caller's: what is open is closed, nothing judged.
  void Abandon() { decoder_->Close(reply_); }

  /// The body is no stream but a whole answer.
  bool whole() const { return whole_; }
  /// The beginning of a body that is neither, an edge's page for instance; "" for one that is.
  std::string_view foreign() const {
    return whole_ || !IsUnrecognised() ? std::string_view() : body_;
  }

 private:
  template <class OnContent>
  void Fold(const net::SseEvent& event, OnContent& on_content) {
    if (!going_on_) return;
    const Content content = decoder_->OnEvent(event, reply_);
    const std::int64_t index = reply_.events++;
    if (!content.any) return;
    if (!reply_.first_token_event) reply_.first_token_event = index;
    going_on_ = on_content(content);
  }

  void Begin(std::string_view bytes);
  bool Keep(std::string_view bytes);
  bool IsUnrecognised() const { return reply_.events == 0 && parser_.comments() == 0; }
  void KeepHead(std::string_view bytes);
  bool AfterFeed();
  void FoldStray();

  const Dialect& dialect_;
  net::SseParser parser_;
  std::unique_ptr<ReplyDecoder> decoder_;
  Reply& reply_;
  std::string body_;    // of a whole answer; else what an error quotes
  bool begun_ = false;  // a byte that is no blank has come
  bool whole_ = false;
  bool going_on_ = true;
};

}  // namespace lab
