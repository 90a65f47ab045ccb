#include "framework/net/redirect.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "framework/base/secret.h"
#include "framework/base/text.h"

namespace lab::net {
namespace {

Error NotFollowed(int status, std::string_view location, std::string_view why) {
  return {ErrorKind::kProtocol,
          fmt::format("answered {} with location '{}', which is not followed: {}", status,
                      Redact(location.substr(0, 500)), why)};
}

/// Without "." and ".." segments.
std::string RemoveDots(std::string_view path) {
  std::vector<std::string_view> segments;
  bool ends_in_folder = false;
  while (!path.empty()) {
    path.remove_prefix(1);  // each segment's slash
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    ends_in_folder = segment == "." || segment == "..";
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if (!ends_in_folder) segments.push_back(segment);
  }
  std::string clean;
  for (const std::string_view segment : segments) clean.append("/").append(segment);
  return ends_in_folder || clean.empty() ? clean + "/" : clean;
}

/// "http:", "https:" or any other scheme stands before the first slash.
bool HasScheme(std::string_view location) {
  const std::size_t colon = location.find(':');
  return colon != std::string_view::npos && colon < location.find_first_of("/?#");
}

}  // namespace

Result<Url> ResolveLocation(const Url& base, std::string_view location) {
  location = Trim(location);
  location = location.substr(0, location.find('#'));
  if (HasScheme(location)) return ParseUrl(location);
  if (location.starts_with("//")) {
    return ParseUrl(std::string(base.endpoint.tls ? "https:" : "http:").append(location));
  }
  const std::string_view path = std::string_view(base.target).substr(0, base.target.find('?'));
  std::string target;
  if (location.empty()) {
    target = base.target;
  } else if (location.starts_with('/')) {
    target = location;
  } else if (location.starts_with('?')) {
    target = std::string(path).append(location);
  } else {
    target = std::string(path.substr(0, path.rfind('/') + 1)).append(location);
  }
  const std::size_t query = std::min(target.find('?'), target.size());
  const std::string clean = RemoveDots(target.substr(0, query)) + target.substr(query);
  return ParseUrl(FormatOrigin(base.endpoint) + clean);
}

Result<Followed> FollowRedirect(const PreparedRequest& request, const HttpResponseHead& head) {
  const auto location = FindHeader(head.headers, "location");
  const bool redirects = head.status / 100 == 3 && head.status != 304;
  if (!redirects || !location) return Followed();
  if (head.status != 307 && head.status != 308) {
    return NotFollowed(
        head.status, *location,
        "only 307 and 308 keep method and body; if it is right, make it the base URL");
  }
  Result<Url> url = ResolveLocation(request.url(), *location);
  if (!url) return NotFollowed(head.status, *location, url.error().message);
  if (url->endpoint != request.url().endpoint) {
    return NotFollowed(head.status, *location,
                       "it is another origin, which would be sent the key; if it is right, make it "
                       "the base URL");
  }
  auto next = PreparedRequest::Make(request.method(), *std::move(url), request.headers());
  if (!next) return next.error();
  return Followed(*std::move(next));
}

}  // namespace lab::net
