// The HTTP request around a JSON body.
//
//   return JsonPost(request, options, {.url = EndpointUrl(base, "/messages", Version::kAlways),
//                                      .headers = {{"x-api-key", key}},
//                                      .body = std::move(body)});
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "framework/llm/providers/dialect.h"

namespace lab {

/// What a dialect adds to what all have.
struct JsonPostParts {
  std::string url;
  net::Headers headers;
  std::string body;
};

/// A POST with content-type and `accept-encoding: identity` (a compressed stream has no arrival
/// times), the dialect's headers and options.extra_headers (each replaces one of the same name).
/// ErrorKind::kUsage for a URL or body that cannot be
/// sent, kConfig for a header value that cannot.
Result<net::HttpRequest> JsonPost(const Request& request, const ProviderOptions& options,
                                  JsonPostParts parts);

/// About the bytes that the body of `request` takes in any dialect, seldom too few; for a
/// JsonWriter to reserve.
std::size_t BodySizeHint(const Request& request);

/// Whether a base URL with a path of its own still lacks the version: "https://host/anthropic"
/// does, "https://host/api/paas/v4" does not.
enum class Version : std::uint8_t { kAlways, kUnlessPath };

/// `path` behind a base URL, which may end with the version, with a slash or with neither:
/// "http://host" and "http://host/v1/" both become "http://host/v1/messages".
std::string EndpointUrl(std::string_view base_url, std::string_view path, Version version);

}  // namespace lab
