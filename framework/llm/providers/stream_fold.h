// The bytes of a streamed body, in any fragments, folded into a Reply.
//
//   StreamFold fold(dialect, reply);
//   fold.Feed(chunk, [&](const Content& content) { return Stamp(content); });   // false: enough
//   fold.Finish();
//
// Counts events and comments and notes the first event with content; stamps are the caller's.
#pragma once

#include <memory>
#include <string_view>

#include "framework/llm/providers/dialect.h"
#include "framework/net/sse.h"

namespace lab {

class StreamFold {
 public:
  /// `reply` must outlive the fold.
  StreamFold(const Dialect& dialect, Reply& reply)
      : decoder_(dialect.NewDecoder()), reply_(reply) {}

  /// `on_content(const Content&)` is called for each event with content; once it has returned
  /// false, everything that follows is ignored. False from then on.
  template <class OnContent>
  bool Feed(std::string_view bytes, OnContent&& on_content) {
    parser_.Feed(bytes, [&](const net::SseEvent& event) { Fold(event, on_content); });
    return AfterFeed();
  }

  /// The body has ended: a pending event is folded, what is missing becomes reply.error.
  void Finish();
  /// Nothing more will come, for a reason that is in reply.error already.
  void Abandon() { decoder_->Finish(reply_); }

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

  bool AfterFeed();

  net::SseParser parser_;
  std::unique_ptr<ReplyDecoder> decoder_;
  Reply& reply_;
  bool going_on_ = true;
};

}  // namespace lab
