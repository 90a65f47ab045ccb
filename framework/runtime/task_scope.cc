#include "framework/runtime/task_scope.h"

#include <utility>

#include "framework/runtime/frame_pool.h"
#include "framework/runtime/loop.h"

namespace lab {
namespace {

struct JoinAwaiter {
  explicit JoinAwaiter(WaitList& joining) : list(joining) {}
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> self) {
    waiter.handle = self;
    list.PushBack(waiter);
  }
  void await_resume() const {}

  WaitList& list;
  Waiter waiter;
};

}  // namespace

// A frame that frees itself when its task is done. Its promise's destructor runs then and when the
// scope cancels it, so it is the one place that keeps the scope's books.
struct TaskScope::Root {
  struct promise_type : Pooled {
    promise_type(TaskScope* owner, Task<void>& /*task*/) : scope(owner) {
      const auto self = std::coroutine_handle<promise_type>::from_promise(*this);
      member.handle = start.handle = self;
      scope->roots_.PushBack(member);
      ++scope->size_;
      scope->loop_.Schedule(start);
    }
    ~promise_type() {
      if (--scope->size_ > 0) return;
      while (Waiter* waiter = scope->joining_.PopFront()) scope->loop_.Schedule(*waiter);
    }

    Root get_return_object() const { return {}; }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const {}
    void unhandled_exception() const {
      if (!scope->failure_) scope->failure_ = std::current_exception();
    }

    TaskScope* scope;
    Waiter member;
    Waiter start;
  };
};

TaskScope::Root TaskScope::Start(TaskScope* /*scope*/, Task<void> task) { co_await task; }

void TaskScope::Spawn(Task<void> task) { Start(this, std::move(task)); }

Task<void> TaskScope::Join() {
  while (size_ > 0) co_await JoinAwaiter(joining_);
  RethrowFailure();
}

void TaskScope::Cancel() {
  while (Waiter* root = roots_.PopBack()) root->handle.destroy();
}

void TaskScope::RethrowFailure() {
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace lab
