// A pipe of bytes whose reads say when they arrived.
//
//   std::array<char, 16384> buffer;
//   Result<ReadResult> read = co_await stream->Read(buffer);
//   if (!read) return read.error();                  // reset, timed out, cancelled handshake ...
//   if (read->bytes == 0) ...                        // the peer has finished sending
//   Use(std::string_view(buffer.data(), read->bytes), read->arrival.stamp);
//
// TCP, TLS over any Stream, simulated links and fault-injecting decorators all are Streams.
//
// Owner: the caller of Connect or Accept. Destroying a stream closes it at once (TCP: with a reset
// if bytes are unread); its Read and Write must be gone by then. Thread: that of its loop. One Read
// and one Write may be under way at a time; destroying the Task cancels it, and a Write that was
// cancelled half-way leaves a stream that can only be closed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "framework/base/result.h"
#include "framework/base/stamp_source.h"
#include "framework/base/time.h"
#include "framework/net/pieces.h"
#include "framework/runtime/task.h"

namespace lab::net {

/// When bytes arrived.
struct Arrival {
  /// The moment to measure by: the kernel's receive stamp of the last segment in the read where
  /// there is one, else `user`.
  Time stamp = kUnset;
  /// When the read returned in user space. `user - stamp` is the client delay.
  Time user = kUnset;
  StampSource source = StampSource::kUser;  ///< of `stamp`
};

struct ReadResult {
  std::size_t bytes = 0;  ///< 0: end of stream
  Arrival arrival;
  /// They came with those of the read before, which had no room for them: its arrival is theirs.
  bool continues = false;
};

class Stream {
 public:
  virtual ~Stream() = default;

  /// Waits for at least one byte and fills at most `buffer`, which must outlive the task and not be
  /// empty. ErrorKind::kClosed when the connection was reset.
  virtual Task<Result<ReadResult>> Read(std::span<char> buffer) = 0;
  /// What Read would give at once; nullopt where it would wait. Not while a Read is under way.
  virtual std::optional<Result<ReadResult>> TryRead(std::span<char> buffer) = 0;
  /// Writes all of `bytes`, which must outlive the task, as one write however many pieces they are.
  /// The moment at which the last byte was handed to the kernel (or the simulated link).
  /// ErrorKind::kClosed when the peer is gone.
  virtual Task<Result<Time>> Write(Pieces bytes) = 0;
  /// Of the bytes given to Write, how many the peer cannot have read, for certain: never handed
  /// over, or not acknowledged when it ended. 0 where nothing is known.
  virtual std::uint64_t unread() const = 0;
  /// Whether the moment of the last Write is the kernel's, when the last byte left it.
  virtual bool sent_by_kernel() const { return false; }
  /// Says that nothing more will be written; the peer reads an end of stream. Reading goes on.
  virtual void FinishWriting() = 0;
  /// Ends both directions at once with a reset (TCP RST) instead of an orderly end: what a crashed
  /// peer looks like.
  virtual void Reset() = 0;
};

}  // namespace lab::net
