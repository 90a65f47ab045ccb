// Which hosts no_proxy excepts, as curl, Go and Python's requests read it.
//
//   GoesPastProxies({"example.com", "10.0.0.0/8", "[::1]:8080"}, endpoint)
//
// | entry                       | covers                                                          |
// |-----------------------------|-----------------------------------------------------------------|
// | *                           | everything                                                      |
// | example.com, .example.com,  | that host and all below it, in any case                         |
// | *.example.com               |                                                                 |
// | 10.1.2.3, ::1, [::1]        | that address, however it is written                             |
// | 10.0.0.0/8, fd00::/8        | the addresses of that network                                   |
// | any but * and networks      | with :port behind it, that port alone (IPv6: behind a bracket)  |
//
// Names are not resolved to be compared with addresses. What is none of these covers nothing.
#pragma once

#include <string>
#include <vector>

#include "framework/net/network.h"

namespace lab::net {

bool GoesPastProxies(const std::vector<std::string>& no_proxy, const Endpoint& endpoint);

}  // namespace lab::net
