// A connected TCP socket as a Stream, and how one is dialled.
//
//   Result<Socket> socket = co_await Dial(loop, std::move(addresses), milliseconds(250));
//   auto stream = std::make_unique<TcpStream>(loop, *std::move(socket));
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/net/kernel_clock.h"
#include "framework/net/socket.h"
#include "framework/net/socket_stamps.h"
#include "framework/net/stream.h"
#include "framework/runtime/real_loop.h"

namespace lab::net {

/// By which clock a stream takes the kernel's stamps, and which.
struct StreamStamps {
  std::shared_ptr<KernelClock> clock;
  Stamps asked = Stamps::kReceived;
};

class TcpStream final : public Stream {
 public:
  /// `socket` is connected and non-blocking. `loop` must outlive the stream. Without `stamps` the
  /// stamps are user space's.
  TcpStream(RealLoop& loop, Socket socket, std::optional<StreamStamps> stamps = std::nullopt);

  Task<Result<ReadResult>> Read(std::span<char> buffer) override;
  std::optional<Result<ReadResult>> TryRead(std::span<char> buffer) override;
  Task<Result<Time>> Write(Pieces bytes) override;
  std::uint64_t unread() const override;
  bool sent_by_kernel() const override { return sent_by_kernel_; }
  void FinishWriting() override;
  void Reset() override;

 private:
  Error Broken();
  ReadResult TakeSpilled(std::span<char> buffer);
  Arrival ArrivalOf(const Received& received, Time user);
  Time SentAt(Time before, std::uint64_t steps);

  RealLoop& loop_;
  Socket socket_;
  std::uint64_t asked_ = 0;     // bytes given to Write
  std::uint64_t accepted_ = 0;  // of those, by the kernel
  bool reset_ = false;
  std::optional<StreamStamps> stamps_;
  std::uint64_t steps_ = 0;  // of the clock, when the queue was last empty
  bool sent_by_kernel_ = false;
  Arrival latest_;       // of the last read
  std::string spilled_;  // what that brought beyond the room it was given
  IoHandle io_;          // behind the socket, so that it goes first
};

/// Tries the addresses in their order, the next one each `stagger` or as soon as one fails; the
/// first that is connected wins and the others are closed (RFC 8305, section 5).
/// ErrorKind::kConnect with the last failure.
Task<Result<Socket>> Dial(RealLoop& loop, std::vector<SocketAddress> addresses, Duration stagger);

}  // namespace lab::net
