#include "framework/net/http_exchange.h"

#include <utility>

#include "framework/runtime/combine.h"

namespace lab::net {
namespace {

constexpr Duration kContinueWait = std::chrono::seconds(1);

// Marks the time; a server that answered and closed before it read everything may have left its
// answer behind, so a write that found nobody there is no failure yet.
Task<Result<void>> WriteAll(HttpExchange* exchange, Pieces bytes) {
  exchange->handed += bytes.bytes();
  Result<Time> written = co_await exchange->connection.stream->Write(bytes);
  if (!written && written.error().kind != ErrorKind::kClosed) co_return written.error();
  exchange->phases.sent = written ? *written : exchange->loop.Now();
  exchange->phases.sent_by_kernel = written && exchange->connection.stream->sent_by_kernel();
  exchange->connection.arrival.stamp = exchange->phases.sent;  // what comes now came after it
  co_return Result<void>();
}

Task<Result<ResponseHead>> SendWhole(HttpExchange* exchange) {
  Pieces wire = exchange->head;
  wire.AddAll(exchange->request.body.pieces());
  Result<void> written = co_await WriteAll(exchange, wire);
  if (!written) co_return written.error();
  co_return co_await exchange->connection.ReadHead(exchange->options);
}

// The body goes out when the server says so, or says nothing for a while; a final answer makes it
// superfluous, and the connection too, because the server cannot know whether a body follows.
Task<Result<ResponseHead>> SendAfterContinue(HttpExchange* exchange) {
  Result<void> head_written = co_await WriteAll(exchange, exchange->head);
  if (!head_written) co_return head_written.error();
  HttpConnection::HeadOptions options = exchange->options;
  options.stop_at_continue = true;
  Task<Result<ResponseHead>> reading = exchange->connection.ReadHead(options);
  const Time deadline = exchange->loop.Now() + kContinueWait;
  Result<ResponseHead> word =
      co_await WithDeadline(exchange->loop, deadline, "the word to go on", std::move(reading));
  if (!word && word.error().kind != ErrorKind::kTimeout) co_return word;
  if (word && word->head.status != 100) {
    word->keep_alive = false;
    co_return word;
  }
  Result<void> written = co_await WriteAll(exchange, exchange->request.body.pieces());
  if (!written) co_return written.error();
  co_return co_await exchange->connection.ReadHead(exchange->options);
}

}  // namespace

Task<Result<ResponseHead>> RunExchange(HttpExchange* exchange) {
  exchange->connection.answered = false;
  const bool waits = exchange->request.expect_continue && !exchange->request.body.empty();
  if (waits) return SendAfterContinue(exchange);
  return SendWhole(exchange);
}

}  // namespace lab::net
