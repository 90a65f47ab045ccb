// An owned socket and the addresses it may connect or be bound to.
//
//   Result<Addresses> addresses = ResolveNow("127.0.0.1", 443);
//   Socket socket = Socket::ForTcp(addresses->front().family());
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/base/result.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/task.h"

namespace lab::net {

/// Closes its descriptor.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket();

  /// Non-blocking, without Nagle's delay. Not valid when the kernel has none to give (errno).
  static Socket ForTcp(int family);

  bool valid() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  int fd_ = -1;
};

/// IPv4 or IPv6, with a port.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  int family() const { return storage.ss_family; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  void set_port(std::uint16_t port);
};
using Addresses = std::vector<SocketAddress>;

/// "127.0.0.1" or "::1".
std::string FormatAddress(const SocketAddress& address);

/// Of a host that is written as an address.
std::optional<SocketAddress> LiteralAddress(const std::string& host, std::uint16_t port);

/// What the system's resolver says of a name, in its order, off the loop's thread; without a port.
/// ErrorKind::kDns.
Task<Result<Addresses>> LookUpName(Loop& loop, std::string host);

/// The same at once, for binding; may block on a name.
Result<Addresses> ResolveNow(const std::string& host, std::uint16_t port);

/// The addresses with their families in turn, beginning with the first one's (RFC 8305, section 4).
Addresses Interleave(Addresses addresses);

/// The kernel's words for an errno: "connection refused".
std::string DescribeErrno(int error);

}  // namespace lab::net
