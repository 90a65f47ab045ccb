#include "framework/llm/providers/json_post.h"

#include <algorithm>
#include <utility>

#include "framework/llm/providers/json_reader.h"
#include "framework/llm/providers/request_check.h"

namespace lab {
namespace {

constexpr std::string_view kUserAgent = "latency-lab";

/// Puts `header` in the place of the one with its name.
void Replace(net::Headers& headers, const net::Header& header) {
  const auto same = std::find_if(headers.begin(), headers.end(), [&](const net::Header& other) {
    return net::EqualIgnoringCase(other.name, header.name);
  });
  if (same == headers.end()) {
    headers.push_back(header);
  } else {
    *same = header;
  }
}

bool IsHeaderValue(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return c == '\t' || (c >= 0x20 && c != 0x7f) || c < 0; });
}

}  // namespace

Result<net::HttpRequest> JsonPost(const Request& request, const ProviderOptions& options,
                                  JsonPostParts parts) {
  if (!IsValidUtf8(parts.body)) return FindBadUtf8(request);
  Result<net::Url> url = net::ParseUrl(parts.url);
  if (!url) return Annotate(url.error(), "the provider's base URL");
  net::HttpRequest http{.method = "POST", .url = std::move(*url), .body = std::move(parts.body)};
  http.headers = {{"content-type", "application/json"},
                  {"accept", request.stream ? "text/event-stream" : "application/json"},
                  {"accept-encoding", "identity"},
                  {"user-agent", std::string(kUserAgent)}};
  for (const net::Header& header : parts.headers) Replace(http.headers, header);
  for (const net::Header& header : options.extra_headers) Replace(http.headers, header);
  for (const net::Header& header : http.headers) {
    if (IsHeaderValue(header.value)) continue;
    return Error{ErrorKind::kConfig, "the value of header '" + header.name +
                                         "' holds a line break or another control character; is "
                                         "there one at the end of the key?"};
  }
  return http;
}

std::size_t BodySizeHint(const Request& request) {
  std::size_t size = 1024 + request.system.size() + request.user.size();
  for (const Message& message : request.messages) size += 256 + message.text.size();
  for (const Tool& tool : request.tools) size += 128 + tool.description.size() + tool.schema.size();
  return size + size / 16;  // room for escapes
}

std::string EndpointUrl(std::string_view base_url, std::string_view path, Version version) {
  while (base_url.ends_with('/')) base_url.remove_suffix(1);
  const std::size_t scheme = base_url.find("://");
  const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
  const bool has_path = base_url.find('/', host) != std::string_view::npos;
  const bool whole = base_url.ends_with("/v1") || (has_path && version == Version::kUnlessPath);
  return std::string(base_url).append(whole ? "" : "/v1").append(path);
}

}  // namespace lab
