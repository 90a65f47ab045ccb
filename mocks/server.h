// The mock server: models behind their providers' wire formats, on any network and either clock.
//
//   VirtualLoop loop;
//   net::SimNetwork network(loop, {});
//   MockServer server(loop, *network.Listen({.host = "mock", .port = 80}), {.seed = 7});
//   loop.Spawn(server.Serve());
//
// One coroutine a connection; keep-alive; a request's schedule is kept by absolute deadlines. Two
// servers of one seed that get the same requests send the same bytes at the same time of their
// clocks. When the peer of a connection goes away, the answer under way is cancelled and its place
// in the batch is free. README.md beside this file says which file has what.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/net/network.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/task.h"
#include "mocks/event_record.h"
#include "mocks/fault_plan.h"
#include "mocks/profile.h"
#include "mocks/simulated_model.h"

namespace lab::mocks {

struct MockServerOptions {
  std::uint64_t seed = 1;
  double speed = 1;                ///< 10: everything takes a tenth of its time
  std::optional<Profile> profile;  ///< of every model; unset: each model's own
  std::vector<FaultRule> faults;   ///< besides the profile's
  bool stamps = false;             ///< the mock's own times in each event, see stamps.h
  bool require_key = true;         ///< a request without an API key is answered with 401
  std::string key;                 ///< the only right key; empty: any will do
  /// Called after each write, whatever it is a part of; must not block.
  std::function<void(const EventRecord&)> on_write;
  /// Puts TLS on an accepted connection; unset: plain.
  std::function<std::unique_ptr<net::Stream>(std::unique_ptr<net::Stream>)> secure;
  /// Unix time when the loop's clock was zero, for headers that name a time of day. The default
  /// keeps a simulation's bytes the same.
  Duration unix_at_zero = std::chrono::seconds(1'790'000'000);
};

class MockServer {
 public:
  /// `loop` must outlive the server.
  MockServer(Loop& loop, std::unique_ptr<net::Listener> listener, MockServerOptions options);
  ~MockServer();

  /// Serves until it is cancelled, which cuts all connections, or the listener fails. Call it once;
  /// the server must outlive the task.
  Task<void> Serve();

  std::uint16_t port() const;
  /// What all models together have generated.
  Ledger ledger() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lab::mocks
