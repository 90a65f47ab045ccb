#include "framework/net/tcp_network.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "framework/net/http_message.h"
#include "framework/net/kernel_clock.h"
#include "framework/net/socket.h"
#include "framework/net/tcp_stream.h"
#include "framework/net/tls_stream.h"
#include "framework/runtime/combine.h"

namespace lab::net {
namespace {

constexpr int kBacklog = 4096;
/// Descriptors come back as connections end; until then whoever connects waits in the backlog.
constexpr Duration kShortagePause = std::chrono::milliseconds(10);

/// The process or the system has no descriptor or memory left for one more connection just now.
bool IsShortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

class TcpListener final : public Listener {
 public:
  TcpListener(RealLoop& loop, Socket socket, std::uint16_t port)
      : loop_(loop), socket_(std::move(socket)), port_(port), io_(loop, socket_.fd()) {}

  Task<Result<std::unique_ptr<Stream>>> Accept() override {
    while (true) {
      Socket peer(accept4(socket_.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (peer.valid()) {
        const int on = 1;
        setsockopt(peer.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        co_return std::make_unique<TcpStream>(loop_, std::move(peer));
      }
      const int error = errno;
      if (error == EINTR || error == ECONNABORTED) continue;
      if (IsShortage(error)) {
        co_await loop_.Sleep(kShortagePause);
        continue;
      }
      if (error != EAGAIN && error != EWOULDBLOCK) {
        co_return Error{ErrorKind::kConnect, fmt::format("accepting on port {} failed: {}", port_,
                                                         DescribeErrno(error))};
      }
      co_await io_.Readable();
    }
  }
  std::uint16_t port() const override { return port_; }

 private:
  RealLoop& loop_;
  Socket socket_;
  std::uint16_t port_;
  IoHandle io_;  // behind the socket, so that it goes first
};

std::uint16_t BoundPort(int fd) {
  SocketAddress local;
  local.size = sizeof local.storage;
  getsockname(fd, reinterpret_cast<sockaddr*>(&local.storage), &local.size);
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&local.storage)->sin_port);
}

}  // namespace

struct TcpNetwork::Impl {
  Impl(RealLoop& the_loop, TcpOptions the_options)
      : loop(the_loop),
        options(std::move(the_options)),
        share(options.share ? options.share : std::make_shared<NetShare>(options.tls)),
        resolver(loop, share->names(), SystemLookUp(loop)) {}

  Task<Result<Socket>> Open(Endpoint endpoint, ConnectPhases* phases);
  std::optional<StreamStamps> StampsOfStream();

  RealLoop& loop;
  TcpOptions options;
  std::shared_ptr<NetShare> share;
  Resolver resolver;
  std::shared_ptr<KernelClock> clock;  // made with the first connection
  TaskScope watching{loop};            // for steps of it
};

TcpNetwork::TcpNetwork(RealLoop& loop, TcpOptions options)
    : impl_(std::make_unique<Impl>(loop, std::move(options))) {}

TcpNetwork::~TcpNetwork() = default;

Task<Result<Socket>> TcpNetwork::Impl::Open(Endpoint endpoint, ConnectPhases* phases) {
  Task<Result<Addresses>> resolving = resolver.Resolve(endpoint.host, endpoint.port);
  Result<Addresses> addresses = co_await resolving;
  if (!addresses) co_return addresses.error();
  phases->dns = loop.Now();
  Task<Result<Socket>> dialling =
      Dial(loop, Interleave(*std::move(addresses)), options.happy_eyeballs_delay);
  Result<Socket> socket = co_await dialling;
  phases->tcp = phases->tls = loop.Now();
  co_return socket;
}

/// Of what we ask for, not of what is asked of us: a server measures nothing.
std::optional<StreamStamps> TcpNetwork::Impl::StampsOfStream() {
  const KernelStamps& stamps = share->Stamps();
  if (!stamps.on()) return std::nullopt;
  if (!clock) {
    clock =
        std::make_shared<KernelClock>(ReadClocks, [noting = share] { noting->NoteClockStep(); });
    watching.Spawn(WatchForSteps(&loop, clock));
  }
  return StreamStamps{clock, stamps.offered()};
}

Task<Result<Connection>> TcpNetwork::Connect(Endpoint endpoint) {
  const std::string name = fmt::format("{}:{}", FormatHost(endpoint), endpoint.port);
  if (endpoint.tls) {
    Result<std::shared_ptr<TlsClientContext>> tls = impl_->share->Tls();
    if (!tls) co_return tls.error();
  }
  std::optional<StreamStamps> stamps = impl_->StampsOfStream();
  Connection connection;
  connection.phases.start = impl_->loop.Now();
  const Time deadline = connection.phases.start + impl_->options.connect_timeout;
  Task<Result<Socket>> opening = impl_->Open(endpoint, &connection.phases);
  Result<Socket> socket =
      co_await WithDeadline(impl_->loop, deadline, "connecting", std::move(opening));
  if (!socket) {
    Error error = socket.error();
    if (error.kind == ErrorKind::kTimeout) error.kind = ErrorKind::kConnect;
    const std::string address = endpoint.host + ": ";  // which the name says already
    if (error.message.starts_with(address)) error.message.erase(0, address.size());
    co_return Annotate(std::move(error), name);
  }
  connection.stream =
      std::make_unique<TcpStream>(impl_->loop, *std::move(socket), std::move(stamps));
  if (!endpoint.tls) co_return connection;

  Task<Result<Connection>> encrypting = Encrypt(std::move(connection.stream), endpoint);
  const std::string what = name + ": TLS handshake";
  Result<Connection> secure =
      co_await WithDeadline(impl_->loop, deadline, what, std::move(encrypting));
  if (!secure) {
    Error error = secure.error();
    if (error.kind == ErrorKind::kTimeout) error.kind = ErrorKind::kTls;
    co_return error;
  }
  secure->phases.start = connection.phases.start;
  secure->phases.dns = connection.phases.dns;
  secure->phases.tcp = connection.phases.tcp;
  co_return secure;
}

Task<Result<Connection>> TcpNetwork::Encrypt(std::unique_ptr<Stream> stream, Endpoint endpoint) {
  Result<std::shared_ptr<TlsClientContext>> tls = impl_->share->Tls();
  if (!tls) co_return tls.error();
  Task<Result<Connection>> handshake = TlsConnect(impl_->loop, *tls, std::move(stream), endpoint);
  co_return co_await handshake;
}

Result<std::unique_ptr<Listener>> TcpNetwork::Listen(Endpoint local) {
  Result<Addresses> addresses = ResolveNow(local.host, local.port);
  if (!addresses) return addresses.error();
  const SocketAddress& address = addresses->front();
  Socket socket = Socket::ForTcp(address.family());
  const int on = 1;
  const bool bound =
      socket.valid() && setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      bind(socket.fd(), address.get(), address.size) == 0 && listen(socket.fd(), kBacklog) == 0;
  if (!bound) {
    return Error{ErrorKind::kConnect, fmt::format("cannot listen on {}:{}: {}", FormatHost(local),
                                                  local.port, DescribeErrno(errno))};
  }
  const std::uint16_t port = BoundPort(socket.fd());
  return std::unique_ptr<Listener>(
      std::make_unique<TcpListener>(impl_->loop, std::move(socket), port));
}

}  // namespace lab::net
