// Tasks that run beside each other and end with the scope that started them.
//
//   Task<void> Serve(Loop& loop, Listener& listener) {
//     TaskScope connections(loop);
//     while (auto stream = co_await listener.Accept()) connections.Spawn(Talk(std::move(stream)));
//     co_await connections.Join();
//   }     // leaving early, by error or cancellation, cancels what still runs
//
// Owner: the scope owns its tasks and must not outlive the loop. A task must not cancel or destroy
// its own scope.
#pragma once

#include <cstddef>
#include <exception>

#include "framework/runtime/task.h"
#include "framework/runtime/waiter.h"

namespace lab {

class Loop;

class TaskScope {
 public:
  explicit TaskScope(Loop& loop) : loop_(loop) {}
  TaskScope(const TaskScope&) = delete;
  TaskScope& operator=(const TaskScope&) = delete;
  /// Cancels what still runs, newest first.
  ~TaskScope() { Cancel(); }

  /// Starts in turn, after what is ready now.
  void Spawn(Task<void> task);
  /// Until every task is done. Rethrows the first exception that escaped one.
  Task<void> Join();
  void Cancel();
  /// Tasks that are not done.
  std::size_t size() const { return size_; }
  void RethrowFailure();

 private:
  struct Root;
  static Root Start(TaskScope* scope, Task<void> task);

  Loop& loop_;
  std::size_t size_ = 0;
  std::exception_ptr failure_;
  WaitList roots_;
  WaitList joining_;
};

}  // namespace lab
