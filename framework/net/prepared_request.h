// What all requests of a client to one URL have in common: method, URL and headers, checked and
// written out once.
//
//   Headers shared = {{"content-type", "application/json"}, {"x-api-key", key}};
//   auto prepared = PreparedRequest::Make("POST", *ParseUrl(url), std::move(shared));
//   if (!prepared) return prepared.error();
//   HttpRequest request{.headers = {{"x-request", "7"}}, .body = body, .prepared = *prepared};
//
// Immutable, so any number of requests share one. It holds keys as they go over the wire; name()
// is what may be shown.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "framework/base/result.h"
#include "framework/net/http_message.h"
#include "framework/net/pieces.h"

namespace lab::net {

class PreparedRequest {
 public:
  /// Adds Host, Accept-Encoding (identity) and Connection where `headers` has none of its own.
  /// ErrorKind::kUsage for what would break out of its line.
  static Result<std::shared_ptr<const PreparedRequest>> Make(std::string method, Url url,
                                                             Headers headers);

  const std::string& method() const { return method_; }
  bool is_head() const { return method_ == "HEAD"; }
  const Url& url() const { return url_; }
  const Headers& headers() const { return headers_; }
  /// "POST https://api.example.com/v1/messages": for messages, without credentials or query.
  const std::string& name() const { return name_; }

  /// The request line and the shared fields, each with its line end; the request's own and the
  /// blank line follow. `absolute`: with a whole URL as target, for a proxy. Views into this.
  Pieces head(bool absolute) const;
  /// Whether a field of this name stands in it.
  bool Has(std::string_view field) const;

 private:
  PreparedRequest() = default;

  std::string method_;
  Url url_;
  Headers headers_;
  std::string name_;
  std::string origin_;
  std::string head_;  // in origin form
};

/// RFC 9110: what may stand behind a field's name; no line end nor another control character.
bool IsFieldValue(std::string_view text);

/// ErrorKind::kUsage for a name or value that would break out of its line.
Result<void> CheckHeaders(const Headers& headers);

/// Writes "name: value" and a line end.
void AddField(std::string& head, std::string_view name, std::string_view value);

}  // namespace lab::net
