#include "framework/net/http_request.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace lab::net {
namespace {

bool MayHaveBody(const HttpRequest& request, std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH" || !request.body.empty();
}

}  // namespace

Result<std::shared_ptr<const PreparedRequest>> Prepare(HttpRequest& request) {
  if (request.prepared) return request.prepared;
  Headers headers = std::exchange(request.headers, {});
  return PreparedRequest::Make(std::move(request.method), std::move(request.url),
                               std::move(headers));
}

Result<std::string> FormatOwnFields(const HttpRequest& request, const PreparedRequest& prepared,
                                    const Secret& proxy_authorization) {
  if (Result<void> checked = CheckHeaders(request.headers); !checked) return checked.error();
  constexpr std::size_t kUsualBytes = 256;
  std::string fields;
  fields.reserve(kUsualBytes);
  for (const Header& header : request.headers) {
    if (prepared.Has(header.name)) {
      return Error{ErrorKind::kUsage,
                   fmt::format("header '{}' is one that all requests to this URL share; it cannot "
                               "be another for one of them",
                               header.name)};
    }
    AddField(fields, header.name, header.value);
  }
  const auto has = [&](std::string_view name) {
    return FindHeader(request.headers, name).has_value() || prepared.Has(name);
  };
  if (MayHaveBody(request, prepared.method()) && !has("content-length")) {
    AddField(fields, "content-length", std::to_string(request.body.size()));
  }
  if (request.expect_continue && !request.body.empty() && !has("expect")) {
    AddField(fields, "expect", "100-continue");
  }
  if (!proxy_authorization.empty()) {
    AddField(fields, "proxy-authorization", proxy_authorization.Reveal());
  }
  fields += "\r\n";
  return fields;
}

std::string FormatConnect(const Endpoint& endpoint, const Secret& proxy_authorization) {
  const std::string authority = fmt::format("{}:{}", FormatHost(endpoint), endpoint.port);
  std::string head = fmt::format("CONNECT {0} HTTP/1.1\r\nhost: {0}\r\n", authority);
  if (!proxy_authorization.empty()) {
    AddField(head, "proxy-authorization", proxy_authorization.Reveal());
  }
  head += "\r\n";
  return head;
}

}  // namespace lab::net
