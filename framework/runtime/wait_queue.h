// A queue of coroutines that wait for a condition: the condition variable of one thread.
//
//   while (items.empty()) co_await queue.Wait();
//   ...
//   items.push_back(item), queue.WakeOne();
//
// A wake-up that reaches a coroutine which is cancelled before it runs is passed on to the next, so
// none is lost.
#pragma once

#include <coroutine>

#include "framework/runtime/loop.h"
#include "framework/runtime/waiter.h"

namespace lab {

/// Must outlive its waiters, and be outlived by its loop.
class WaitQueue {
 public:
  explicit WaitQueue(Loop& loop) : loop_(loop) {}

  class Awaiter {
   public:
    explicit Awaiter(WaitQueue& queue) : queue_(queue) {}
    ~Awaiter() {
      if (node_.woken) queue_.WakeOne();
    }
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> self) {
      node_.handle = self;
      queue_.waiting_.PushBack(node_);
    }
    void await_resume() { node_.woken = false; }

   private:
    friend class WaitQueue;
    struct Node : Waiter {
      bool woken = false;
    };
    WaitQueue& queue_;
    Node node_;
  };

  Awaiter Wait() { return Awaiter(*this); }
  void WakeOne() {
    if (Waiter* waiter = waiting_.PopFront()) Wake(*waiter);
  }
  void WakeAll() {
    while (Waiter* waiter = waiting_.PopFront()) Wake(*waiter);
  }
  /// Nobody waits.
  bool empty() const { return waiting_.empty(); }

 private:
  void Wake(Waiter& waiter) {
    static_cast<Awaiter::Node&>(waiter).woken = true;
    loop_.Schedule(waiter);
  }

  Loop& loop_;
  WaitList waiting_;
};

}  // namespace lab
