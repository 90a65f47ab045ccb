// The head of a request as it goes over the wire.
//
//   Result<std::string> head = FormatRequestHead(request, {.absolute = true});
#pragma once

#include <string>

#include "framework/base/result.h"
#include "framework/base/secret.h"
#include "framework/net/http_message.h"

namespace lab::net {

struct RequestForm {
  bool absolute = false;       ///< a whole URL as target, for a proxy
  Secret proxy_authorization;  ///< empty: none
};

/// Adds Host, Content-Length, Accept-Encoding (identity), Connection and Expect where `request`
/// does not have its own. ErrorKind::kUsage for names and values that would break out of their
/// line.
Result<std::string> FormatRequestHead(const HttpRequest& request, const RequestForm& form);

/// Asks a proxy for a tunnel.
std::string FormatConnect(const Endpoint& endpoint, const Secret& proxy_authorization);

}  // namespace lab::net
