#include "framework/net/http_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/status.hpp>

#include "framework/base/secret.h"
#include "framework/net/head_repair.h"

namespace lab::net {
namespace {

namespace beast = boost::beast;

std::string_view ToView(beast::string_view text) { return {text.data(), text.size()}; }

/// What both kinds of message have; the rest of Beast's callbacks concerns bodies, which it never
/// sees.
template <bool kIsRequest>
class HeadParser : public beast::http::basic_parser<kIsRequest> {
 public:
  Headers headers;

 protected:
  void on_field_impl(beast::http::field /*known*/, beast::string_view name,
                     beast::string_view value, beast::error_code& /*error*/) override {
    headers.push_back({ToView(name), ToView(value)});
  }
  void on_header_impl(beast::error_code& /*error*/) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                         beast::error_code& /*error*/) override {}
  std::size_t on_body_impl(beast::string_view body, beast::error_code& /*error*/) override {
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t /*size*/, beast::string_view /*extension*/,
                            beast::error_code& /*error*/) override {}
  std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, beast::string_view body,
                                 beast::error_code& /*error*/) override {
    return body.size();
  }
  void on_finish_impl(beast::error_code& /*error*/) override {}
};

class RequestParser final : public HeadParser<true> {
 public:
  RequestHead head;

 private:
  void on_request_impl(beast::http::verb /*known*/, beast::string_view method,
                       beast::string_view target, int version,
                       beast::error_code& /*error*/) override {
    head.method = ToView(method);
    head.target = ToView(target);
    head.http_1_0 = version == 10;
  }
  void on_response_impl(int /*status*/, beast::string_view /*reason*/, int /*version*/,
                        beast::error_code& /*error*/) override {}
};

class ResponseParser final : public HeadParser<false> {
 public:
  HttpResponseHead head;
  bool http_1_0 = false;

 private:
  void on_request_impl(beast::http::verb /*known*/, beast::string_view /*method*/,
                       beast::string_view /*target*/, int /*version*/,
                       beast::error_code& /*error*/) override {}
  void on_response_impl(int status, beast::string_view reason, int version,
                        beast::error_code& /*error*/) override {
    http_1_0 = version == 10;
    head.status = status;
    head.reason = ToView(reason);
  }
};

Error BadHead(std::string_view what, std::string_view bytes, std::string_view why) {
  constexpr std::size_t kShown = 40;
  std::string line(bytes.substr(0, std::min(kShown, bytes.find_first_of("\r\n"))));
  for (char& c : line) {
    if (c < 0x20 || c > 0x7e) c = '?';
  }
  return {ErrorKind::kProtocol,
          fmt::format("{} head beginning '{}' is not HTTP/1.1: {}", what, Redact(line), why)};
}

/// Runs Beast's parser over a whole head.
template <class Parser>
Result<void> Parse(Parser& parser, std::string_view what, std::string_view bytes) {
  beast::error_code error;
  parser.headers.Reserve(bytes.size());
  parser.header_limit(static_cast<std::uint32_t>(bytes.size()) + 1);
  parser.body_limit(boost::none);
  parser.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  if (error) return BadHead(what, bytes, error.message());
  if (!parser.is_header_done()) return BadHead(what, bytes, "a blank line too early");
  return {};
}

template <class Parser>
BodyFraming FramingOf(const Parser& parser) {
  if (parser.is_done()) return {};
  if (parser.chunked()) return {.kind = BodyFraming::Kind::kChunked};
  if (parser.content_length()) {
    return {.kind = BodyFraming::Kind::kLength, .length = *parser.content_length()};
  }
  return {.kind = BodyFraming::Kind::kUntilClose};
}

}  // namespace

std::size_t FindHeadEnd(std::string_view bytes, std::size_t searched) {
  constexpr std::size_t kBlankLine = 3;  // LF, CR, LF at most, from the end of the line before
  std::size_t at = bytes.find('\n', searched < kBlankLine ? 0 : searched - kBlankLine + 1);
  while (at != std::string_view::npos) {
    const std::string_view rest = bytes.substr(at + 1);
    if (rest.starts_with('\n')) return at + 2;
    if (rest.starts_with("\r\n")) return at + 3;
    at = bytes.find('\n', at + 1);
  }
  return 0;
}

namespace {

/// Whether Beast, which has read the head, may have read another framing out of it than is meant.
bool NeedsRepair(const ResponseParser& parser) {
  const auto coding = FindHeader(parser.headers, "transfer-encoding");
  return coding && (parser.http_1_0 || !EqualIgnoringCase(*coding, "chunked"));
}

Result<ResponseHead> HeadOf(ResponseParser& parser, std::string_view bytes) {
  if (parser.head.status < 100) {
    return BadHead("response", bytes, "a status is a number of 100 to 999");
  }
  const BodyFraming framing = FramingOf(parser);
  const bool until_close = framing.kind == BodyFraming::Kind::kUntilClose;
  parser.head.headers = std::move(parser.headers);
  return ResponseHead{.head = std::move(parser.head),
                      .framing = framing,
                      .keep_alive = !until_close && parser.keep_alive()};
}

bool IsHost(std::string_view value) {
  return value.find_first_of(" \t,/@\\") == std::string_view::npos;
}

/// What Beast lets through although the end of the request, or whom it is for, is open to doubt.
Result<void> CheckRequest(const RequestParser& parser, std::string_view bytes) {
  std::size_t hosts = 0;
  for (const Header& header : parser.headers) {
    if (EqualIgnoringCase(header.name, "host")) ++hosts;
    if (EqualIgnoringCase(header.name, "host") && !IsHost(header.value)) {
      return BadHead("request", bytes, fmt::format("host is '{}'", Redact(header.value)));
    }
    if (!EqualIgnoringCase(header.name, "transfer-encoding")) continue;
    if (!parser.head.http_1_0 && EqualIgnoringCase(header.value, "chunked")) continue;
    return BadHead("request", bytes,
                   fmt::format("transfer-encoding is '{}' when only 'chunked' is understood, and "
                               "not in HTTP/1.0",
                               Redact(header.value)));
  }
  if (hosts > 1 || (hosts == 0 && !parser.head.http_1_0)) {
    return BadHead("request", bytes, fmt::format("host is named {} times instead of once", hosts));
  }
  return {};
}

}  // namespace

Result<ResponseHead> ParseResponseHead(std::string_view bytes, bool to_head_request) {
  ResponseParser parser;
  parser.skip(to_head_request);
  if (Parse(parser, "response", bytes) && !NeedsRepair(parser)) return HeadOf(parser, bytes);
  const Result<std::string> plain = RepairResponseHead(bytes);
  if (!plain) return plain.error();
  ResponseParser again;
  again.skip(to_head_request);
  Result<void> parsed = Parse(again, "response", *plain);
  if (!parsed) return parsed.error();
  return HeadOf(again, *plain);
}

Result<RequestHead> ParseRequestHead(std::string_view bytes) {
  RequestParser parser;
  Result<void> parsed = Parse(parser, "request", bytes);
  if (parsed) parsed = CheckRequest(parser, bytes);
  if (!parsed) return parsed.error();
  parser.head.headers = std::move(parser.headers);
  parser.head.framing = FramingOf(parser);
  parser.head.keep_alive = parser.keep_alive();
  return std::move(parser.head);
}

std::string_view ReasonOf(int status) {
  const beast::string_view reason =
      beast::http::obsolete_reason(beast::http::int_to_status(static_cast<unsigned>(status)));
  if (reason == "<unknown-status>") return {};
  return {reason.data(), reason.size()};
}

}  // namespace lab::net
