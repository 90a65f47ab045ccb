// So many at a time, first come first served.
//
//   Semaphore slots(loop, 4);
//   Semaphore::Permit permit = co_await slots.Acquire();
//   ...     // the permit's end, by return or by cancellation, gives the slot back
#pragma once

#include <coroutine>
#include <cstddef>
#include <utility>

#include "framework/runtime/loop.h"
#include "framework/runtime/waiter.h"

namespace lab {

/// Must outlive its permits and its waiters.
class Semaphore {
 public:
  Semaphore(Loop& loop, std::size_t permits) : loop_(loop), free_(permits) {}

  class [[nodiscard]] Permit {
   public:
    Permit() = default;
    Permit(Permit&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)) {}
    Permit& operator=(Permit&& other) noexcept {
      Permit dropped(std::move(other));
      std::swap(semaphore_, dropped.semaphore_);
      return *this;
    }
    ~Permit() { Release(); }
    /// Gives the slot back early; harmless twice.
    void Release() {
      if (semaphore_ != nullptr) std::exchange(semaphore_, nullptr)->GiveBack();
    }

   private:
    friend class Semaphore;
    explicit Permit(Semaphore* semaphore) : semaphore_(semaphore) {}
    Semaphore* semaphore_ = nullptr;
  };

  class Awaiter {
   public:
    explicit Awaiter(Semaphore& semaphore) : semaphore_(semaphore) {}
    ~Awaiter() {
      if (node_.granted) semaphore_.GiveBack();
    }
    bool await_ready() {
      if (semaphore_.free_ == 0) return false;
      --semaphore_.free_;
      return node_.granted = true;
    }
    void await_suspend(std::coroutine_handle<> self) {
      node_.handle = self;
      semaphore_.queue_.PushBack(node_);
    }
    Permit await_resume() {
      node_.granted = false;
      return Permit(&semaphore_);
    }

   private:
    friend class Semaphore;
    struct Node : Waiter {
      bool granted = false;
    };
    Semaphore& semaphore_;
    Node node_;
  };

  /// Waits for a slot; those who wait longer go first.
  Awaiter Acquire() { return Awaiter(*this); }

  /// Slots that nobody holds; 0 whenever somebody waits.
  std::size_t free() const { return free_; }

 private:
  void GiveBack() {
    Waiter* next = queue_.PopFront();
    if (next == nullptr) {
      ++free_;
      return;
    }
    static_cast<Awaiter::Node*>(next)->granted = true;
    loop_.Schedule(*next);
  }

  Loop& loop_;
  std::size_t free_;
  WaitList queue_;
};

}  // namespace lab
