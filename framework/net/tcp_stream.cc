#include "framework/net/tcp_stream.h"

#include <fmt/format.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "framework/runtime/combine.h"

namespace lab::net {
namespace {

Error Closed(int error) {
  return {ErrorKind::kClosed, fmt::format("connection is broken: {}", DescribeErrno(error))};
}

/// What one system call received. `kernel_stamp` is the place for the receive time of
/// SO_TIMESTAMPING, which comes in a control message of recvmsg; as long as nothing asks the socket
/// for it, it stays unset and the time in user space stands for it.
struct Received {
  ssize_t bytes = -1;
  Time kernel_stamp = kUnset;
};

Received Receive(int fd, std::span<char> buffer) {
  iovec data{.iov_base = buffer.data(), .iov_len = buffer.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  return {.bytes = recvmsg(fd, &message, 0)};
}

/// A writev that raises no SIGPIPE.
ssize_t Send(int fd, const Pieces& pieces) {
  std::array<iovec, Pieces::kMax> parts;
  std::size_t count = 0;
  for (const std::string_view piece : pieces) {
    parts[count++] = {.iov_base = const_cast<char*>(piece.data()), .iov_len = piece.size()};
  }
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = count;
  return sendmsg(fd, &message, MSG_NOSIGNAL);
}

bool WouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

TcpStream::TcpStream(RealLoop& loop, Socket socket)
    : loop_(loop), socket_(std::move(socket)), io_(loop, socket_.fd()) {}

Error TcpStream::Broken() {
  reset_ = true;
  return Closed(errno);
}

std::optional<Result<ReadResult>> TcpStream::TryRead(std::span<char> buffer) {
  assert(!buffer.empty());
  Received received = Receive(socket_.fd(), buffer);
  while (received.bytes < 0 && errno == EINTR) received = Receive(socket_.fd(), buffer);
  if (received.bytes < 0) {
    if (!WouldBlock()) return Broken();
    io_.Drained();
    return std::nullopt;
  }
  const auto bytes = static_cast<std::size_t>(received.bytes);
  if (bytes > 0 && bytes < buffer.size()) io_.Drained();  // an end may be read again and again
  const Time user = loop_.Now();
  const bool stamped = IsSet(received.kernel_stamp);
  const Arrival arrival{stamped ? received.kernel_stamp : user, user, stamped};
  return ReadResult{bytes, arrival};
}

Task<Result<ReadResult>> TcpStream::Read(std::span<char> buffer) {
  while (true) {
    if (io_.may_read()) {
      std::optional<Result<ReadResult>> read = TryRead(buffer);
      if (read) co_return *std::move(read);
    }
    co_await io_.Readable();
  }
}

Task<Result<Time>> TcpStream::Write(Pieces bytes) {
  asked_ += bytes.bytes();
  while (!bytes.empty()) {
    const ssize_t sent = Send(socket_.fd(), bytes);
    if (sent >= 0) {
      accepted_ += static_cast<std::uint64_t>(sent);
      bytes.Skip(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno == EINTR) continue;
    if (!WouldBlock()) co_return Broken();
    co_await io_.Writable();
  }
  co_return loop_.Now();
}

// An orderly end acknowledges all that the peer had received by then. A reset need not, so behind
// one only what was never sent is known.
std::uint64_t TcpStream::unread() const {
  int unacknowledged = 0;
  if (reset_ || ioctl(socket_.fd(), SIOCOUTQ, &unacknowledged) != 0) unacknowledged = 0;
  return asked_ - accepted_ + static_cast<std::uint64_t>(unacknowledged);
}

void TcpStream::FinishWriting() { shutdown(socket_.fd(), SHUT_WR); }

// Dissolving the association is how Linux lets go of a connection with a RST while the descriptor
// stays open for those who wait on it.
void TcpStream::Reset() {
  const sockaddr nowhere{.sa_family = AF_UNSPEC, .sa_data = {}};
  connect(socket_.fd(), &nowhere, sizeof nowhere);
  io_.Ended();
}

namespace {

struct Race {
  explicit Race(RealLoop& the_loop) : loop(the_loop), changed(the_loop) {}

  RealLoop& loop;
  Event changed;
  std::size_t running = 0;
  std::optional<Socket> winner;
  std::string failure = "no address";
};

/// 0 when connected, an errno, or EINPROGRESS.
int ConnectionState(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  if (error != 0) return error;
  SocketAddress peer;
  peer.size = sizeof peer.storage;
  const int got = getpeername(fd, reinterpret_cast<sockaddr*>(&peer.storage), &peer.size);
  return got == 0 ? 0 : EINPROGRESS;
}

Task<int> Connect(Race* race, int fd, SocketAddress address) {
  if (connect(fd, address.get(), address.size) == 0) co_return 0;
  if (errno != EINPROGRESS) co_return errno;
  IoHandle io(race->loop, fd);
  while (true) {
    co_await io.Writable();
    const int state = ConnectionState(fd);
    if (state != EINPROGRESS) co_return state;
  }
}

Task<void> Attempt(Race* race, SocketAddress address) {
  Socket socket = Socket::ForTcp(address.family());
  int error = errno;
  if (socket.valid()) error = co_await Connect(race, socket.fd(), address);
  --race->running;
  if (error != 0) race->failure = FormatAddress(address) + ": " + DescribeErrno(error);
  if (error == 0 && !race->winner) race->winner = std::move(socket);
  race->changed.Set();
}

Task<Result<bool>> Changed(Event* changed) {
  co_await changed->Wait();
  co_return true;
}

}  // namespace

Task<Result<Socket>> Dial(RealLoop& loop, std::vector<SocketAddress> addresses, Duration stagger) {
  Race race(loop);
  TaskScope attempts(loop);
  std::size_t next = 0;
  while (!race.winner && (next < addresses.size() || race.running > 0)) {
    const bool start = next < addresses.size();
    race.changed.Reset();
    if (start) {
      ++race.running;
      attempts.Spawn(Attempt(&race, addresses[next++]));
    }
    const Time until = next < addresses.size() ? loop.Now() + stagger : kNever;
    Result<bool> changed = co_await WithDeadline(loop, until, "connecting", Changed(&race.changed));
  }
  if (race.winner) co_return std::move(*race.winner);
  co_return Error{ErrorKind::kConnect, race.failure};
}

}  // namespace lab::net
