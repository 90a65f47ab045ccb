#include "framework/net/proxy.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "framework/base/encoding.h"
#include "framework/net/http_message.h"
#include "framework/net/no_proxy.h"

namespace lab::net {
namespace {

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
  if (url.empty() || GoesPastProxies(options.no_proxy, endpoint)) return std::optional<Proxy>();
  if (url.find("://") == std::string::npos) url.insert(0, "http://");
  Secret authorization = TakeCredentials(url);
  Result<Url> parsed = ParseUrl(url);
  if (!parsed) {
    return Error{ErrorKind::kConfig,
                 fmt::format("proxy {}; it comes from https_proxy, http_proxy or all_proxy, and "
                             "no_proxy={} does without it",
                             parsed.error().message, endpoint.host)};
  }
  return std::optional<Proxy>({std::move(parsed->endpoint), std::move(authorization)});
}

}  // namespace lab::net
