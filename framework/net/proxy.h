// Which requests go through which proxy.
//
//   Result<std::optional<Proxy>> proxy = ChooseProxy(options.proxy, url.endpoint);
#pragma once

#include <optional>
#include <string>

#include "framework/base/result.h"
#include "framework/base/secret.h"
#include "framework/net/http_client.h"
#include "framework/net/network.h"

namespace lab::net {

struct Proxy {
  Endpoint endpoint;
  Secret authorization;  ///< the value of Proxy-Authorization; empty: none
};

/// No value: connect directly. ErrorKind::kConfig for a proxy URL that means nothing.
Result<std::optional<Proxy>> ChooseProxy(const ProxyOptions& options, const Endpoint& endpoint);

}  // namespace lab::net
