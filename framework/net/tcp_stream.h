// A connected TCP socket as a Stream, and how one is dialled.
//
//   Result<Socket> socket = co_await Dial(loop, std::move(addresses), milliseconds(250));
//   auto stream = std::make_unique<TcpStream>(loop, *std::move(socket));
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "framework/net/socket.h"
#include "framework/net/stream.h"
#include "framework/runtime/real_loop.h"

namespace lab::net {

class TcpStream final : public Stream {
 public:
  /// `socket` is connected and non-blocking. `loop` must outlive the stream.
  TcpStream(RealLoop& loop, Socket socket);

  Task<Result<ReadResult>> Read(std::span<char> buffer) override;
  std::optional<Result<ReadResult>> TryRead(std::span<char> buffer) override;
  Task<Result<Time>> Write(Pieces bytes) override;
  std::uint64_t unread() const override;
  void FinishWriting() override;
  void Reset() override;

 private:
  Error Broken();

  RealLoop& loop_;
  Socket socket_;
  std::uint64_t asked_ = 0;     // bytes given to Write
  std::uint64_t accepted_ = 0;  // of those, by the kernel
  bool reset_ = false;
  IoHandle io_;  // behind the socket, so that it goes first
};

/// Tries the addresses in their order, the next one each `stagger` or as soon as one fails; the
/// first that is connected wins and the others are closed (RFC 8305, section 5).
/// ErrorKind::kConnect with the last failure.
Task<Result<Socket>> Dial(RealLoop& loop, std::vector<SocketAddress> addresses, Duration stagger);

}  // namespace lab::net
