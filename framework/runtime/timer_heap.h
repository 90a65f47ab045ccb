// The timers of one loop, earliest first; those of one moment in the order in which they were set.
//
//   TimerHeap heap;
//   Timer timer;
//   timer.handle = self;
//   heap.Push(timer, at);          // O(log n); the timer's destructor takes it out again
//   Timer* due = heap.Pop();
//
// A 4-ary heap whose entries carry their key, so that sifting touches no timer but to tell it its
// place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "framework/base/time.h"
#include "framework/runtime/waiter.h"

namespace lab {

class TimerHeap;

/// A waiter that a moment wakes. Lives in the frame of the coroutine that sleeps.
class Timer : public Waiter {
 public:
  ~Timer();

 private:
  friend class TimerHeap;
  TimerHeap* heap_ = nullptr;  // null while not in a heap
  std::size_t place_ = 0;
};

/// Does not own its timers.
class TimerHeap {
 public:
  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  /// When the earliest is due; kNever when there is none.
  Time next() const { return entries_.empty() ? kNever : entries_.front().at; }

  void Push(Timer& timer, Time at);
  /// Takes out the earliest; the heap must not be empty.
  Timer* Pop();
  void Remove(Timer& timer);

 private:
  struct Entry {
    Time at;
    std::uint64_t order;
    Timer* timer;
    bool operator<(const Entry& other) const {
      return at != other.at ? at < other.at : order < other.order;
    }
  };

  void Put(std::size_t place, Entry entry);
  void SiftUp(std::size_t place, Entry entry);
  void SiftDown(std::size_t place, Entry entry);

  std::vector<Entry> entries_;
  std::uint64_t next_order_ = 0;
};

inline Timer::~Timer() {
  if (heap_ != nullptr) heap_->Remove(*this);
}

}  // namespace lab
