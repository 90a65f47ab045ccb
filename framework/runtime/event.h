// A flag that coroutines wait for.
//
//   Event ready(loop);
//   co_await ready.Wait();     // at once when it is set already
//   ready.Set();               // wakes all
#pragma once

#include "framework/runtime/task.h"
#include "framework/runtime/wait_queue.h"

namespace lab {

/// Must outlive its waiters.
class Event {
 public:
  explicit Event(Loop& loop) : queue_(loop) {}

  bool is_set() const { return set_; }
  void Set() {
    set_ = true;
    queue_.WakeAll();
  }
  /// Who was woken but has not run yet waits again.
  void Reset() { set_ = false; }
  Task<void> Wait() {
    while (!set_) co_await queue_.Wait();
  }

 private:
  WaitQueue queue_;
  bool set_ = false;
};

/// Sets the event at the end of its scope: an exception ends the wait too.
class SetOnExit {
 public:
  explicit SetOnExit(Event* event) : event_(event) {}
  SetOnExit(const SetOnExit&) = delete;
  SetOnExit& operator=(const SetOnExit&) = delete;
  ~SetOnExit() { event_->Set(); }

 private:
  Event* event_;
};

}  // namespace lab
