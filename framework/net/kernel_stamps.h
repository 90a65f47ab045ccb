// Whether the kernel stamps what TCP sockets receive, made sure of before anything is measured.
//
//   const KernelStamps stamps;
//   if (!stamps.on()) Note("stamps are user space's: " + stamps.why_not());
//
// Switching stamps on is not instant: the first packets after the first socket that asks for them
// may go without, and TCP says nothing of it. So one socket asks for as long as this lives, and is
// pinged over loopback until a packet is stamped.
#pragma once

#include <string>

#include "framework/base/time.h"
#include "framework/net/socket.h"
#include "framework/net/socket_stamps.h"

namespace lab::net {

class KernelStamps {
 public:
  /// Blocks until the first stamp, usually for less than a millisecond, at most for about `limit`.
  explicit KernelStamps(Duration limit = std::chrono::milliseconds(100));
  /// Never on.
  static KernelStamps Off(std::string why_not);

  bool on() const { return why_not_.empty(); }
  /// For people; "" while they are on.
  const std::string& why_not() const { return why_not_; }
  /// What sockets may be asked for while they are on.
  Stamps offered() const { return offered_; }

 private:
  KernelStamps(Socket keeper, std::string why_not)
      : keeper_(std::move(keeper)), why_not_(std::move(why_not)) {}
  std::string Start(Duration limit);

  Socket keeper_;
  std::string why_not_;
  Stamps offered_ = Stamps::kReceivedAndSent;
};

}  // namespace lab::net
