// A bounded queue between coroutines of one loop.
//
//   Channel<Job> jobs(loop, 16);
//   bool taken = co_await jobs.Send(job);     // waits while 16 are queued; false when closed
//   while (auto next = co_await jobs.Receive()) ...;     // nullopt when closed and empty
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "framework/runtime/task.h"
#include "framework/runtime/wait_queue.h"

namespace lab {

/// Must outlive those who wait on it. A value taken by a receiver that is cancelled in that very
/// moment is lost with it.
template <class T>
class Channel {
 public:
  Channel(Loop& loop, std::size_t capacity)
      : capacity_(capacity), space_(loop), items_ready_(loop) {}

  Task<bool> Send(T value) {
    while (items_.size() >= capacity_ && !closed_) co_await space_.Wait();
    co_return TrySend(std::move(value));
  }
  /// False when full or closed.
  bool TrySend(T value) {
    if (closed_ || items_.size() >= capacity_) return false;
    items_.push_back(std::move(value));
    items_ready_.WakeOne();
    return true;
  }
  Task<std::optional<T>> Receive() {
    while (items_.empty() && !closed_) co_await items_ready_.Wait();
    co_return TryReceive();
  }
  std::optional<T> TryReceive() {
    if (items_.empty()) return std::nullopt;
    std::optional<T> first(std::move(items_.front()));
    items_.pop_front();
    space_.WakeOne();
    return first;
  }
  /// No more is sent; what is queued can still be received.
  void Close() {
    closed_ = true;
    space_.WakeAll();
    items_ready_.WakeAll();
  }

  std::size_t size() const { return items_.size(); }
  bool closed() const { return closed_; }

 private:
  std::size_t capacity_;
  std::deque<T> items_;
  bool closed_ = false;
  WaitQueue space_;
  WaitQueue items_ready_;
};

}  // namespace lab
