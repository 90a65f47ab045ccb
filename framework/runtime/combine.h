// Several tasks as one: all of them, the first of them, one against the clock.
//
//   std::vector<Reply> replies = co_await All(loop, std::move(sends));
//   First<Reply> first = co_await FirstOf(loop, std::move(copies));     // cancels the losers
//   Result<Reply> reply = co_await WithDeadline(loop, deadline, "the answer", Send());
//
// Structured: when the returned task ends, by value or by cancellation, none of its parts runs any
// more.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/time.h"
#include "framework/runtime/event.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/task.h"
#include "framework/runtime/task_scope.h"

namespace lab {

namespace detail {

template <class T>
Task<void> StoreIn(std::optional<T>* slot, Task<T> task) {
  slot->emplace(co_await task);
}

template <class Slot, class T>
Task<void> StoreFirst(Slot* slot, std::size_t index, Event* done, Task<T> task) {
  const SetOnExit guard(done);
  T value = co_await task;
  if (!done->is_set()) slot->emplace(index, std::move(value));
}

}  // namespace detail

/// Runs all beside each other; the values in the order of the tasks. Rethrows the first exception.
template <class T>
Task<std::vector<T>> All(Loop& loop, std::vector<Task<T>> tasks) {
  std::vector<std::optional<T>> slots(tasks.size());
  TaskScope scope(loop);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    scope.Spawn(detail::StoreIn(&slots[i], std::move(tasks[i])));
  }
  co_await scope.Join();
  std::vector<T> values;
  values.reserve(slots.size());
  for (std::optional<T>& slot : slots) values.push_back(std::move(*slot));
  co_return values;
}

inline Task<void> All(Loop& loop, std::vector<Task<void>> tasks) {
  TaskScope scope(loop);
  for (Task<void>& task : tasks) scope.Spawn(std::move(task));
  co_await scope.Join();
}

/// Which one was first, and with what.
template <class T>
struct First {
  First(std::size_t i, T v) : index(i), value(std::move(v)) {}
  std::size_t index;
  T value;
};

/// The first to finish; the others are cancelled before this returns. When the first to finish
/// throws, that is rethrown. `tasks` must not be empty.
template <class T>
Task<First<T>> FirstOf(Loop& loop, std::vector<Task<T>> tasks) {
  std::optional<First<T>> first;
  Event done(loop);
  TaskScope scope(loop);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    scope.Spawn(detail::StoreFirst(&first, i, &done, std::move(tasks[i])));
  }
  co_await done.Wait();
  scope.Cancel();
  if (!first) scope.RethrowFailure();
  co_return std::move(*first);
}

namespace detail {

template <class T>
Task<void> StoreAndSet(std::optional<T>* slot, Event* done, Task<T> task) {
  const SetOnExit guard(done);
  slot->emplace(co_await task);
}

inline Task<void> SetAt(Loop& loop, Time at, Event* done) {
  co_await loop.SleepUntil(at);
  done->Set();
}

}  // namespace detail

/// The task's result, or ErrorKind::kTimeout with `what`, which must outlive the task, in its
/// message when `deadline` comes first. kNever waits for ever. With a deadline that has passed, a
/// task succeeds that need not wait.
template <class T>
Task<Result<T>> WithDeadline(Loop& loop, Time deadline, std::string_view what,
                             Task<Result<T>> task) {
  if (deadline == kNever) co_return co_await task;
  const Time start = loop.Now();
  std::optional<Result<T>> result;
  Event done(loop);
  TaskScope scope(loop);
  scope.Spawn(detail::StoreAndSet(&result, &done, std::move(task)));
  scope.Spawn(detail::SetAt(loop, deadline, &done));
  co_await done.Wait();
  scope.Cancel();
  scope.RethrowFailure();
  if (result) co_return std::move(*result);
  co_return Error{ErrorKind::kTimeout,
                  std::string(what) + " took longer than " +
                      FormatDuration(std::max(deadline - start, Duration::zero()))};
}

}  // namespace lab
