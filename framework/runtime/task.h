// A coroutine that computes a T: lazy, owned, cancelled by destruction.
//
//   Task<int> Half(Loop& loop, int n) {
//     co_await loop.Sleep(1ms);
//     co_return n / 2;
//   }
//   Task<int> Quarter(Loop& loop, int n) {
//     int half = co_await Half(loop, n);     // starts when awaited; resumes us when done
//     co_return co_await Half(loop, half);
//   }
//
// Owner: whoever holds the Task. Destroying one that has not finished cancels it: its frame and
// everything that it awaits are destroyed on the spot, destructors run, timers and reads are
// withdrawn. Nothing of it runs afterwards. Thread: a task stays on the thread of the loop that it
// started on. Failure: an exception that escapes the body is rethrown where the task is awaited.
// Expected failures are Result<T> values.
//
// GCC 12 miscompiles some awaits. Keep the awaited expression to a plain call: no conditional
// operator, no braced list and no temporary with a destructor besides the arguments of that call;
// pass parameters by value.
#pragma once

#include <cassert>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "framework/runtime/frame_pool.h"

namespace lab {

template <class T>
class Task;

namespace detail {

class PromiseBase : public Pooled {
 public:
  std::suspend_always initial_suspend() const noexcept { return {}; }

  struct ResumeAwaiting {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept {
      return self.promise().awaiting_;
    }
    void await_resume() const noexcept {}
  };
  ResumeAwaiting final_suspend() const noexcept { return {}; }

  void unhandled_exception() noexcept { failure_ = std::current_exception(); }
  void set_awaiting(std::coroutine_handle<> awaiting) { awaiting_ = awaiting; }

 protected:
  void RethrowFailure() {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::coroutine_handle<> awaiting_ = std::noop_coroutine();
  std::exception_ptr failure_;
};

template <class T>
class Promise : public PromiseBase {
 public:
  Task<T> get_return_object();
  template <class U = T>
  void return_value(U&& value) {
    value_.emplace(std::forward<U>(value));
  }
  T TakeValue() {
    RethrowFailure();
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
};

template <>
class Promise<void> : public PromiseBase {
 public:
  Task<void> get_return_object();
  void return_void() const noexcept {}
  void TakeValue() { RethrowFailure(); }
};

}  // namespace detail

template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;
  using value_type = T;

  Task() = default;
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    Task dropped(std::move(other));
    std::swap(handle_, dropped.handle_);
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  explicit operator bool() const { return static_cast<bool>(handle_); }

  struct Awaiter {
    Handle handle;
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      handle.promise().set_awaiting(awaiting);
      return handle;
    }
    T await_resume() const { return handle.promise().TakeValue(); }
  };
  /// Starts the task. Await it once; the Task object must live until the value is there.
  Awaiter operator co_await() const& noexcept { return Start(); }
  Awaiter operator co_await() const&& noexcept { return Start(); }

 private:
  friend promise_type;
  explicit Task(Handle handle) : handle_(handle) {}
  Awaiter Start() const noexcept {
    assert(handle_ && !handle_.done());
    return {handle_};
  }

  Handle handle_;
};

template <class T>
Task<T> detail::Promise<T>::get_return_object() {
  return Task<T>(Task<T>::Handle::from_promise(*this));
}

inline Task<void> detail::Promise<void>::get_return_object() {
  return Task<void>(Task<void>::Handle::from_promise(*this));
}

}  // namespace lab
