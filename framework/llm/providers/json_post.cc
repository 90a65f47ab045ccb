#include "framework/llm/providers/json_post.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "framework/base/text.h"
#include "framework/llm/providers/json_reader.h"
#include "framework/llm/providers/request_check.h"

namespace lab {
namespace {

constexpr std::string_view kUserAgent = "latency-lab";

/// Puts `header` in the place of the one with its name.
void Replace(net::Headers& headers, const net::Header& header) {
  headers.Remove(header.name);
  headers.push_back(header);
}

}  // namespace

Result<std::shared_ptr<const net::PreparedRequest>> PrepareJsonPost(
    WireTarget target, const ProviderOptions& options) {
  Result<net::Url> url = net::ParseUrl(target.url);
  if (!url) return Annotate(url.error(), "--base-url");
  net::Headers headers{{"content-type", "application/json"},
                       {"accept-encoding", "identity"},
                       {"user-agent", kUserAgent}};
  for (const net::Header& header : target.headers) Replace(headers, header);
  for (const net::Header& header : options.extra_headers) Replace(headers, header);
  for (const net::Header& header : headers) {
    if (net::IsFieldValue(header.value)) continue;
    return Error{ErrorKind::kConfig,
                 fmt::format("the value of header '{}' holds a line break or another control "
                             "character; is there one at the end of the key?",
                             header.name)};
  }
  return net::PreparedRequest::Make("POST", std::move(*url), std::move(headers));
}

Result<net::HttpRequest> JsonPost(std::shared_ptr<const net::PreparedRequest> prepared,
                                  const Request& request, std::string body) {
  if (!IsValidUtf8(body)) return FindBadUtf8(request);
  net::HttpRequest http{.body = std::move(body), .prepared = std::move(prepared)};
  constexpr std::size_t kUsualHead = 256;
  http.headers.Reserve(kUsualHead);
  if (!http.prepared->Has("accept")) {
    http.headers.push_back({"accept", request.stream ? "text/event-stream" : "application/json"});
  }
  return http;
}

Result<net::HttpRequest> EncodeAlone(const Dialect& dialect, const Request& request,
                                     const ProviderOptions& options) {
  Result<std::string> body = dialect.EncodeBody(request, options, {});
  if (!body) return body.error();
  Result<WireTarget> target = dialect.Target(options);
  if (!target) return target.error();
  auto prepared = PrepareJsonPost(std::move(*target), options);
  if (!prepared) return prepared.error();
  return JsonPost(std::move(*prepared), request, std::move(*body));
}

std::size_t BodySizeHint(const Request& request) {
  std::size_t size = 1024 + request.system.size() + request.user.size();
  for (const Message& message : request.messages) size += 256 + message.text.size();
  for (const Tool& tool : request.tools) size += 128 + tool.description.size() + tool.schema.size();
  return size + size / 16;  // room for escapes
}

namespace {

/// Machines on this desk or in this house speak http; what has a name in the world speaks https.
bool IsNear(std::string_view authority) {
  const std::string_view host = authority.substr(0, authority.find(':'));
  for (const std::string_view prefix : {"127.", "10.", "192.168.", "[::1]", "0.0.0.0"}) {
    if (authority.starts_with(prefix)) return true;
  }
  return host == "localhost" || host.find('.') == std::string_view::npos ||
         host.ends_with(".local") || host.ends_with(".internal") || host.ends_with(".lan");
}

}  // namespace

std::string EndpointUrl(std::string_view base_url, std::string_view path, Version version,
                        std::string_view query) {
  base_url = Trim(base_url.substr(0, base_url.find('#')));
  const std::size_t mark = std::min(base_url.find('?'), base_url.size());
  const std::string_view own_query = base_url.substr(std::min(mark + 1, base_url.size()));
  base_url = base_url.substr(0, mark);
  while (base_url.ends_with('/')) base_url.remove_suffix(1);
  std::string url(base_url);
  // "http:/host" and "//host" are slips, not names of hosts: they are left for the URL's own check.
  const bool slip = StartsWithIgnoringCase(base_url, "http:/") ||
                    StartsWithIgnoringCase(base_url, "https:/") || base_url.starts_with("//");
  if (!slip && base_url.find("://") == std::string_view::npos) {
    url.insert(0, IsNear(base_url.substr(0, base_url.find('/'))) ? "http://" : "https://");
  }
  const bool has_path = url.find('/', url.find("://") + 3) != std::string::npos;
  const bool versioned = url.ends_with("/v1") || (has_path && version == Version::kUnlessPath);
  if (!has_path || !url.ends_with(path)) url.append(versioned ? "" : "/v1").append(path);
  for (const std::string_view part : {own_query, query}) {
    if (!part.empty()) url.append(url.find('?') == std::string::npos ? "?" : "&").append(part);
  }
  return url;
}

}  // namespace lab
