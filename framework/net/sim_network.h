// A network in memory: links with a round-trip time, a bandwidth, jitter and stalls, all from the
// seed.
//
//   VirtualLoop loop;
//   SimNetwork network(loop, {.round_trip = 40ms, .bandwidth_bytes_per_s = 12.5e6, .seed = 7});
//   auto listener = network.Listen({.host = "mock", .port = 443});
//   const Endpoint mock{.host = "mock", .port = 443, .tls = true};
//   auto connection = co_await network.Connect(mock);
//
// Connecting takes `dns` once a host, one round trip for TCP and, with tls, `tls_round_trips` more;
// the bytes themselves are not encrypted (put a TlsStream on top to have real TLS over a simulated
// link). Bytes arrive half a round trip after they were sent, in order, no faster than the
// bandwidth, at most 16 KiB at one moment. Draws are keyed by (seed, connection number, direction),
// so one connection's jitter does not move another's.
#pragma once

#include <cstdint>
#include <memory>

#include "framework/net/network.h"
#include "framework/runtime/loop.h"

namespace lab::net {

struct LinkOptions {
  Duration round_trip = std::chrono::milliseconds(20);
  double bandwidth_bytes_per_s = 12.5e6;  ///< 100 Mbit/s; 0 means unlimited
  Duration jitter = Duration::zero();     ///< mean of an exponential extra delay a write
  /// Share of writes held up as if a segment had been lost, and for how long.
  double stall_probability = 0;
  Duration stall = std::chrono::milliseconds(200);
  Duration dns = std::chrono::milliseconds(4);  ///< first look-up of a host; later ones are cached
  double tls_round_trips = 1;                   ///< TLS 1.3: one
  std::uint64_t seed = 1;
};

class SimNetwork final : public Network {
 public:
  /// `loop` must outlive the network and every stream of it.
  SimNetwork(Loop& loop, LinkOptions options);
  ~SimNetwork() override;

  Task<Result<Connection>> Connect(Endpoint endpoint) override;
  /// The host is not compared: a port is reached under any name.
  Result<std::unique_ptr<Listener>> Listen(Endpoint local) override;
  /// Takes its round trips; the stream stays as it is.
  Task<Result<Connection>> Encrypt(std::unique_ptr<Stream> stream, Endpoint endpoint) override;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // shared with listeners, which may outlive the network by a moment
};

}  // namespace lab::net
