#include "framework/net/http_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lab::net {
namespace {

/// RFC 9110: a token.
bool IsToken(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 ? c != 0x7f : c == '\t';
  });
}

bool IsTarget(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<void> Check(const HttpRequest& request) {
  if (!IsToken(request.method)) {
    return Error{ErrorKind::kUsage, fmt::format("method '{}' is no HTTP token", request.method)};
  }
  if (!IsTarget(request.url.target)) {
    return Error{ErrorKind::kUsage, "path of the url has a blank or non-ASCII character"};
  }
  for (const Header& header : request.headers) {
    if (IsToken(header.name) && IsFieldValue(header.value)) continue;
    return Error{
        ErrorKind::kUsage,
        fmt::format("header '{}' has a character that HTTP does not allow; is there a line "
                    "end in a key?",
                    IsToken(header.name) ? header.name : "?")};
  }
  return {};
}

class HeadWriter {
 public:
  HeadWriter(const Headers& own, std::string& head) : own_(own), head_(head) {}

  void Add(std::string_view name, std::string_view value) {
    head_.append(name).append(": ").append(value).append("\r\n");
  }
  /// Unless the request brings its own.
  void AddDefault(std::string_view name, std::string_view value) {
    if (FindHeader(own_, name) == nullptr) Add(name, value);
  }

 private:
  const Headers& own_;
  std::string& head_;
};

}  // namespace

Result<std::string> FormatRequestHead(const HttpRequest& request, const RequestForm& form) {
  Result<void> checked = Check(request);
  if (!checked) return checked.error();
  const std::string origin = form.absolute ? FormatOrigin(request.url.endpoint) : "";
  std::string head =
      fmt::format("{} {}{} HTTP/1.1\r\n", request.method, origin, request.url.target);
  HeadWriter writer(request.headers, head);
  writer.AddDefault("host", FormatAuthority(request.url.endpoint));
  for (const Header& header : request.headers) writer.Add(header.name, header.value);
  const bool may_have_body = request.method == "POST" || request.method == "PUT" ||
                             request.method == "PATCH" || !request.body.empty();
  if (may_have_body) writer.AddDefault("content-length", std::to_string(request.body.size()));
  writer.AddDefault("accept-encoding", "identity");
  writer.AddDefault("connection", "keep-alive");
  if (request.expect_continue && !request.body.empty()) {
    writer.AddDefault("expect", "100-continue");
  }
  if (!form.proxy_authorization.empty()) {
    writer.Add("proxy-authorization", form.proxy_authorization.Reveal());
  }
  head += "\r\n";
  return head;
}

std::string FormatConnect(const Endpoint& endpoint, const Secret& proxy_authorization) {
  const std::string authority = fmt::format("{}:{}", FormatHost(endpoint), endpoint.port);
  std::string head = fmt::format("CONNECT {0} HTTP/1.1\r\nhost: {0}\r\n", authority);
  if (!proxy_authorization.empty()) {
    head += fmt::format("proxy-authorization: {}\r\n", proxy_authorization.Reveal());
  }
  head += "\r\n";
  return head;
}

}  // namespace lab::net
