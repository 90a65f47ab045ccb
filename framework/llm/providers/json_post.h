// The HTTP request around a JSON body.
//
//   auto prepared = PrepareJsonPost(*dialect.Target(options), options);       // once a client
//   Result<net::HttpRequest> http = JsonPost(*prepared, request, std::move(body));
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "framework/llm/providers/dialect.h"
#include "framework/net/prepared_request.h"

namespace lab {

/// URL and head, checked and written once: a POST with content-type and `accept-encoding: identity`
/// (a compressed stream has no arrival times), the target's headers, options.extra_headers (each
/// replaces one of the same name). ErrorKind::kUsage for a URL that is none, kConfig for a header
/// value that cannot be sent.
Result<std::shared_ptr<const net::PreparedRequest>> PrepareJsonPost(WireTarget target,
                                                                    const ProviderOptions& options);

/// One request of them. ErrorKind::kUsage for a body that is not UTF-8.
Result<net::HttpRequest> JsonPost(std::shared_ptr<const net::PreparedRequest> prepared,
                                  const Request& request, std::string body);

/// A request by itself, with nothing prepared: for tests and tools.
Result<net::HttpRequest> EncodeAlone(const Dialect& dialect, const Request& request,
                                     const ProviderOptions& options);

/// About the bytes that the body of `request` takes in any dialect, seldom too few; for a
/// JsonWriter to reserve.
std::size_t BodySizeHint(const Request& request);

/// Whether a base URL with a path of its own still lacks the version: "https://host/anthropic"
/// does, "https://host/api/paas/v4" does not.
enum class Version : std::uint8_t { kAlways, kUnlessPath };

/// `path` behind a base URL, which may end with the version, with a slash, with neither or with the
/// path itself: "http://host", "host/v1/" and "http://host/v1/messages" all become
/// "http://host/v1/messages". A query stays at the end, and `query` follows it. Without a scheme it
/// is https, or http for this machine, private addresses and names without a dot.
std::string EndpointUrl(std::string_view base_url, std::string_view path, Version version,
                        std::string_view query = {});

}  // namespace lab
