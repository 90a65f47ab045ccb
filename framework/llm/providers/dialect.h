// One provider's wire format: how a Request is written and how its events, bodies and errors are
// folded into a Reply.
//
//   const Dialect& dialect = *FindProvider("anthropic")->dialect;
//   auto prepared = PrepareJsonPost(*dialect.Target(options), options);     // once a client
//   std::string body = *dialect.EncodeBody(request, options, {});
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
#include "framework/llm/providers/wire_options.h"
#include "framework/llm/reply.h"
#include "framework/llm/request.h"
#include "framework/net/http_message.h"
#include "framework/net/sse.h"

namespace lab {

/// What a client was configured with.
struct ProviderOptions {
  /// A service's address, with or without a scheme, its version, a query or the endpoint's own path
  /// (EndpointUrl, json_post.h); empty: the provider's own.
  std::string base_url;
  Secret api_key;
  std::string model;
  net::Headers extra_headers;                ///< each replaces one of the same name
  std::string query;                         ///< "name=value&..." behind the endpoint's path
  std::shared_ptr<Adaptations> adaptations;  ///< what is left out; null: the client's own
};

/// Where all requests of a client go, and what a dialect adds to their heads.
struct WireTarget {
  std::string url;
  net::Headers headers;
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
  /// Nothing more will come, and why is not the wire's affair: closes what it leaves open ("" as
  /// arguments becomes "{}", half a character U+FFFD).
  virtual void Close(Reply& reply) = 0;
  /// The answer has ended: closes it, and sets `reply.error` when its terminator is missing
  /// (kTruncated) or nothing is in it.
  virtual void Finish(Reply& reply) = 0;
};

class Dialect {
 public:
  virtual ~Dialect() = default;
  /// ErrorKind::kUsage where the options name no address.
  virtual Result<WireTarget> Target(const ProviderOptions& options) const = 0;
  /// The JSON of one request, which names its model. ErrorKind::kUsage for what this provider
  /// cannot express.
  virtual Result<std::string> EncodeBody(const Request& request, const ProviderOptions& options,
                                         LeftOut left_out) const = 0;
  virtual std::unique_ptr<ReplyDecoder> NewDecoder() const = 0;
  /// A whole non-streamed body of status 2xx.
  virtual void DecodeBody(std::string_view body, Reply& reply) const = 0;
  /// Sets `reply.error` from a status that is not 2xx and its body, which may be anything at all.
  /// The message is redacted.
  virtual void DecodeError(int status, std::string_view body, Reply& reply) const = 0;
  /// Request id, rate limits, the server's own time.
  virtual void ReadHeaders(const net::Headers& headers, Reply& reply) const = 0;
};

}  // namespace lab
