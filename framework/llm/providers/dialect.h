// One provider's wire format: how a Request is written and how its events, bodies and errors are
// folded into a Reply.
//
//   const Dialect& dialect = *FindProvider("anthropic")->dialect;
//   net::HttpRequest http = *dialect.Encode(request, options);
//   std::unique_ptr<ReplyDecoder> decoder = dialect.NewDecoder();
//   decoder->OnEvent(event, reply);
//
// A dialect does no I/O, reads no clock and keeps no state between requests; ProviderClient
// (provider_client.h) joins it to HTTP, SSE and the stamps. A new provider is a pair of files and a
// row of provider_table.cc.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "framework/base/result.h"
#include "framework/base/secret.h"
#include "framework/llm/reply.h"
#include "framework/llm/request.h"
#include "framework/net/http_message.h"
#include "framework/net/sse.h"

namespace lab {

/// What a client was configured with.
struct ProviderOptions {
  std::string base_url;  ///< without a trailing slash; empty: the provider's own
  Secret api_key;
  std::string model;
  net::Headers extra_headers;
};

/// What one event added.
struct Content {
  bool any = false;  ///< the event had non-empty text, reasoning or tool content
  TokenKind kind = TokenKind::kText;
  std::string_view delta;  ///< a view into `reply` or the event; valid until the next call
};

/// Folds one response. Made for a request, used once.
class ReplyDecoder {
 public:
  virtual ~ReplyDecoder() = default;
  /// Folds an event. Malformed data, an error event: `reply.error` is set and later events are
  /// ignored.
  virtual Content OnEvent(const net::SseEvent& event, Reply& reply) = 0;
  /// The body has ended: sets `reply.error` to kTruncated when the terminator is missing, repairs
  /// what the wire leaves open ("" arguments become "{}").
  virtual void Finish(Reply& reply) = 0;
};

class Dialect {
 public:
  virtual ~Dialect() = default;
  virtual Result<net::HttpRequest> Encode(const Request& request,
                                          const ProviderOptions& options) const = 0;
  virtual std::unique_ptr<ReplyDecoder> NewDecoder() const = 0;
  /// A whole non-streamed body of status 200.
  virtual void DecodeBody(std::string_view body, Reply& reply) const = 0;
  /// Sets `reply.error` from a status that is not 200 and its body, which may be anything at all.
  /// The message is redacted.
  virtual void DecodeError(int status, std::string_view body, Reply& reply) const = 0;
  /// Request id, rate limits, the server's own time.
  virtual void ReadHeaders(const net::Headers& headers, Reply& reply) const = 0;
};

}  // namespace lab
