// Both ends of one simulated connection; made by SimNetwork, read through Stream.
//
//   auto [client, server] = MakeSimLink(loop, options, connection_number);
//
// A write costs one copy and one entry in a queue. A reader that waits has one timer, for the next
// arrival; one that does not wait needs none: what has arrived is worked out when it reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "framework/base/rng.h"
#include "framework/net/sim_network.h"
#include "framework/net/stream.h"
#include "framework/runtime/loop.h"

namespace lab::net {

/// One direction: what was sent, and when each piece of it arrives.
class SimPipe {
 public:
  enum class End : std::uint8_t { kNone, kFinished, kReset };

  SimPipe(Loop& loop, const LinkOptions& options, Rng rng);

  /// As one write, however many pieces.
  void Send(const Pieces& bytes);
  /// The end travels behind everything sent before it.
  void SendEnd(End end);
  /// A reset that the reader learns of at `at`; what is under way to it then is lost.
  void ResetAt(Time at);

  /// Bytes or the end have arrived.
  bool ready() const;
  bool reset_arrived() const { return end_ == End::kReset && end_at_ <= loop_.Now(); }
  /// Bytes that were read so far.
  std::uint64_t taken() const { return taken_in_all_; }
  bool has_unread() const { return first_ < segments_.size(); }
  /// Everything that has arrived and fits; nothing when the end has. Only when ready().
  ReadResult Take(std::span<char> buffer);

  /// Waits until something may be ready().
  class ArrivalAwaiter {
   public:
    explicit ArrivalAwaiter(SimPipe& pipe) : pipe_(pipe) {}
    ArrivalAwaiter(const ArrivalAwaiter&) = delete;
    ArrivalAwaiter& operator=(const ArrivalAwaiter&) = delete;
    ~ArrivalAwaiter() {
      if (pipe_.reader_ == this) pipe_.reader_ = nullptr;
    }
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> self) {
      self_ = self;
      pipe_.reader_ = this;
      pipe_.WakeReader();
    }
    void await_resume() const {}

   private:
    friend class SimPipe;
    SimPipe& pipe_;
    std::coroutine_handle<> self_;
    Time wakes_at_ = kNever;
    std::optional<Loop::SleepAwaiter> timer_;
  };

 private:
  struct Segment {
    Time at;
    std::size_t bytes;
  };

  Duration DrawDelay();
  Time next_arrival() const;
  void WakeReader();
  void Forget(std::size_t bytes);

  Loop& loop_;
  double ns_per_byte_;
  Duration half_trip_;
  Duration jitter_;
  double stall_probability_;
  Duration stall_;
  Rng rng_;
  Time line_free_ = kUnset;     // the sender's line has put the last byte on the wire
  Time last_arrival_ = kUnset;  // nothing overtakes
  std::vector<char> bytes_;     // from taken_ on: sent and not read
  std::size_t taken_ = 0;
  std::uint64_t taken_in_all_ = 0;
  std::vector<Segment> segments_;  // from first_ on
  std::size_t first_ = 0;
  End end_ = End::kNone;
  Time end_at_ = kNever;
  ArrivalAwaiter* reader_ = nullptr;
};

/// The client's and the server's end. `loop` must outlive both.
std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>> MakeSimLink(Loop& loop,
                                                                        const LinkOptions& options,
                                                                        std::uint64_t number);

}  // namespace lab::net
