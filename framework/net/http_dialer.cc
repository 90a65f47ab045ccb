#include "framework/net/http_dialer.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "framework/net/http_request.h"

namespace lab::net {

Task<Result<std::unique_ptr<HttpConnection>>> HttpDialer::Open(Endpoint endpoint,
                                                               std::optional<Proxy> proxy,
                                                               HttpPhases* phases) {
  Task<Result<Connection>> connecting;
  if (!proxy) {
    connecting = network_.Connect(endpoint);
  } else if (endpoint.tls) {
    connecting = OpenTunnel(endpoint, *proxy);
  } else {
    connecting = network_.Connect(proxy->endpoint);
  }
  Result<Connection> connection = co_await connecting;
  const bool by_proxy = proxy.has_value() && !endpoint.tls;
  if (!connection && by_proxy) co_return Annotate(connection.error(), "proxy");
  if (!connection) co_return connection.error();
  phases->dns = connection->phases.dns;
  phases->tcp = connection->phases.tcp;
  phases->tls = connection->phases.tls;
  phases->reused = false;
  co_return std::make_unique<HttpConnection>(std::move(connection->stream),
                                             options_.read_buffer_bytes);
}

Task<Result<Connection>> HttpDialer::OpenTunnel(Endpoint endpoint, Proxy proxy) {
  Result<Connection> plain = co_await network_.Connect(proxy.endpoint);
  if (!plain) co_return Annotate(plain.error(), "proxy");
  const ConnectPhases phases = plain->phases;
  Result<std::unique_ptr<Stream>> tunnel =
      co_await AskForTunnel(std::move(plain->stream), endpoint, proxy);
  if (!tunnel) co_return Annotate(tunnel.error(), "proxy");
  Result<Connection> secure = co_await network_.Encrypt(*std::move(tunnel), endpoint);
  if (!secure) co_return secure.error();
  secure->phases.start = phases.start;
  secure->phases.dns = phases.dns;
  secure->phases.tcp = phases.tcp;
  co_return secure;
}

Task<Result<std::unique_ptr<Stream>>> HttpDialer::AskForTunnel(std::unique_ptr<Stream> stream,
                                                               Endpoint endpoint, Proxy proxy) {
  HttpConnection connection(std::move(stream), options_.read_buffer_bytes);
  const std::string head = FormatConnect(endpoint, proxy.authorization);
  Result<Time> written = co_await connection.stream->Write(head);
  if (!written) co_return written.error();
  // Whatever stands in the head, there is no body behind a tunnel's.
  const HttpConnection::HeadOptions head_options{.max_bytes = options_.max_head_bytes,
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

}  // namespace lab::net
