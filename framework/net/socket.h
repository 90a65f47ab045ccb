// An owned socket and the addresses it may connect or be bound to.
//
//   Result<std::vector<SocketAddress>> addresses = co_await Resolve(loop, "api.example.com", 443);
//   Socket socket = Socket::ForTcp(addresses->front());
#pragma once

#include <sys/socket.h>

#include <cstdint>
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
};

/// "127.0.0.1" or "::1".
std::string FormatAddress(const SocketAddress& address);

/// What the system's resolver says, in its order. A host that is an address is taken at once, a
/// name off the loop's thread. ErrorKind::kDns.
Task<Result<std::vector<SocketAddress>>> Resolve(Loop& loop, std::string host, std::uint16_t port);

/// The same at once, for binding; may block on a name.
Result<std::vector<SocketAddress>> ResolveNow(const std::string& host, std::uint16_t port);

/// The addresses with their families in turn, beginning with the first one's (RFC 8305, section 4).
std::vector<SocketAddress> Interleave(std::vector<SocketAddress> addresses);

/// The kernel's words for an errno: "connection refused".
std::string DescribeErrno(int error);

}  // namespace lab::net
