#include "framework/net/kernel_stamps.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace lab::net {
namespace {

/// Two ends of a connection over loopback; not valid, with errno, where there is none to be had.
struct Loopback {
  Socket near;
  Socket far;
};

Loopback ConnectLoopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  const Socket listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  Loopback ends{Socket(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), Socket()};
  const bool connected = listener.valid() && ends.near.valid() &&
                         bind(listener.fd(), generic, size) == 0 && listen(listener.fd(), 1) == 0 &&
                         getsockname(listener.fd(), generic, &size) == 0 &&
                         connect(ends.near.fd(), generic, size) == 0;
  if (connected) ends.far = Socket(accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC));
  return ends;
}

/// Whether a byte over it is stamped at the other end, within a millisecond.
bool IsStamped(const Loopback& ends) {
  constexpr int kMilliseconds = 1;
  if (Send(ends.near.fd(), "x", false) != 1) return false;
  pollfd arrival{.fd = ends.far.fd(), .events = POLLIN, .revents = 0};
  if (poll(&arrival, 1, kMilliseconds) != 1) return false;
  std::array<char, 16> buffer;
  return Receive(ends.far.fd(), buffer, {}).stamp.has_value();
}

}  // namespace

KernelStamps::KernelStamps(Duration limit) { why_not_ = Start(limit); }

KernelStamps KernelStamps::Off(std::string why_not) { return {Socket(), std::move(why_not)}; }

// The end that was accepted is the keeper.
std::string KernelStamps::Start(Duration limit) {
  Loopback ends = ConnectLoopback();
  if (!ends.far.valid()) {
    return fmt::format("there is no connection over loopback to try them on: {}",
                       DescribeErrno(errno));
  }
  if (!AskForStamps(ends.far.fd(), offered_)) {
    offered_ = Stamps::kReceived;
    if (!AskForStamps(ends.far.fd(), offered_)) {
      return fmt::format("the kernel gives none to this process: {}", DescribeErrno(errno));
    }
  }
  constexpr Duration kLongestPing = std::chrono::milliseconds(2);  // with the pause behind it
  for (Duration spent{}; spent < limit; spent += kLongestPing) {
    if (IsStamped(ends)) {
      keeper_ = std::move(ends.far);
      return "";
    }
    poll(nullptr, 0, 1);
  }
  return fmt::format("the kernel stamped no packet within {}", FormatDuration(limit));
}

}  // namespace lab::net
