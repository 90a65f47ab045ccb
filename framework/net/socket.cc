#include "framework/net/socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <system_error>

namespace lab::net {
namespace {

/// getaddrinfo's number, or 0 and the addresses.
int LookUpSystem(const std::string& host, std::uint16_t port, int flags, Addresses& addresses) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const std::string service = std::to_string(port);
  const int error = getaddrinfo(host.c_str(), service.c_str(), &hints, &list);
  if (error != 0) return error;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    SocketAddress address;
    std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
    address.size = entry->ai_addrlen;
    addresses.push_back(address);
  }
  freeaddrinfo(list);
  return 0;
}

Result<Addresses> ResultOf(const std::string& host, int error, Addresses addresses) {
  if (error == 0 && !addresses.empty()) return addresses;
  return Error{ErrorKind::kDns, fmt::format("host '{}' does not resolve: {}", host,
                                            error == 0 ? "no address" : gai_strerror(error))};
}

}  // namespace

Socket::~Socket() {
  if (fd_ >= 0) close(fd_);
}

Socket Socket::ForTcp(int family) {
  Socket made(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  const int on = 1;
  if (made.valid()) setsockopt(made.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return made;
}

std::string FormatAddress(const SocketAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = &reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_addr;
  if (address.family() == AF_INET6) {
    bytes = &reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_addr;
  }
  return inet_ntop(address.family(), bytes, text.data(), text.size()) == nullptr ? "?"
                                                                                 : text.data();
}

Result<Addresses> ResolveNow(const std::string& host, std::uint16_t port) {
  Addresses addresses;
  const int error = LookUpSystem(host, port, 0, addresses);
  return ResultOf(host, error, std::move(addresses));
}

std::optional<SocketAddress> LiteralAddress(const std::string& host, std::uint16_t port) {
  Addresses addresses;
  if (LookUpSystem(host, port, AI_NUMERICHOST, addresses) != 0 || addresses.empty())
    return std::nullopt;
  return addresses.front();
}

Task<Result<Addresses>> LookUpName(Loop& loop, std::string host) {
  struct Answer {
    int error = 0;
    Addresses addresses;
  };
  const auto answer = std::make_shared<Answer>();  // the look-up goes on when we are cancelled
  std::function<void()> look_up = [answer, host] {
    answer->error = LookUpSystem(host, 0, AI_ADDRCONFIG, answer->addresses);
  };
  co_await loop.Offload(std::move(look_up));
  co_return ResultOf(host, answer->error, std::move(answer->addresses));
}

// The port stands at the same place in both families.
void SocketAddress::set_port(std::uint16_t port) {
  reinterpret_cast<sockaddr_in*>(&storage)->sin_port = htons(port);
}

Addresses Interleave(Addresses addresses) {
  if (addresses.empty()) return addresses;
  const int first = addresses.front().family();
  const auto second = std::stable_partition(addresses.begin(), addresses.end(),
                                            [&](const auto& a) { return a.family() == first; });
  Addresses mixed;
  auto a = addresses.begin();
  auto b = second;
  while (a != second || b != addresses.end()) {
    if (a != second) mixed.push_back(*a++);
    if (b != addresses.end()) mixed.push_back(*b++);
  }
  return mixed;
}

std::string DescribeErrno(int error) {
  std::string text = std::generic_category().message(error);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
  return text;
}

}  // namespace lab::net
