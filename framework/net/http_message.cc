#include "framework/net/http_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "framework/base/secret.h"
#include "framework/net/prepared_request.h"

namespace lab::net {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

/// Blanks and control characters would end the request line early.
bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Error BadUrl(std::string_view text, std::string_view why) {
  return {ErrorKind::kUsage,
          fmt::format("url '{}' {}; write http(s)://host[:port][/path]", Redact(text), why)};
}

/// Cuts "https://" off `rest` and tells whether TLS is asked for.
std::optional<bool> TakeScheme(std::string_view& rest) {
  const std::size_t end = rest.find("://");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string scheme = ToLower(rest.substr(0, end));
  rest.remove_prefix(end + 3);
  if (scheme == "https") return true;
  if (scheme == "http") return false;
  return std::nullopt;
}

std::optional<std::uint16_t> ParsePort(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

/// "host", "host:port", "[::1]:port".
struct Authority {
  std::string_view host;
  std::string_view port;
};

Authority SplitAuthority(std::string_view text) {
  const std::size_t bracket = text.find(']');
  if (text.starts_with('[') && bracket != std::string_view::npos) {
    return {text.substr(1, bracket - 1), text.substr(bracket + 1)};
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {text, {}};
  return {text.substr(0, colon), text.substr(colon)};
}

}  // namespace

Result<Url> ParseUrl(std::string_view text) {
  std::string_view rest = text;
  const std::optional<bool> tls = TakeScheme(rest);
  if (!tls) return BadUrl(text, "has no scheme http or https");
  rest = rest.substr(0, rest.find('#'));
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  if (authority.find('@') != std::string_view::npos) {
    return Error{ErrorKind::kUsage,
                 "url has user information before its host; send keys in a header instead"};
  }
  const auto [host, port] = SplitAuthority(authority);
  if (host.empty() || !IsPrintable(host)) return BadUrl(text, "has no host");
  const std::string_view target = rest.substr(authority.size());
  if (!IsPrintable(target)) return BadUrl(text, "has a blank or non-ASCII character in its path");

  Url url{.endpoint = {.host = ToLower(host), .port = kHttpPort, .tls = *tls}};
  if (*tls) url.endpoint.port = kHttpsPort;
  if (!port.empty()) {
    const std::optional<std::uint16_t> number = ParsePort(port.substr(1));
    if (port.front() != ':' || !number) return BadUrl(text, "has a port that is not 1 to 65535");
    url.endpoint.port = *number;
  }
  url.target = target.starts_with('/') ? std::string(target) : fmt::format("/{}", target);
  return url;
}

std::string FormatHost(const Endpoint& endpoint) {
  const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
  return is_ipv6 ? fmt::format("[{}]", endpoint.host) : endpoint.host;
}

std::string FormatAuthority(const Endpoint& endpoint) {
  const std::uint16_t own = endpoint.tls ? kHttpsPort : kHttpPort;
  if (endpoint.port == own) return FormatHost(endpoint);
  return fmt::format("{}:{}", FormatHost(endpoint), endpoint.port);
}

std::string FormatOrigin(const Endpoint& endpoint) {
  return (endpoint.tls ? "https://" : "http://") + FormatAuthority(endpoint);
}

const Endpoint& HttpRequest::endpoint() const {
  return prepared ? prepared->url().endpoint : url.endpoint;
}

}  // namespace lab::net
