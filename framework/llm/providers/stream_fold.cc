#include "framework/llm/providers/stream_fold.h"

#include <fmt/format.h>

namespace lab {

bool StreamFold::AfterFeed() {
  reply_.comments = static_cast<std::int64_t>(parser_.comments());
  if (parser_.overflowed() && !reply_.error) {
    reply_.error = Error{ErrorKind::kLimit, fmt::format("an event of the stream is larger than {} "
                                                        "bytes; a body without line ends is none",
                                                        net::SseParser::kMaxEventBytes)};
  }
  return going_on_;
}

void StreamFold::Finish() {
  const auto ignore = [](const Content&) { return true; };
  parser_.Finish([&](const net::SseEvent& event) { Fold(event, ignore); });
  AfterFeed();
  decoder_->Finish(reply_);
}

}  // namespace lab
