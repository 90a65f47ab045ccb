// A Stream that fails, stalls or hands out little at a time, on command; and a Network of such.
//
//   FaultyStream stream(loop, std::move(inner), {.fail_read = 3, .read_bytes = 1});
//
//   FaultyNetwork network(loop, inner, {.fail_write = 0});  // each connection that it makes
//   network.counts()->reads                                 // so far, to fail each of them once
//
// Without faults it passes everything through, so it holds to the contract of a Stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "framework/net/network.h"
#include "framework/net/stream.h"
#include "framework/runtime/loop.h"

namespace lab::net {

/// Operations are counted from 0 over all streams that share a StreamCounts; -1: none.
struct StreamFaults {
  int fail_read = -1;   ///< this Read finds the connection reset, and so does the peer
  int fail_write = -1;  ///< this Write does, before a byte of it
  int cut_write = -1;   ///< this Write does, after half of its bytes
  int stall_read = -1;  ///< this Read waits for `stall` first
  int stall_write = -1;
  Duration stall = std::chrono::milliseconds(100);
  std::size_t read_bytes = 0;   ///< at most so many a Read; 0: as many as there are
  std::size_t write_bytes = 0;  ///< a Write goes out in pieces of so many
};

struct StreamCounts {
  int reads = 0;
  int writes = 0;
};

class FaultyStream final : public Stream {
 public:
  /// `loop` must outlive the stream.
  FaultyStream(Loop& loop, std::unique_ptr<Stream> inner, StreamFaults faults,
               std::shared_ptr<StreamCounts> counts = std::make_shared<StreamCounts>());

  Task<Result<ReadResult>> Read(std::span<char> buffer) override;
  std::optional<Result<ReadResult>> TryRead(std::span<char> buffer) override;
  Task<Result<Time>> Write(Pieces bytes) override;
  std::uint64_t unread() const override { return inner_->unread(); }
  bool sent_by_kernel() const override { return inner_->sent_by_kernel(); }
  void FinishWriting() override { inner_->FinishWriting(); }
  void Reset() override { inner_->Reset(); }

 private:
  Error Break();

  Loop& loop_;
  std::unique_ptr<Stream> inner_;
  StreamFaults faults_;
  std::shared_ptr<StreamCounts> counts_;
  bool broken_ = false;
};

class FaultyNetwork final : public Network {
 public:
  /// `loop` and `inner` must outlive the network.
  FaultyNetwork(Loop& loop, Network& inner, StreamFaults faults);

  Task<Result<Connection>> Connect(Endpoint endpoint) override;
  Result<std::unique_ptr<Listener>> Listen(Endpoint local) override { return inner_.Listen(local); }
  Task<Result<Connection>> Encrypt(std::unique_ptr<Stream> stream, Endpoint endpoint) override {
    return inner_.Encrypt(std::move(stream), std::move(endpoint));
  }

  /// Shared by all connections.
  const std::shared_ptr<StreamCounts>& counts() const { return counts_; }

 private:
  Loop& loop_;
  Network& inner_;
  StreamFaults faults_;
  std::shared_ptr<StreamCounts> counts_ = std::make_shared<StreamCounts>();
};

}  // namespace lab::net
