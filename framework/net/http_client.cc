#include "framework/net/http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "framework/net/body_reader.h"
#include "framework/net/content_decoder.h"
#include "framework/net/http_connection.h"
#include "framework/net/http_dialer.h"
#include "framework/net/http_exchange.h"
#include "framework/net/http_request.h"
#include "framework/net/proxy.h"
#include "framework/net/redirect.h"

namespace lab::net {
namespace {

constexpr std::uint64_t kWorthDraining = 16 * 1024;  // of a redirect's body; more costs more than
                                                     // a connection

/// RFC 9110, section 9.2.2: doing it twice is doing it once.
bool IsIdempotent(std::string_view method) {
  constexpr std::array<std::string_view, 6> kIdempotent = {"GET",    "HEAD",    "PUT",
                                                           "DELETE", "OPTIONS", "TRACE"};
  return std::find(kIdempotent.begin(), kIdempotent.end(), method) != kIdempotent.end();
}

Error MayHaveBeenRead(std::string_view method) {
  return {ErrorKind::kConnect,
          fmt::format("the server ended an idle connection as the {0} went out on it; it may have "
                      "read the {0}, which is therefore not sent a second time without being asked",
                      method)};
}

}  // namespace

struct HttpClient::Impl {
  Impl(Loop& the_loop, Network& the_network, HttpOptions the_options)
      : loop(the_loop),
        options(std::move(the_options)),
        dialer(the_network, {options.read_buffer_bytes, options.max_head_bytes}) {}

  /// A request to one URL, which may be a hop of several.
  struct Hop {
    const HttpRequest* request;
    std::shared_ptr<const PreparedRequest> prepared;
    HttpPhases* phases;
  };

  Task<Result<HttpResponse>> SendHop(Hop hop);
  Result<HttpResponse> Respond(Hop hop, std::unique_ptr<HttpConnection> connection,
                               ResponseHead head);

  Loop& loop;
  HttpOptions options;
  HttpDialer dialer;
  std::shared_ptr<HttpPool> pool =
      std::make_shared<HttpPool>(options.max_idle_per_host, options.idle_timeout);
};

// Over an idle connection if there is one, and over a fresh one if that turns out to have ended.
Task<Result<HttpResponse>> HttpClient::Impl::SendHop(Hop hop) {
  const Endpoint& endpoint = hop.prepared->url().endpoint;
  HttpPhases& phases = *hop.phases;
  Result<std::optional<Proxy>> proxy = ChooseProxy(options.proxy, endpoint);
  if (!proxy) co_return proxy.error();
  const bool absolute = proxy->has_value() && !endpoint.tls;
  const Secret authorization = absolute ? (**proxy).authorization : Secret();
  Result<std::string> fields = FormatOwnFields(*hop.request, *hop.prepared, authorization);
  if (!fields) co_return fields.error();
  Pieces head = hop.prepared->head(absolute);
  head.Add(*fields);
  const HttpConnection::HeadOptions head_options{.max_bytes = options.max_head_bytes,
                                                 .to_head_request = hop.prepared->is_head()};

  std::unique_ptr<HttpConnection> connection = pool->Take(endpoint, loop.Now());
  const Duration idle = connection ? loop.Now() - connection->idle_since : Duration{};
  if (connection && phases.redirects == 0) {
    phases.dns = phases.tcp = phases.tls = phases.start;
    phases.reused = true;
  }
  while (true) {
    if (!connection) {
      Result<std::unique_ptr<HttpConnection>> opened =
          co_await dialer.Open(endpoint, *proxy, &phases);
      if (!opened) co_return opened.error();
      connection = *std::move(opened);
    }
    HttpExchange exchange{loop, *connection, *hop.request, head, phases, head_options};
    Result<ResponseHead> answer = co_await RunExchange(&exchange);
    if (answer) co_return Respond(hop, std::move(connection), *std::move(answer));
    const bool stale = connection->reused && answer.error().kind == ErrorKind::kConnect;
    if (!stale) co_return answer.error();
    pool->EndedAfter(endpoint, idle);
    const std::string& method = hop.prepared->method();
    if (!exchange.unread() && !IsIdempotent(method)) co_return MayHaveBeenRead(method);
    connection.reset();
    phases.resent = true;
  }
}

Result<HttpResponse> HttpClient::Impl::Respond(Hop hop, std::unique_ptr<HttpConnection> connection,
                                               ResponseHead head) {
  hop.phases->first_byte = connection->head_arrival.stamp;
  hop.phases->first_byte_source = connection->head_arrival.source;
  hop.phases->status = head.head.status;
  Result<ContentDecoder> content = ContentDecoder::TakeFrom(head.head.headers);
  if (!content) return content.error();
  auto body = std::make_unique<BodyReader::Impl>(loop, std::move(connection), head);
  body->endpoint = hop.prepared->url().endpoint;
  body->pool = pool;
  body->max_bytes = options.max_body_bytes;
  body->content = *std::move(content);
  body->request = hop.prepared;
  const bool decompressed = !body->content.plain();
  return HttpResponse{.head = std::move(head.head),
                      .phases = *hop.phases,
                      .body = BodyReader(std::move(body)),
                      .request = std::move(hop.prepared),
                      .decompressed = decompressed};
}

HttpClient::HttpClient(Loop& loop, Network& network, HttpOptions options)
    : impl_(std::make_unique<Impl>(loop, network, std::move(options))) {}

HttpClient::~HttpClient() = default;

void HttpClient::CloseIdle() { impl_->pool->Clear(); }

Task<Result<HttpResponse>> HttpClient::Send(HttpRequest request, HttpPhases* phases) {
  HttpPhases own;
  if (phases == nullptr) phases = &own;
  *phases = {.start = impl_->loop.Now()};
  Result<std::shared_ptr<const PreparedRequest>> prepared = Prepare(request);
  if (!prepared) co_return prepared.error();
  while (true) {
    const Impl::Hop hop{&request, *prepared, phases};
    Result<HttpResponse> response = co_await impl_->SendHop(hop);
    if (!response) co_return Annotate(response.error(), hop.prepared->name());
    if (impl_->options.max_redirects == 0) co_return response;
    Result<Followed> next = FollowRedirect(*hop.prepared, response->head);
    if (!next) co_return Annotate(next.error(), hop.prepared->name());
    if (!next->has_value()) co_return response;
    if (++phases->redirects > impl_->options.max_redirects) {
      co_return Error{
          ErrorKind::kProtocol,
          fmt::format("{}: redirected more than {} times, last to {}", (*prepared)->name(),
                      impl_->options.max_redirects, (**next)->name())};
    }
    *prepared = **next;
    if (response->body.length().value_or(UINT64_MAX) <= kWorthDraining) {
      (void)co_await response->body.ReadAll(kWorthDraining);
    }
  }
}

}  // namespace lab::net
