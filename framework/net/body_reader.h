// What is behind BodyReader: a connection whose response body is being read.
#pragma once

#include <memory>
#include <optional>

#include "framework/net/body_decoder.h"
#include "framework/net/content_decoder.h"
#include "framework/net/http_client.h"
#include "framework/net/http_connection.h"
#include "framework/runtime/frame_pool.h"

namespace lab::net {

/// Owns the connection. Gives it to the pool at the end of the body, unless the server closes or
/// has sent more than it said; closes it when destroyed earlier.
struct BodyReader::Impl : Pooled {
  Impl(Loop& loop, std::unique_ptr<HttpConnection> connection, const ResponseHead& head);
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();

  Task<Result<BodyChunk>> Next();
  std::optional<Result<BodyChunk>> TryNext();

  Loop& loop;
  std::unique_ptr<HttpConnection> connection;  // null when given back or broken
  BodyDecoder decoder;
  ContentDecoder content;
  std::shared_ptr<const PreparedRequest> request;  // names it in errors
  bool keep_alive;
  Endpoint endpoint;
  std::weak_ptr<HttpPool> pool;  // the client may be gone before its responses
  std::uint64_t max_bytes = 0;
  bool announced;        // the length was
  std::uint64_t length;  // as announced
  std::uint64_t received = 0;
  Arrival arrival;

 private:
  std::optional<Result<BodyChunk>> Ready();
  Result<void> Took(const Result<bool>& more);
  Result<std::string_view> Decode();
  Error Break(Error error);
  void Release();
};

}  // namespace lab::net
