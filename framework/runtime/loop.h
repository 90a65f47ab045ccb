// The loop: the only clock, the only scheduler. One loop is one thread; nothing above it takes a
// lock.
//
//   VirtualLoop loop;                               // or RealLoop: nothing below this line changes
//   std::optional<int> answer = loop.Run(Work(loop));
//
//   Task<int> Work(Loop& loop) {
//     Time start = loop.Now();
//     co_await loop.Sleep(200ms);     // virtual: the clock jumps; real: the thread waits
//     co_return ToMs(loop.Now() - start);
//   }
//
// A coroutine that is woken is put in the ready queue and resumed in turn, never inside the call
// that woke it. Events of one moment run in the order in which they were scheduled, so a run with
// one seed is the same run every time.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/base/time.h"
#include "framework/runtime/task.h"
#include "framework/runtime/task_scope.h"
#include "framework/runtime/timer_heap.h"
#include "framework/runtime/waiter.h"

namespace lab {

class Loop {
 public:
  Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  /// Cancels what was spawned on it. Everything else that waits on the loop must be gone by then.
  virtual ~Loop();

  /// Now. In virtual time it stands still while coroutines run.
  virtual Time Now() const = 0;

  class SleepAwaiter {
   public:
    SleepAwaiter(Loop& loop, Time at) : loop_(loop), at_(at) {}
    bool await_ready() const { return at_ <= loop_.Now(); }
    void await_suspend(std::coroutine_handle<> self) {
      timer_.handle = self;
      loop_.timers_.Push(timer_, at_);
    }
    void await_resume() const {}

   private:
    Loop& loop_;
    Time at_;
    Timer timer_;
  };
  /// Resumes at `at`, not before; at once when that has passed.
  SleepAwaiter SleepUntil(Time at) { return {*this, at}; }
  /// For ever when the end is beyond what a Time can hold.
  SleepAwaiter Sleep(Duration duration) {
    const Time now = Now();
    return {*this, duration < kNever - now ? now + duration : kNever};
  }

  class YieldAwaiter {
   public:
    explicit YieldAwaiter(Loop& loop) : loop_(loop) {}
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> self) {
      waiter_.handle = self;
      loop_.Schedule(waiter_);
    }
    void await_resume() const {}

   private:
    Loop& loop_;
    Waiter waiter_;
  };
  /// Lets everything that is ready now go first.
  YieldAwaiter Yield() { return YieldAwaiter(*this); }

  /// Runs `task` beside everything else; cancelled with the loop at the latest. Prefer a TaskScope,
  /// whose end you choose. An exception that escapes it is rethrown by Run().
  void Spawn(Task<void> task);

  /// Drives the loop until `task` is done and returns its value; nullopt when every task waits and
  /// nothing can wake one (in virtual time: no timer is left), or when it is later than StopAt().
  /// Spawned tasks stay suspended in between two runs. Not reentrant.
  template <class T>
  std::optional<T> Run(Task<T> task) {
    std::optional<T> value;
    if (!Drive(StoreValue(std::move(task), &value))) return std::nullopt;
    return value;
  }
  /// False when stalled.
  bool Run(Task<void> task) { return Drive(std::move(task)); }

  /// From any thread, for good: the Run() under way, and any to come, ends soon, as one that has
  /// stalled does, and cancels its task. The loop must outlive the call.
  void Interrupt() {
    interrupted_ = true;
    WakeUp();
  }
  bool interrupted() const { return interrupted_; }

  /// Run() gives its task up at this moment; kNever: it does not. May be set by what it runs. No
  /// timer, so that a task which waits for nothing is found out at once.
  void StopAt(Time time) { stop_at_ = time; }
  Time stop_at() const { return stop_at_; }

  /// For what runs on the loop and finds that it is used in a way that cannot work: a hedge that
  /// never had the time to learn. Whoever runs the loop takes the notices and tells them.
  void Notify(std::string mistake) { notices_.push_back(std::move(mistake)); }
  std::vector<std::string> TakeNotices() { return std::exchange(notices_, {}); }

  /// Puts a suspended coroutine at the end of the ready queue. For building awaitables.
  void Schedule(Waiter& waiter) { ready_.PushBack(waiter); }

  /// Runs `work` where blocking hurts nobody and wakes the caller when it is done. `work` must own
  /// all it touches: it is not stopped when the caller is cancelled. An exception that escapes it
  /// is rethrown here. In virtual time it runs on the spot.
  /// Name a closure that holds something before awaiting: GCC 12 destroys it twice otherwise.
  virtual Task<void> Offload(std::function<void()> work) = 0;

  /// From 1, never the same twice on this loop: to tell things apart, and for nothing else.
  std::uint64_t NextSerial() { return ++serial_; }

  /// Timers fired so far; a measure of work, the same in every run of a simulation.
  std::uint64_t events() const { return events_; }

 protected:
  /// Nothing is ready. Waits for an outside event or until `next` or stop_at(), whichever is first;
  /// kNever means that no timer is set. False when nothing can ever happen again.
  virtual bool Wait(Time next) = 0;
  /// From any thread: ends a Wait() that would last. Where none does there is nothing to do.
  virtual void WakeUp() {}
  /// Every implementation's destructor calls this first: what it cancels may still ask for the
  /// time.
  void CancelSpawned() { spawned_->Cancel(); }
  /// Looks for outside events without waiting; asked for after kBusyTurns in a row that had work of
  /// their own, because each look costs a system call and the end of the work is a look anyway.
  virtual void Poll() {}
  static constexpr int kBusyTurns = 8;

 private:
  template <class T>
  static Task<void> StoreValue(Task<T> task, std::optional<T>* value) {
    value->emplace(co_await task);
  }

  bool Drive(Task<void> task);
  bool Turn();
  bool over() const { return stop_at_ != kNever && Now() >= stop_at_; }
  bool idle() const { return ready_.empty() && timers_.next() > Now(); }
  void ResumeReady();
  void ResumeDueTimers();

  WaitList ready_;
  TimerHeap timers_;
  std::uint64_t events_ = 0;
  std::uint64_t serial_ = 0;
  int busy_turns_ = 0;
  std::atomic<bool> interrupted_ = false;
  Time stop_at_ = kNever;
  std::vector<std::string> notices_;
  std::unique_ptr<TaskScope> spawned_;  // last: its tasks wait in the queues above
};

}  // namespace lab
