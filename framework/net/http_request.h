// The end of a request's head: the fields that are its own, behind those that it shares.
//
//   Result<std::string> fields = FormatOwnFields(request, *request.prepared, {});
//   Pieces wire = request.prepared->head(false);
//   wire.Add(*fields);
//   wire.AddAll(request.body.pieces());
#pragma once

#include <string>

#include "framework/base/result.h"
#include "framework/base/secret.h"
#include "framework/net/http_message.h"
#include "framework/net/prepared_request.h"

namespace lab::net {

/// `request.prepared`, or one made of its method, URL and headers, which then are no longer its
/// own. ErrorKind::kUsage as from PreparedRequest::Make.
Result<std::shared_ptr<const PreparedRequest>> Prepare(HttpRequest& request);

/// The request's own headers, Content-Length and Expect where they are wanted and not there,
/// `proxy_authorization` unless empty, and the blank line. ErrorKind::kUsage for a header that
/// would break out of its line or that stands in `prepared`.
Result<std::string> FormatOwnFields(const HttpRequest& request, const PreparedRequest& prepared,
                                    const Secret& proxy_authorization);

/// Asks a proxy for a tunnel.
std::string FormatConnect(const Endpoint& endpoint, const Secret& proxy_authorization);

}  // namespace lab::net
