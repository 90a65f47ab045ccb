// A suspended coroutine that something will wake: the building block of every awaitable.
//
//   struct Awaiter {
//     WaitList& list;
//     Waiter waiter;
//     bool await_ready() const { return false; }
//     void await_suspend(std::coroutine_handle<> self) {
//       waiter.handle = self;
//       list.PushBack(waiter);
//     }
//     void await_resume() const {}
//   };
//
// A Waiter lives in the awaiter, so in the frame of the coroutine that waits. Destroying that
// coroutine unlinks it from whatever list or heap it is in: this is what cancels a sleep, a read or
// a place in a queue. Nothing is allocated.
#pragma once

#include <coroutine>

namespace lab {

/// A node of an intrusive circular list. Not copied, not moved: others point at it.
class Waiter {
 public:
  Waiter() = default;
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter() { Unlink(); }

  bool linked() const { return next_ != this; }
  void Unlink() {
    previous_->next_ = next_;
    next_->previous_ = previous_;
    previous_ = next_ = this;
  }

  std::coroutine_handle<> handle;

 private:
  friend class WaitList;
  Waiter* previous_ = this;
  Waiter* next_ = this;
};

/// First in, first out. Does not own its waiters; they may leave at any time.
class WaitList {
 public:
  bool empty() const { return !head_.linked(); }
  void PushBack(Waiter& waiter) {
    waiter.Unlink();
    waiter.previous_ = head_.previous_;
    waiter.next_ = &head_;
    head_.previous_->next_ = &waiter;
    head_.previous_ = &waiter;
  }
  /// Unlinks and returns the oldest; null when empty.
  Waiter* PopFront() { return Take(head_.next_); }
  /// Unlinks and returns the newest; null when empty.
  Waiter* PopBack() { return Take(head_.previous_); }

 private:
  Waiter* Take(Waiter* waiter) {
    if (waiter == &head_) return nullptr;
    waiter->Unlink();
    return waiter;
  }

  Waiter head_;
};

}  // namespace lab
