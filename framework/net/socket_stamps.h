// A TCP socket's system calls with the kernel's stamps of what it received and sent
// (SO_TIMESTAMPING, software).
//
//   AskForStamps(fd, kReceiveStamps);
//   Received received = Receive(fd, buffer, more_room);
//   if (received.stamp) ...                    // of the last segment that the read consumed
//
// Stamps are durations since 1970 (CLOCK_REALTIME): see kernel_clock.h.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>

#include "framework/base/time.h"
#include "framework/net/pieces.h"

namespace lab::net {

/// What a socket may be asked to stamp.
enum class Stamps : std::uint8_t {
  kReceived,         ///< what comes in
  kReceivedAndSent,  ///< and the last byte of a Send() that asks for it
};

/// For a connected socket through which nothing has been sent. False, with errno, where the kernel
/// does not know them.
bool AskForStamps(int fd, Stamps stamps);

/// What one system call received.
struct Received {
  ssize_t bytes = -1;             ///< into the one buffer and then the other; -1: see errno
  std::optional<Duration> stamp;  ///< arrival of the last segment in it, if the kernel took one
  std::uint32_t left = 0;         ///< bytes that lie in the queue still; 0 where that is not known
};
/// A recvmsg. What does not fit into `buffer` goes to `rest`, which may be empty.
Received Receive(int fd, std::span<char> buffer, std::span<char> rest);

/// A writev that raises no SIGPIPE. `stamped`: the last byte taken is to be stamped as it leaves,
/// on a socket that was asked for kReceivedAndSent.
ssize_t Send(int fd, const Pieces& pieces, bool stamped);

/// What has come of the stamps that were asked for; nothing is waited for.
struct SentStamps {
  int count = 0;                  ///< taken from the socket
  std::optional<Duration> stamp;  ///< that of byte number `last`, from 0
};
SentStamps TakeSentStamps(int fd, std::uint32_t last);

}  // namespace lab::net
