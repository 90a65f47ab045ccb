#include "framework/net/proxy.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "framework/base/encoding.h"
#include "framework/net/http_message.h"

namespace lab::net {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// "example.com" and ".example.com" cover the host and all below it; "*" covers everything.
bool Covers(std::string_view rule, const Endpoint& endpoint) {
  rule = Trim(rule);
  if (rule == "*") return true;
  const std::string port = fmt::format(":{}", endpoint.port);
  if (rule.ends_with(port) && rule != endpoint.host) rule.remove_suffix(port.size());
  if (rule.starts_with('.')) rule.remove_prefix(1);
  const std::string_view host = endpoint.host;
  if (rule.empty() || host.size() < rule.size()) return false;
  if (!EqualIgnoringCase(host.substr(host.size() - rule.size()), rule)) return false;
  return host.size() == rule.size() || host[host.size() - rule.size() - 1] == '.';
}

std::string DecodePercent(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (Result<std::string> byte = HexDecode(text.substr(i + 1, 2)); byte && byte->size() == 1) {
        decoded += *byte;
        i += 2;
        continue;
      }
    }
    decoded += text[i];
  }
  return decoded;
}

/// Cuts "user:password@" out of `url`.
Secret TakeCredentials(std::string& url) {
  const std::size_t begin = url.find("://") + 3;
  const std::size_t end = url.find('@', begin);
  if (end == std::string::npos || end > url.find('/', begin)) return {};
  const std::string user = DecodePercent(std::string_view(url).substr(begin, end - begin));
  url.erase(begin, end - begin + 1);
  return Secret("Basic " + Base64Encode(user));
}

}  // namespace

Result<std::optional<Proxy>> ChooseProxy(const ProxyOptions& options, const Endpoint& endpoint) {
  std::string url = endpoint.tls ? options.https_proxy : options.http_proxy;
  const bool bypassed = std::any_of(options.no_proxy.begin(), options.no_proxy.end(),
                                    [&](const auto& rule) { return Covers(rule, endpoint); });
  if (url.empty() || bypassed) return std::optional<Proxy>();
  if (url.find("://") == std::string::npos) url.insert(0, "http://");
  Secret authorization = TakeCredentials(url);
  Result<Url> parsed = ParseUrl(url);
  if (!parsed) {
    return Error{ErrorKind::kConfig, "proxy " + parsed.error().message};
  }
  return std::optional<Proxy>({std::move(parsed->endpoint), std::move(authorization)});
}

}  // namespace lab::net
