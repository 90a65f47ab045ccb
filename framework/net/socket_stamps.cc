#include "framework/net/socket_stamps.h"

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#include <array>
#include <cstring>

namespace lab::net {
namespace {

/// Room for a stamp, a count and an extended error; aligned as control messages have to be.
struct alignas(cmsghdr) ControlRoom {
  std::array<char, 256> bytes;
};

template <class T>
T DataOf(const cmsghdr* message) {
  T data;
  std::memcpy(&data, CMSG_DATA(message), sizeof data);
  return data;
}

bool IsStamp(const cmsghdr* message) {
  return message->cmsg_level == SOL_SOCKET && message->cmsg_type == SO_TIMESTAMPING;
}

/// The software stamp, the first of three; zero where the kernel took none.
std::optional<Duration> StampIn(const cmsghdr* message) {
  const auto stamp = DataOf<timespec>(message);
  if (stamp.tv_sec == 0 && stamp.tv_nsec == 0) return std::nullopt;
  return std::chrono::seconds(stamp.tv_sec) + std::chrono::nanoseconds(stamp.tv_nsec);
}

bool IsExtendedError(const cmsghdr* message) {
  return (message->cmsg_level == IPPROTO_IP && message->cmsg_type == IP_RECVERR) ||
         (message->cmsg_level == IPPROTO_IPV6 && message->cmsg_type == IPV6_RECVERR);
}

template <class Visit>
void ForEachControl(msghdr& message, const Visit& visit) {
  for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr;
       each = CMSG_NXTHDR(&message, each)) {
    visit(each);
  }
}

}  // namespace

bool AskForStamps(int fd, Stamps stamps) {
  int flags = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  // Without the payload, and with the number of the byte. What is sent is stamped where a Send()
  // asks for it, not by this.
  if (stamps == Stamps::kReceivedAndSent) {
    flags |= SOF_TIMESTAMPING_OPT_TSONLY | SOF_TIMESTAMPING_OPT_ID;
  }
  const int on = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof flags) != 0) return false;
  setsockopt(fd, IPPROTO_TCP, TCP_INQ, &on, sizeof on);
  return true;
}

Received Receive(int fd, std::span<char> buffer, std::span<char> rest) {
  std::array<iovec, 2> parts{{{.iov_base = buffer.data(), .iov_len = buffer.size()},
                              {.iov_base = rest.data(), .iov_len = rest.size()}}};
  ControlRoom control;
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = rest.empty() ? 1 : 2;
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  Received received{.bytes = recvmsg(fd, &message, 0)};
  if (received.bytes <= 0) return received;
  ForEachControl(message, [&](const cmsghdr* each) {
    if (IsStamp(each)) received.stamp = StampIn(each);
    if (each->cmsg_level == IPPROTO_TCP && each->cmsg_type == TCP_CM_INQ) {
      received.left = DataOf<std::uint32_t>(each);
    }
  });
  return received;
}

ssize_t Send(int fd, const Pieces& pieces, bool stamped) {
  std::array<iovec, Pieces::kMax> parts;
  std::size_t count = 0;
  for (const std::string_view piece : pieces) {
    parts[count++] = {.iov_base = const_cast<char*>(piece.data()), .iov_len = piece.size()};
  }
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = count;
  ControlRoom control{};
  if (stamped) {
    const std::uint32_t what = SOF_TIMESTAMPING_TX_SOFTWARE;
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(sizeof what);
    cmsghdr* ask = CMSG_FIRSTHDR(&message);
    ask->cmsg_level = SOL_SOCKET;
    ask->cmsg_type = SO_TIMESTAMPING;
    ask->cmsg_len = CMSG_LEN(sizeof what);
    std::memcpy(CMSG_DATA(ask), &what, sizeof what);
  }
  return sendmsg(fd, &message, MSG_NOSIGNAL);
}

SentStamps TakeSentStamps(int fd, std::uint32_t last) {
  SentStamps taken;
  while (!taken.stamp) {
    ControlRoom control;
    msghdr message{};
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return taken;
    ++taken.count;
    std::optional<Duration> stamp;
    bool is_last = false;
    ForEachControl(message, [&](const cmsghdr* each) {
      if (IsStamp(each)) stamp = StampIn(each);
      if (!IsExtendedError(each)) return;
      const auto error = DataOf<sock_extended_err>(each);
      is_last = error.ee_origin == SO_EE_ORIGIN_TIMESTAMPING && error.ee_info == SCM_TSTAMP_SND &&
                error.ee_data == last;
    });
    if (is_last) taken.stamp = stamp;
  }
  return taken;
}

}  // namespace lab::net
