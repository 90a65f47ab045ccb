// Addresses of hosts: looked up once at a time, and kept for a moment.
//
//   auto names = std::make_shared<NameCache>();              // one for all loops of the process
//   Resolver resolver(loop, names, SystemLookUp(loop));      // one a loop
//   Result<std::vector<SocketAddress>> found = co_await resolver.Resolve("api.example.com", 443);
//
// A thousand connections that start together wait for one look-up, not for a thousand in a row on
// the loop's one helper thread. An address that is written as such is taken at once.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/time.h"
#include "framework/net/socket.h"
#include "framework/runtime/event.h"
#include "framework/runtime/guarded.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/task_scope.h"

namespace lab::net {

/// What was found lately, or that nothing was. Thread: any. Time: that of real loops, which have
/// one clock in common.
class NameCache {
 public:
  /// Short, as servers move and the system's resolver does not say for how long an answer holds.
  static constexpr Duration kFoundFor = std::chrono::seconds(10);
  /// Long enough for those that failed together.
  static constexpr Duration kFailedFor = std::chrono::seconds(1);

  /// Nothing when it is not known, or no longer.
  std::optional<Result<Addresses>> Find(const std::string& host, Time now);
  void Keep(const std::string& host, const Result<Addresses>& found, Time now);

 private:
  struct Entry {
    Result<Addresses> found;
    Time until;
  };
  Guarded<std::map<std::string, Entry>> entries_;
};

/// Looks a host up; the ports of the addresses do not count. ErrorKind::kDns.
using LookUp = std::function<Task<Result<Addresses>>(std::string host)>;
/// The system's resolver, off the loop's thread.
LookUp SystemLookUp(Loop& loop);

/// Thread: that of its loop. Must outlive its tasks.
class Resolver {
 public:
  Resolver(Loop& loop, std::shared_ptr<NameCache> names, LookUp look_up);

  /// In the resolver's order, each with `port`. Cancelling it leaves a look-up under way, for the
  /// others that wait. ErrorKind::kDns.
  Task<Result<Addresses>> Resolve(std::string host, std::uint16_t port);

 private:
  struct Flight;
  Task<Result<Addresses>> Join(std::string host);
  Task<void> Fly(std::string host, std::shared_ptr<Flight> flight);

  Loop& loop_;
  std::shared_ptr<NameCache> names_;
  LookUp look_up_;
  std::map<std::string, std::shared_ptr<Flight>> flights_;  // under way
  TaskScope flying_;
};

}  // namespace lab::net
