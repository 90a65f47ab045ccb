#include "framework/llm/providers/stream_fold.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/llm/providers/error_body.h"

namespace lab {
namespace {

constexpr std::string_view kBeforeBody = " \t\r\n\xEF\xBB\xBF";  // and the bytes of a BOM
constexpr std::size_t kQuoted = 1024;

/// Without what may stand before a body, however much of it came in the same read.
std::string_view FromBody(std::string_view bytes) {
  return bytes.substr(std::min(bytes.find_first_not_of(kBeforeBody), bytes.size()));
}

}  // namespace

bool LooksLikeEvents(std::string_view body) {
  body = FromBody(body);
  for (const std::string_view field : {"data", "event", "id", "retry", "error"}) {
    if (!body.starts_with(field)) continue;
    const std::string_view rest = body.substr(field.size());
    return rest.empty() || rest[0] == ':' || rest[0] == '\n' || rest[0] == '\r';
  }
  return body.starts_with(':');
}

void StreamFold::Begin(std::string_view bytes) {
  const std::size_t first = bytes.find_first_not_of(kBeforeBody);
  if (first == std::string_view::npos) return;
  begun_ = true;
  whole_ = bytes[first] == '{' || bytes[first] == '[';
}

bool StreamFold::Keep(std::string_view bytes) {
  if (reply_.error) return going_on_;
  body_.append(body_.empty() ? FromBody(bytes) : bytes);
  if (body_.size() > net::SseParser::kMaxEventBytes) {
    reply_.error = Error{ErrorKind::kLimit, fmt::format("the body is larger than {} bytes",
                                                        net::SseParser::kMaxEventBytes)};
  }
  return going_on_;
}

void StreamFold::KeepHead(std::string_view bytes) {
  if (!begun_ || body_.size() >= kQuoted) return;
  if (body_.empty()) bytes = FromBody(bytes);
  body_.append(bytes.substr(0, kQuoted - body_.size()));
}

bool StreamFold::AfterFeed() {
  reply_.comments = static_cast<std::int64_t>(parser_.comments());
  if (parser_.overflowed() && !reply_.error && !reply_.terminated) {
    reply_.error = Error{ErrorKind::kLimit, fmt::format("an event of the stream is larger than {} "
                                                        "bytes; a body without line ends is none",
                                                        net::SseParser::kMaxEventBytes)};
  }
  return going_on_;
}

/// Some gateways add their error to the stream as it is, without the framing of an event.
void StreamFold::FoldStray() {
  if (reply_.error || reply_.terminated || parser_.stray().empty()) return;
  const net::SseEvent event{.type = "message", .data = parser_.stray(), .unterminated = true};
  Reply judged;
  dialect_.NewDecoder()->OnEvent(event, judged);
  if (judged.error) reply_.error = judged.error;
}

void StreamFold::Finish() {
  if (whole_) {
    if (!reply_.error) dialect_.DecodeBody(body_, reply_);
    return;
  }
  const auto ignore = [](const Content&) { return true; };
  parser_.Finish([&](const net::SseEvent& event) { Fold(event, ignore); });
  AfterFeed();
  FoldStray();
  if (!reply_.error && !foreign().empty()) {
    reply_.error =
        Error{ErrorKind::kProtocol,
              "the body is neither an event stream nor JSON; it begins: " + Quoted(foreign())};
  }
  decoder_->Finish(reply_);
}

}  // namespace lab
