#include "framework/llm/providers/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "framework/base/text.h"
#include "framework/llm/estimate.h"
#include "framework/runtime/combine.h"
#include "framework/runtime/event.h"

namespace lab {
namespace {

constexpr std::size_t kMaxErrorBody = 1024 * 1024;
constexpr std::size_t kMaxBody = 256 * 1024 * 1024;
/// How long a whole answer waits for the end of its body, and how long the connection is kept open
/// for it afterwards.
constexpr Duration kGrace = std::chrono::milliseconds(2);
constexpr Duration kTail = std::chrono::seconds(1);
constexpr std::string_view kBodyEnd = "the end of the body";

/// 204 and 205 are successes that have no body, and so no answer.
constexpr int kNoContent = 204;
constexpr int kResetContent = 205;

bool IsSuccess(int status) { return status >= 200 && status < 300; }

// ---- stamps

void CopyPhases(const net::HttpPhases& phases, Timeline& timeline) {
  timeline.dns = phases.dns;
  timeline.tcp = phases.tcp;
  timeline.tls = phases.tls;
  timeline.sent = phases.sent;
  timeline.first_byte = phases.first_byte;
  timeline.sent_by_kernel = phases.sent_by_kernel;
  timeline.reused_connection = phases.reused;
}

/// Stamps the content of one read.
class Stamper {
 public:
  Stamper(Timeline& timeline, CallSink* sink, const net::BodyChunk& chunk)
      : timeline_(timeline), sink_(sink), chunk_(chunk), place_(chunk.continues ? 1 : 0) {}

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
          .kind = content.kind,
          .source = chunk_.arrival.source});
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
  std::uint16_t place_;
};

// ---- the end of a body behind a whole answer

/// Lives as long as its reading or the exchange, whichever is longer.
struct Tail {
  Tail(Loop& loop, net::BodyReader the_body) : body(std::move(the_body)), ended(loop) {}
  net::BodyReader body;
  Event ended;
  Time closed = kUnset;
};

Task<Result<void>> ReadTail(std::shared_ptr<Tail> tail) {
  while (true) {
    const Result<net::BodyChunk> chunk = co_await tail->body.Next();
    if (!chunk) break;
    if (!chunk->data.empty()) continue;
    tail->closed = tail->body.last_arrival().stamp;
    break;
  }
  tail->ended.Set();
  co_return Result<void>();
}

/// The connection goes back to the pool if the body ends in time, else it is dropped.
Task<void> FollowTail(Loop* loop, std::shared_ptr<Tail> tail) {
  const Time deadline = loop->Now() + kTail;
  Task<Result<void>> reading = ReadTail(tail);
  (void)co_await WithDeadline(*loop, deadline, kBodyEnd, std::move(reading));
}

Task<Result<void>> Ended(std::shared_ptr<Tail> tail) {
  co_await tail->ended.Wait();
  co_return Result<void>();
}

/// The answer is whole. How long its peer stays open is no latency, and nobody waits for it.
Task<void> Settle(Exchange* exchange, net::BodyReader* body) {
  Timeline& timeline = exchange->reply.timeline;
  while (const std::optional<Result<net::BodyChunk>> chunk = body->TryNext()) {
    if (chunk->ok() && !(*chunk)->data.empty()) continue;
    if (chunk->ok()) timeline.closed = body->last_arrival().stamp;
    co_return;
  }
  auto tail = std::make_shared<Tail>(exchange->loop, std::move(*body));
  exchange->tails.Spawn(FollowTail(&exchange->loop, tail));
  const Time deadline = exchange->loop.Now() + kGrace;
  Task<Result<void>> ended = Ended(tail);
  (void)co_await WithDeadline(exchange->loop, deadline, kBodyEnd, std::move(ended));
  timeline.closed = tail->closed;
}

// ---- bodies

/// Folds one read; false when the watcher has seen enough or the stream is beyond repair.
bool OnChunk(Exchange& exchange, StreamFold& fold, const net::BodyChunk& chunk) {
  Reply& reply = exchange.reply;
  Stamper stamper(reply.timeline, exchange.call.sink.get(), chunk);
  if (!chunk.continues) reply.timeline.reads.Add(chunk.arrival.source);
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

void EndFold(Exchange& exchange) {
  if (!exchange.fold || std::exchange(exchange.folded, true)) return;
  if (exchange.reply.terminated) return exchange.fold->Finish();
  exchange.fold->Abandon();
}

/// A whole answer where a stream was asked for: nothing of it was seen before its end.
void EndWhole(Reply& reply, Time end) {
  reply.timeline.streamed = false;
  reply.timeline.end = end;
  if (!reply.text.empty()) reply.timeline.first_visible = end;
}

/// A page of somebody in between, for instance.
void RefuseForeign(Exchange& exchange, std::string_view type) {
  const std::string_view page = exchange.fold->foreign();
  if (page.empty()) return;
  const std::string shown = type.empty() ? "missing" : "'" + Excerpt(type, 80) + "'";
  exchange.reply.error = Error{
      ErrorKind::kProtocol,
      fmt::format("{}: content-type is {} when it should be {}; the body begins: {}", exchange.name,
                  shown, exchange.request.stream ? "text/event-stream" : "application/json",
                  Excerpt(page))};
}

void EndOfStream(Exchange& exchange, Time last_event, Time closed, std::string_view type) {
  Reply& reply = exchange.reply;
  reply.timeline.closed = closed;
  exchange.folded = true;
  exchange.fold->Finish();
  if (exchange.fold->whole()) return EndWhole(reply, closed);
  // Without a terminator of its own the last event was the end, unless more should have come.
  const bool whole = reply.ok() && IsSet(last_event);
  reply.timeline.end = whole ? last_event : closed;
  RefuseForeign(exchange, type);
}

Task<void> ReadStream(Exchange* exchange, net::BodyReader* body, std::string_view type) {
  Reply& reply = exchange->reply;
  StreamFold& fold = exchange->fold.emplace(exchange->dialect, reply);
  const CallSink* sink = exchange->call.sink.get();
  if (sink == nullptr || sink->keeps_tokens())
    reply.timeline.tokens.reserve(exchange->usual.tokens);
  reply.text.reserve(exchange->usual.text);
  Time last_event = kUnset;
  while (true) {
    const Result<net::BodyChunk> chunk = co_await body->Next();
    if (!chunk) {
      reply.error = chunk.error();
      EndFold(*exchange);
      co_return;
    }
    if (chunk->data.empty()) break;
    const std::int64_t events = reply.events;
    const bool going_on = OnChunk(*exchange, fold, *chunk);
    if (reply.events != events) last_event = chunk->arrival.stamp;
    if (!going_on) co_return;
    if (!reply.terminated) continue;
    reply.timeline.end = chunk->arrival.stamp;
    co_await Settle(exchange, body);
    EndFold(*exchange);
    co_return;
  }
  EndOfStream(*exchange, last_event, body->last_arrival().stamp, type);
}

Task<void> ReadBuffered(Exchange* exchange, net::BodyReader* body, std::string_view type) {
  Reply& reply = exchange->reply;
  const Result<std::string> bytes = co_await body->ReadAll(kMaxBody);
  if (!bytes) {
    reply.error = bytes.error();
    co_return;
  }
  const Time closed = body->last_arrival().stamp;
  reply.timeline.reads.Add(body->last_arrival().source);
  if (Trim(*bytes).empty()) {
    exchange->dialect.DecodeBody(*bytes, reply);
    reply.timeline.closed = reply.timeline.end = closed;
    co_return;
  }
  // Some servers stream whatever they are asked.
  StreamFold& fold = exchange->fold.emplace(exchange->dialect, reply);
  fold.Feed(*bytes, [&](const Content& content) {
    exchange->seen.Add(content);
    return true;
  });
  EndOfStream(*exchange, closed, closed, type);
  EndWhole(reply, closed);
}

/// A status that is not 2xx.
Task<void> ReadRefusal(Exchange* exchange, net::BodyReader* body) {
  Reply& reply = exchange->reply;
  Result<std::string> bytes = co_await body->ReadAll(kMaxErrorBody);
  if (bytes) exchange->refusal = std::move(*bytes);
  exchange->dialect.DecodeError(reply.http_status, exchange->refusal, reply);
  reply.error = Annotate(std::move(*reply.error), exchange->name);
}

/// What nobody counted: an estimate in its place, so that what was generated has a price.
void EstimateUsage(Exchange& exchange) {
  Reply& reply = exchange.reply;
  Usage& usage = reply.usage;
  const bool whole = reply.ok() && !reply.stopped_early;
  const Tokens reasoning = exchange.seen.part(1);
  const Tokens output = exchange.seen.part(0) + reasoning;
  if (usage.output_total < output && (!whole || !reply.usage_reported)) {
    usage.output_total = output;
    usage.output_reasoning = std::max(usage.output_reasoning, reasoning);
    reply.usage_reported = false;
  }
  if (usage.prompt() == Tokens{0} && (reply.ok() || usage.output_total > Tokens{0})) {
    usage.input_uncached = EstimatedPrompt(exchange.request);
    reply.usage_reported = false;
  }
}

/// Of a whole answer, which brought no events.
void SeeWhole(Exchange& exchange) {
  SeenContent& seen = exchange.seen;
  const Reply& reply = exchange.reply;
  if (!exchange.fold || !exchange.fold->whole()) return;
  seen.bytes[0] = static_cast<std::int64_t>(reply.text.size());
  seen.bytes[1] = static_cast<std::int64_t>(reply.reasoning.size());
  for (const ToolCall& call : reply.tool_calls) {
    seen.bytes[0] += static_cast<std::int64_t>(call.name.size() + call.arguments.size());
  }
}

}  // namespace

void UsualSize::See(const Reply& reply) {
  constexpr std::size_t kMostTokens = 4096;
  constexpr std::size_t kMostText = 16 * 1024;
  const auto follow = [](std::size_t& usual, std::size_t seen, std::size_t least,
                         std::size_t most) {
    usual = std::clamp(std::max(seen, usual - usual / 8), least, most);
  };
  follow(tokens, reply.timeline.tokens.size(), UsualSize().tokens, kMostTokens);
  follow(text, reply.text.size(), UsualSize().text, kMostText);
}

void SeenContent::Add(const Content& content) {
  const std::size_t which = content.kind == TokenKind::kReasoning ? 1 : 0;
  events[which] += Tokens{1};
  bytes[which] += static_cast<std::int64_t>(content.delta.size());
}

Tokens SeenContent::part(std::size_t which) const {
  return std::max(events[which], Tokens{(bytes[which] + 3) / 4});
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
  const std::string_view type = net::FindHeader(head.headers, "content-type").value_or("");
  if (head.status == kNoContent || head.status == kResetContent) {
    reply.error = Error{ErrorKind::kProtocol,
                        fmt::format("{}: the service answered {}, which has no body; is this the "
                                    "URL of its completions?",
                                    exchange->name, head.status)};
  } else if (!IsSuccess(head.status)) {
    co_await ReadRefusal(exchange, &response->body);
  } else if (exchange->request.stream) {
    co_await ReadStream(exchange, &response->body, type);
  } else {
    co_await ReadBuffered(exchange, &response->body, type);
  }
  co_return Result<void>();
}

void Close(Exchange& exchange, Time now) {
  Reply& reply = exchange.reply;
  EndFold(exchange);
  CopyPhases(exchange.phases, reply.timeline);
  if (!IsSet(reply.timeline.end)) reply.timeline.end = now;
  if (!IsSuccess(reply.http_status)) return;
  SeeWhole(exchange);
  EstimateUsage(exchange);
}

}  // namespace lab
