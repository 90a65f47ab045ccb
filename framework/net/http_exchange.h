// One request over one connection, up to the head of its response.
//
//   HttpExchange exchange{loop, *connection, request, head, phases, {.max_bytes = 1 << 18}};
//   Result<ResponseHead> response = co_await RunExchange(&exchange);
#pragma once

#include <cstdint>

#include "framework/base/result.h"
#include "framework/net/http_connection.h"
#include "framework/net/http_message.h"
#include "framework/net/pieces.h"
#include "framework/runtime/loop.h"

namespace lab::net {

/// What is referred to must outlive it.
struct HttpExchange {
  Loop& loop;
  HttpConnection& connection;
  const HttpRequest& request;  ///< its body and expect_continue; the head is `head`
  Pieces head;
  HttpPhases& phases;  ///< `sent` is set
  HttpConnection::HeadOptions options;

  std::uint64_t handed = 0;  ///< bytes of the request that were given to the stream so far

  /// The server cannot have read a byte of the request.
  bool unread() const { return connection.stream->unread() >= handed; }
};

/// Errors: those of HttpConnection::ReadHead.
Task<Result<ResponseHead>> RunExchange(HttpExchange* exchange);

}  // namespace lab::net
