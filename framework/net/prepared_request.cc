#include "framework/net/prepared_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "framework/base/secret.h"

namespace lab::net {
namespace {

/// Fields that are there even if nobody asked for them.
constexpr std::array<std::string_view, 3> kAlways = {"host", "accept-encoding", "connection"};

/// RFC 9110: a token.
bool IsToken(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool IsTarget(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

void AddField(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 ? c != 0x7f : c == '\t';
  });
}

Result<void> CheckHeaders(const Headers& headers) {
  for (const Header& header : headers) {
    if (IsToken(header.name) && IsFieldValue(header.value)) continue;
    return Error{
        ErrorKind::kUsage,
        fmt::format("header '{}' has a character that HTTP does not allow; is there a line "
                    "end in a key?",
                    IsToken(header.name) ? header.name : "?")};
  }
  return {};
}

Result<std::shared_ptr<const PreparedRequest>> PreparedRequest::Make(std::string method, Url url,
                                                                     Headers headers) {
  if (!IsToken(method)) {
    return Error{ErrorKind::kUsage, fmt::format("method '{}' is no HTTP token", method)};
  }
  if (!IsTarget(url.target)) {
    return Error{ErrorKind::kUsage, "path of the url has a blank or non-ASCII character"};
  }
  if (Result<void> checked = CheckHeaders(headers); !checked) return checked.error();
  std::shared_ptr<PreparedRequest> made(new PreparedRequest());
  made->method_ = std::move(method);
  made->url_ = std::move(url);
  made->headers_ = std::move(headers);
  made->origin_ = FormatOrigin(made->url_.endpoint);
  const std::string_view target = made->url_.target;
  const std::string path = Redact(target.substr(0, target.find('?')));
  made->name_ = fmt::format("{} {}{}", made->method_, made->origin_, path);

  std::string& head = made->head_;
  head = fmt::format("{} {} HTTP/1.1\r\n", made->method_, target);
  const auto add_default = [&](std::string_view name, std::string_view value) {
    if (!FindHeader(made->headers_, name).has_value()) AddField(head, name, value);
  };
  add_default("host", FormatAuthority(made->url_.endpoint));
  for (const Header& header : made->headers_) AddField(head, header.name, header.value);
  add_default("accept-encoding", "identity");
  add_default("connection", "keep-alive");
  return std::shared_ptr<const PreparedRequest>(std::move(made));
}

Pieces PreparedRequest::head(bool absolute) const {
  const std::string_view head = head_;
  if (!absolute) return head;
  const std::size_t target = method_.size() + 1;
  Pieces pieces(head.substr(0, target), origin_);
  pieces.Add(head.substr(target));
  return pieces;
}

bool PreparedRequest::Has(std::string_view field) const {
  const auto same = [&](std::string_view name) { return EqualIgnoringCase(name, field); };
  return std::any_of(kAlways.begin(), kAlways.end(), same) ||
         FindHeader(headers_, field).has_value();
}

}  // namespace lab::net
