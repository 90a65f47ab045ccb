#include "framework/runtime/timer_heap.h"

#include <algorithm>
#include <cassert>

namespace lab {
namespace {

constexpr std::size_t kArity = 4;

}  // namespace

void TimerHeap::Push(Timer& timer, Time at) {
  assert(timer.heap_ == nullptr);
  timer.heap_ = this;
  const Entry entry{at, next_order_++, &timer};
  entries_.push_back(entry);
  SiftUp(entries_.size() - 1, entry);
}

Timer* TimerHeap::Pop() {
  Timer* earliest = entries_.front().timer;
  Remove(*earliest);
  return earliest;
}

void TimerHeap::Remove(Timer& timer) {
  assert(timer.heap_ == this);
  const std::size_t hole = timer.place_;
  timer.heap_ = nullptr;
  const Entry last = entries_.back();
  entries_.pop_back();
  if (last.timer == &timer) return;
  if (hole > 0 && last < entries_[(hole - 1) / kArity]) return SiftUp(hole, last);
  SiftDown(hole, last);
}

void TimerHeap::Put(std::size_t place, Entry entry) {
  entries_[place] = entry;
  entry.timer->place_ = place;
}

void TimerHeap::SiftUp(std::size_t place, Entry entry) {
  while (place > 0) {
    const std::size_t parent = (place - 1) / kArity;
    if (!(entry < entries_[parent])) break;
    Put(place, entries_[parent]);
    place = parent;
  }
  Put(place, entry);
}

void TimerHeap::SiftDown(std::size_t place, Entry entry) {
  while (true) {
    const std::size_t first = place * kArity + 1;
    if (first >= entries_.size()) break;
    const std::size_t stop = std::min(first + kArity, entries_.size());
    std::size_t least = first;
    for (std::size_t child = first + 1; child < stop; ++child) {
      if (entries_[child] < entries_[least]) least = child;
    }
    if (!(entries_[least] < entry)) break;
    Put(place, entries_[least]);
    place = least;
  }
  Put(place, entry);
}

}  // namespace lab
