// Where a redirect leads, and whether a request may follow it there.
//
//   Result<Followed> next = FollowRedirect(prepared, response->head);
//   if (!next) return next.error();                 // says where it points, and why not
//   if (*next) prepared = **next;                   // the same request to another path
//
// 307 and 308 keep method and body (RFC 9110, sections 15.4.8 and 15.4.9), so they are followed on
// the same origin. Another origin would be sent the key, and 301 to 303 turn a POST into a GET, so
// these are not: whoever configured the URL has to say that it is another.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "framework/base/result.h"
#include "framework/net/http_message.h"
#include "framework/net/prepared_request.h"

namespace lab::net {

/// The request to send instead; nullopt when `head` is no redirect (a 3xx without a Location, or
/// 304, is an answer like any other). ErrorKind::kProtocol for one that is not followed.
using Followed = std::optional<std::shared_ptr<const PreparedRequest>>;
Result<Followed> FollowRedirect(const PreparedRequest& request, const HttpResponseHead& head);

/// The URL that a Location names, seen from `base` (RFC 3986, section 5.2). ErrorKind::kUsage.
Result<Url> ResolveLocation(const Url& base, std::string_view location);

}  // namespace lab::net
