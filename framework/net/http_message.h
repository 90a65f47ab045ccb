// Requests and response heads of HTTP/1.1, without I/O.
//
//   HttpRequest request{.method = "POST", .url = *ParseUrl("https://api.example.com/v1/messages")};
//   request.body = std::move(body);
//   request.headers.push_back({"content-type", "application/json"});
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "framework/base/result.h"
#include "framework/base/text.h"
#include "framework/net/headers.h"
#include "framework/net/http_body.h"
#include "framework/net/network.h"

namespace lab::net {

using lab::EqualIgnoringCase;

/// An absolute http or https URL.
struct Url {
  Endpoint endpoint;
  std::string target = "/";  ///< path and query
};

/// ErrorKind::kUsage for another scheme, an empty host, a bad port. User info is refused: keys go
/// in headers.
Result<Url> ParseUrl(std::string_view text);

/// "https://host:port", without the port where it is the scheme's own.
std::string FormatOrigin(const Endpoint& endpoint);

/// The same without the scheme, as in a Host header; an IPv6 address is put in brackets.
std::string FormatAuthority(const Endpoint& endpoint);

/// The host alone, an IPv6 address in brackets.
std::string FormatHost(const Endpoint& endpoint);

class PreparedRequest;  // prepared_request.h

struct HttpRequest {
  std::string method = "GET";
  Url url;
  Headers headers;  ///< Host, Content-Length and Connection are added on the wire
  HttpBody body;
  /// Send the head with `Expect: 100-continue` and wait up to a second for the word to go on.
  bool expect_continue = false;
  /// What this request shares with others of its client. When set, `method` and `url` are those of
  /// it, and `headers` are added to its own.
  std::shared_ptr<const PreparedRequest> prepared;

  /// Where it goes.
  const Endpoint& endpoint() const;
};

struct HttpResponseHead {
  int status = 0;
  std::string reason;
  Headers headers;
};

}  // namespace lab::net
