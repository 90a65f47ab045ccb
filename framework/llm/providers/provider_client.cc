#include "framework/llm/providers/provider_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "framework/llm/providers/error_body.h"
#include "framework/llm/providers/stream_fold.h"
#include "framework/runtime/combine.h"

namespace lab {
namespace {

constexpr std::size_t kMaxErrorBody = 1024 * 1024;
constexpr std::size_t kMaxBody = 256 * 1024 * 1024;
constexpr int kOk = 200;
constexpr std::size_t kUsualTokens = 64;

// ---- what the response head promises

bool StartsWithIgnoringCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         net::EqualIgnoringCase(text.substr(0, prefix.size()), prefix);
}

/// A body in another format than was asked for: an edge's page, a server without streaming.
std::optional<std::string> WrongFormat(const net::Headers& headers, bool streamed) {
  const std::string* encoding = net::FindHeader(headers, "content-encoding");
  if (encoding != nullptr && !net::EqualIgnoringCase(*encoding, "identity")) {
    return fmt::format("content-encoding is '{}' when identity was asked for",
                       Excerpt(*encoding, 40));
  }
  const std::string* type = net::FindHeader(headers, "content-type");
  const std::string_view wanted = streamed ? "text/event-stream" : "application/json";
  if (type == nullptr || StartsWithIgnoringCase(*type, wanted)) return std::nullopt;
  return fmt::format("content-type is '{}' when it should be {}", Excerpt(*type, 80), wanted);
}

// ---- stamps

void CopyPhases(const net::HttpPhases& phases, Timeline& timeline) {
  timeline.dns = phases.dns;
  timeline.tcp = phases.tcp;
  timeline.tls = phases.tls;
  timeline.sent = phases.sent;
  timeline.first_byte = phases.first_byte;
  timeline.reused_connection = phases.reused;
}

/// Content that came, for the reply that says nothing of its usage: [0] the answer, [1] reasoning.
struct Seen {
  Tokens events[2];
  std::int64_t bytes[2] = {};

  void Add(const Content& content) {
    const std::size_t part = content.kind == TokenKind::kReasoning ? 1 : 0;
    events[part] += Tokens{1};
    bytes[part] += static_cast<std::int64_t>(content.delta.size());
  }
};

/// Stamps the content of one read.
class Stamper {
 public:
  Stamper(Timeline& timeline, CallSink* sink, const net::BodyChunk& chunk)
      : timeline_(timeline), sink_(sink), chunk_(chunk) {}

  void Add(const Content& content) {
    const Time stamp = chunk_.arrival.stamp;
    if (!IsSet(timeline_.first_token)) timeline_.first_token = stamp;
    if (content.kind == TokenKind::kText && !IsSet(timeline_.first_visible)) {
      timeline_.first_visible = stamp;
    }
    timeline_.last_token = stamp;
    Keep({.stamp = stamp,
          .previous = chunk_.previous,
          .client_delay = chunk_.arrival.user - stamp,
          .bytes = static_cast<std::uint32_t>(content.delta.size()),
          .place_in_read = place_,
          .kind = content.kind});
    if (place_ < UINT16_MAX) ++place_;
  }

 private:
  void Keep(const TokenArrival& token) {
    if (sink_ == nullptr || sink_->keeps_tokens()) {
      timeline_.tokens.push_back(token);
    } else {
      sink_->Token(token);
    }
  }

  Timeline& timeline_;
  CallSink* sink_;  // null: nobody
  const net::BodyChunk& chunk_;
  std::uint16_t place_ = 0;
};

/// What a stream that was cut short has used, as far as we saw: a token an event, or a token for
/// each four bytes where one event brings several.
void CountUnreported(const Seen& seen, Reply& reply) {
  if (reply.usage_reported) return;
  const Tokens answer = std::max(seen.events[0], Tokens{(seen.bytes[0] + 3) / 4});
  const Tokens reasoning = std::max(seen.events[1], Tokens{(seen.bytes[1] + 3) / 4});
  reply.usage.output_total = std::max(reply.usage.output_total, answer + reasoning);
  reply.usage.output_reasoning = std::max(reply.usage.output_reasoning, reasoning);
}

Time DeadlineOf(Time start, Duration timeout) {
  return timeout < kNever - start ? start + timeout : kNever;
}

// ---- one exchange

/// All of it lives in the frame of Send().
struct Exchange {
  net::HttpClient& http;
  const Dialect& dialect;
  const Request& request;
  const Call& call;
  net::HttpPhases phases;
  Seen seen;
  Reply reply;
};

/// Folds one read; false when the watcher has seen enough or the stream is beyond repair.
bool OnChunk(Exchange& exchange, StreamFold& fold, const net::BodyChunk& chunk) {
  Reply& reply = exchange.reply;
  Stamper stamper(reply.timeline, exchange.call.sink.get(), chunk);
  const auto& watch = exchange.call.watch;
  const bool going_on = fold.Feed(chunk.data, [&](const Content& content) {
    stamper.Add(content);
    exchange.seen.Add(content);
    if (!watch) return true;
    const Progress progress{reply, content.delta, chunk.arrival.stamp};
    if (watch(progress) == Flow::kContinue) return true;
    reply.stopped_early = true;
    return false;
  });
  if (reply.events > 0 && !IsSet(reply.timeline.first_event)) {
    reply.timeline.first_event = chunk.arrival.stamp;
  }
  return going_on && !reply.error;
}

Task<void> ReadStream(Exchange* exchange, net::BodyReader* body) {
  Reply& reply = exchange->reply;
  StreamFold fold(exchange->dialect, reply);
  reply.timeline.tokens.reserve(kUsualTokens);
  while (true) {
    const Result<net::BodyChunk> chunk = co_await body->Next();
    if (!chunk) {
      // What has its terminator is whole, whatever became of the connection afterwards.
      if (!reply.terminated) reply.error = chunk.error();
      fold.Abandon();
      co_return;
    }
    if (chunk->data.empty()) break;
    if (!OnChunk(*exchange, fold, *chunk)) {
      if (reply.error) fold.Abandon();
      co_return;
    }
  }
  fold.Finish();
  reply.timeline.end = body->last_arrival().stamp;
}

Task<void> ReadBuffered(Exchange* exchange, net::BodyReader* body) {
  Reply& reply = exchange->reply;
  const Result<std::string> bytes = co_await body->ReadAll(kMaxBody);
  if (!bytes) {
    reply.error = bytes.error();
    co_return;
  }
  exchange->dialect.DecodeBody(*bytes, reply);
  reply.timeline.end = body->last_arrival().stamp;
  if (!reply.text.empty()) reply.timeline.first_visible = reply.timeline.end;
}

/// A status that is not 200, or a body of the wrong kind: `problem` says so, and the body why.
Task<void> ReadRefusal(Exchange* exchange, net::BodyReader* body,
                       std::optional<std::string> problem) {
  Reply& reply = exchange->reply;
  const Result<std::string> bytes = co_await body->ReadAll(kMaxErrorBody);
  const std::string_view text = bytes ? std::string_view(*bytes) : std::string_view();
  if (problem) {
    reply.error = Error{ErrorKind::kProtocol, *problem + "; the body begins: " + Excerpt(text)};
  } else {
    exchange->dialect.DecodeError(reply.http_status, text, reply);
  }
}

Task<Result<void>> Carry(Exchange* exchange, net::HttpRequest http_request) {
  Reply& reply = exchange->reply;
  Result<net::HttpResponse> response =
      co_await exchange->http.Send(std::move(http_request), &exchange->phases);
  if (!response) {
    reply.error = response.error();
    co_return Result<void>();
  }
  const net::HttpResponseHead& head = response->head;
  reply.http_status = head.status;
  exchange->dialect.ReadHeaders(head.headers, reply);
  std::optional<std::string> problem;
  if (head.status == kOk) problem = WrongFormat(head.headers, exchange->request.stream);
  if (head.status != kOk || problem) {
    co_await ReadRefusal(exchange, &response->body, std::move(problem));
  } else if (exchange->request.stream) {
    co_await ReadStream(exchange, &response->body);
  } else {
    co_await ReadBuffered(exchange, &response->body);
  }
  co_return Result<void>();
}

/// The stamps and counts of an exchange that is over, for whatever reason.
void Close(Exchange& exchange, Time now) {
  Reply& reply = exchange.reply;
  CopyPhases(exchange.phases, reply.timeline);
  if (!IsSet(reply.timeline.end)) reply.timeline.end = now;
  if (exchange.request.stream && reply.http_status == kOk) CountUnreported(exchange.seen, reply);
}

/// Tells of an exchange that is destroyed before it is over.
class AbandonWatch {
 public:
  AbandonWatch(Exchange& exchange, Loop& loop) : exchange_(exchange), loop_(loop) {}
  AbandonWatch(const AbandonWatch&) = delete;
  ~AbandonWatch() {
    if (over_ || !exchange_.call.abandoned) return;
    Close(exchange_, loop_.Now());
    exchange_.reply.error = Error{ErrorKind::kCancelled, "the request was given up by its caller"};
    exchange_.call.abandoned(exchange_.reply);
  }
  void Over() { over_ = true; }

 private:
  Exchange& exchange_;
  Loop& loop_;
  bool over_ = false;
};

}  // namespace

ProviderClient::ProviderClient(Loop& loop, net::HttpClient& http, const Provider& provider,
                               ProviderOptions options)
    : loop_(loop), http_(http), provider_(provider), options_(std::move(options)) {}

Task<Reply> ProviderClient::Answer(Request request, Call call) {
  const Time start = loop_.Now();
  if (request.model.empty()) request.model = options_.model;
  Exchange exchange{.http = http_, .dialect = *provider_.dialect, .request = request, .call = call};
  Reply& reply = exchange.reply;
  reply.timeline.start = start;
  reply.timeline.intended = IsSet(call.intended) ? call.intended : start;
  reply.timeline.streamed = request.stream;

  Result<net::HttpRequest> http_request = provider_.dialect->Encode(request, options_);
  if (!http_request) {
    reply.error = http_request.error();
    reply.timeline.end = start;
    co_return std::move(exchange.reply);
  }
  for (Call::Header& header : call.headers) {
    http_request->headers.push_back({std::move(header.name), std::move(header.value)});
  }
  const Time deadline = std::min(DeadlineOf(start, request.timeout), call.deadline);
  AbandonWatch watch(exchange, loop_);
  std::string what = fmt::format("the request to {}", http_request->endpoint().host);
  Task<Result<void>> carry = Carry(&exchange, std::move(*http_request));
  const Result<void> carried =
      co_await WithDeadline(loop_, deadline, std::move(what), std::move(carry));
  watch.Over();
  if (!carried) reply.error = carried.error();
  Close(exchange, loop_.Now());
  co_return std::move(exchange.reply);
}

}  // namespace lab
