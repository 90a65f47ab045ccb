#include "framework/net/http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "framework/net/body_reader.h"
#include "framework/net/http_connection.h"
#include "framework/net/http_request.h"
#include "framework/net/proxy.h"
#include "framework/runtime/combine.h"

namespace lab::net {
namespace {

constexpr Duration kContinueWait = std::chrono::seconds(1);

/// One request over one connection.
struct Exchange {
  Loop& loop;
  HttpConnection& connection;
  const HttpRequest& request;
  Pieces head;
  HttpPhases& phases;
  HttpConnection::HeadOptions options;
  std::uint64_t handed = 0;  // bytes of the request that were given to the stream
};

Task<Result<ResponseHead>> ReadHead(HttpConnection& connection,
                                    HttpConnection::HeadOptions options) {
  return connection.ReadHead(options);
}

// Marks the time; a server that answered and closed before it read everything may have left its
// answer behind, so a write that found nobody there is no failure yet.
Task<Result<void>> WriteAll(Exchange* exchange, Pieces bytes) {
  exchange->handed += bytes.bytes();
  Result<Time> written = co_await exchange->connection.stream->Write(bytes);
  if (!written && written.error().kind != ErrorKind::kClosed) co_return written.error();
  exchange->phases.sent = written ? *written : exchange->loop.Now();
  exchange->connection.arrival.stamp = exchange->phases.sent;  // what comes now came after it
  co_return Result<void>();
}

Task<Result<ResponseHead>> SendWhole(Exchange* exchange) {
  Pieces wire = exchange->head;
  wire.AddAll(exchange->request.body.pieces());
  Result<void> written = co_await WriteAll(exchange, wire);
  if (!written) co_return written.error();
  co_return co_await ReadHead(exchange->connection, exchange->options);
}

// The body goes out when the server says so, or says nothing for a while; a final answer makes it
// superfluous, and the connection too, because the server cannot know whether a body follows.
Task<Result<ResponseHead>> SendAfterContinue(Exchange* exchange) {
  Result<void> head_written = co_await WriteAll(exchange, exchange->head);
  if (!head_written) co_return head_written.error();
  HttpConnection::HeadOptions options = exchange->options;
  options.stop_at_continue = true;
  Task<Result<ResponseHead>> reading = ReadHead(exchange->connection, options);
  const Time deadline = exchange->loop.Now() + kContinueWait;
  Result<ResponseHead> word =
      co_await WithDeadline(exchange->loop, deadline, "the word to go on", std::move(reading));
  if (!word && word.error().kind != ErrorKind::kTimeout) co_return word;
  if (word && word->head.status != 100) {
    word->keep_alive = false;
    co_return word;
  }
  Result<void> written = co_await WriteAll(exchange, exchange->request.body.pieces());
  if (!written) co_return written.error();
  co_return co_await ReadHead(exchange->connection, exchange->options);
}

Task<Result<ResponseHead>> Run(Exchange* exchange) {
  exchange->connection.answered = false;
  const bool waits = exchange->request.expect_continue && !exchange->request.body.empty();
  if (waits) return SendAfterContinue(exchange);
  return SendWhole(exchange);
}

/// We ask for identity; some edges compress all the same.
Result<void> CheckEncoding(const PreparedRequest& request, const HttpResponseHead& head) {
  const std::string* encoding = FindHeader(head.headers, "content-encoding");
  if (encoding == nullptr || encoding->empty() || EqualIgnoringCase(*encoding, "identity")) {
    return {};
  }
  if (FindHeader(request.headers(), "accept-encoding") != nullptr) return {};  // asked for
  return Error{ErrorKind::kProtocol,
               fmt::format("response has 'content-encoding: {}' although accept-encoding asked for "
                           "identity",
                           *encoding)};
}

/// RFC 9110, section 9.2.2: doing it twice is doing it once.
bool IsIdempotent(std::string_view method) {
  constexpr std::array<std::string_view, 6> kIdempotent = {"GET",    "HEAD",    "PUT",
                                                           "DELETE", "OPTIONS", "TRACE"};
  return std::find(kIdempotent.begin(), kIdempotent.end(), method) != kIdempotent.end();
}

Error MayHaveBeenRead(const PreparedRequest& request) {
  return {ErrorKind::kConnect,
          fmt::format("the server ended an idle connection as the {0} went out on it; it may have "
                      "read the {0}, which is therefore not sent a second time without being asked",
                      request.method())};
}

}  // namespace

struct HttpClient::Impl {
  Impl(Loop& the_loop, Network& the_network, HttpOptions the_options)
      : loop(the_loop), network(the_network), options(std::move(the_options)) {}

  using Opened = Result<std::unique_ptr<HttpConnection>>;
  Task<Opened> Open(Endpoint endpoint, std::optional<Proxy> proxy, HttpPhases* phases);
  Task<Result<Connection>> OpenTunnel(Endpoint endpoint, Proxy proxy);
  Task<Result<std::unique_ptr<Stream>>> AskForTunnel(std::unique_ptr<Stream> stream,
                                                     Endpoint endpoint, Proxy proxy);

  Loop& loop;
  Network& network;
  HttpOptions options;
  std::shared_ptr<HttpPool> pool =
      std::make_shared<HttpPool>(options.max_idle_per_host, options.idle_timeout);
};

Task<HttpClient::Impl::Opened> HttpClient::Impl::Open(Endpoint endpoint, std::optional<Proxy> proxy,
                                                      HttpPhases* phases) {
  Task<Result<Connection>> connecting;
  if (!proxy) {
    connecting = network.Connect(endpoint);
  } else if (endpoint.tls) {
    connecting = OpenTunnel(endpoint, *proxy);
  } else {
    connecting = network.Connect(proxy->endpoint);
  }
  Result<Connection> connection = co_await connecting;
  if (!connection) co_return connection.error();
  phases->dns = connection->phases.dns;
  phases->tcp = connection->phases.tcp;
  phases->tls = connection->phases.tls;
  phases->reused = false;
  co_return std::make_unique<HttpConnection>(std::move(connection->stream),
                                             options.read_buffer_bytes);
}

Task<Result<Connection>> HttpClient::Impl::OpenTunnel(Endpoint endpoint, Proxy proxy) {
  Result<Connection> plain = co_await network.Connect(proxy.endpoint);
  if (!plain) co_return Annotate(plain.error(), "proxy");
  const ConnectPhases phases = plain->phases;
  Result<std::unique_ptr<Stream>> tunnel =
      co_await AskForTunnel(std::move(plain->stream), endpoint, proxy);
  if (!tunnel) co_return Annotate(tunnel.error(), "proxy");
  Result<Connection> secure = co_await network.Encrypt(*std::move(tunnel), endpoint);
  if (!secure) co_return secure.error();
  secure->phases.start = phases.start;
  secure->phases.dns = phases.dns;
  secure->phases.tcp = phases.tcp;
  co_return secure;
}

Task<Result<std::unique_ptr<Stream>>> HttpClient::Impl::AskForTunnel(std::unique_ptr<Stream> stream,
                                                                     Endpoint endpoint,
                                                                     Proxy proxy) {
  HttpConnection connection(std::move(stream), options.read_buffer_bytes);
  const std::string head = FormatConnect(endpoint, proxy.authorization);
  Result<Time> written = co_await connection.stream->Write(head);
  if (!written) co_return written.error();
  // Whatever stands in the head, there is no body behind a tunnel's.
  const HttpConnection::HeadOptions head_options{.max_bytes = options.max_head_bytes,
                                                 .to_head_request = true};
  Result<ResponseHead> answer = co_await connection.ReadHead(head_options);
  if (!answer) co_return answer.error();
  const std::string names =
      fmt::format("{} answered {} to CONNECT {}:{}", FormatAuthority(proxy.endpoint),
                  answer->head.status, endpoint.host, endpoint.port);
  if (answer->head.status / 100 != 2) co_return Error{ErrorKind::kConnect, names};
  if (connection.buffer.empty()) co_return std::move(connection.stream);
  co_return Error{ErrorKind::kProtocol, names + " and then spoke before it was spoken to"};
}

HttpClient::HttpClient(Loop& loop, Network& network, HttpOptions options)
    : impl_(std::make_unique<Impl>(loop, network, std::move(options))) {}

HttpClient::~HttpClient() = default;

void HttpClient::CloseIdle() { impl_->pool->Clear(); }

Task<Result<HttpResponse>> HttpClient::Send(HttpRequest request, HttpPhases* phases) {
  Impl& impl = *impl_;
  HttpPhases own;
  if (phases == nullptr) phases = &own;
  *phases = {.start = impl.loop.Now()};
  Result<std::shared_ptr<const PreparedRequest>> prepared = Prepare(request);
  if (!prepared) co_return prepared.error();
  const Endpoint& endpoint = (*prepared)->url().endpoint;
  Result<std::optional<Proxy>> proxy = ChooseProxy(impl.options.proxy, endpoint);
  if (!proxy) co_return proxy.error();
  const bool absolute = proxy->has_value() && !endpoint.tls;
  const Secret authorization = absolute ? (**proxy).authorization : Secret();
  Result<std::string> fields = FormatOwnFields(request, **prepared, authorization);
  if (!fields) co_return fields.error();
  Pieces head = (*prepared)->head(absolute);
  head.Add(*fields);
  const HttpConnection::HeadOptions head_options{
      .max_bytes = impl.options.max_head_bytes, .to_head_request = (*prepared)->method() == "HEAD"};

  std::unique_ptr<HttpConnection> connection = impl.pool->Take(endpoint, impl.loop.Now());
  while (true) {
    if (connection) {
      phases->dns = phases->tcp = phases->tls = phases->start;
      phases->reused = true;
    } else {
      Impl::Opened opened = co_await impl.Open(endpoint, *proxy, phases);
      if (!opened) co_return opened.error();
      connection = *std::move(opened);
    }
    Exchange exchange{impl.loop, *connection, request, head, *phases, head_options};
    Result<ResponseHead> response = co_await Run(&exchange);
    if (response) {
      phases->first_byte = connection->head_arrival.stamp;
      Result<void> plain = CheckEncoding(**prepared, response->head);
      if (!plain) co_return plain.error();
      auto body = std::make_unique<BodyReader::Impl>(impl.loop, std::move(connection), *response);
      body->endpoint = endpoint;
      body->pool = impl.pool;
      body->max_bytes = impl.options.max_body_bytes;
      co_return HttpResponse{std::move(response->head), *phases, BodyReader(std::move(body))};
    }
    const bool stale = connection->reused && response.error().kind == ErrorKind::kConnect;
    if (!stale) co_return response.error();
    const bool unread = connection->stream->unread() >= exchange.handed;
    if (!unread && !IsIdempotent((*prepared)->method())) co_return MayHaveBeenRead(**prepared);
    connection.reset();
    phases->resent = true;
  }
}

}  // namespace lab::net
