// Coroutines that wait, and then do one thing at most: what the tests run on a loop.
//
//   VirtualLoop loop;
//   Trace trace;
//   TaskScope scope(loop);
//   scope.Spawn(Hold(loop, &trace, 5ms, "a"));    // "+a" now, "-a" when it ends or is cancelled
//   loop.Run(Pass(loop));                         // a moment later
//   EXPECT_EQ(trace.alive(), 1);
//
// The loop, the trace and the event must outlive them.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

#include "framework/runtime/event.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/task.h"
#include "tests/unit/runtime/trace.h"

namespace lab {

/// Lets time pass.
inline Task<void> Pass(Loop& loop, Duration duration = std::chrono::milliseconds(1)) {
  co_await loop.Sleep(duration);
}

inline Task<void> SleepThenAdd(Loop& loop, Trace* trace, Duration duration, std::string name) {
  co_await loop.Sleep(duration);
  trace->Add(name);
}

/// Shows in the trace, and in what is alive, for as long as it sleeps.
inline Task<void> Hold(Loop& loop, Trace* trace, Duration duration, std::string name) {
  const Trace::Scope scope(trace, name);
  co_await loop.Sleep(duration);
}

/// Throws std::runtime_error(what).
template <class T = void>
Task<T> ThrowAfter(Loop& loop, Duration duration, std::string what) {
  co_await loop.Sleep(duration);
  throw std::runtime_error(what);
}

inline Task<void> WaitFor(Event* event) { co_await event->Wait(); }

inline Task<void> WaitThenAdd(Event* event, Trace* trace, std::string name) {
  co_await event->Wait();
  trace->Add(name);
}

/// What the exception of offloaded work says where the work was awaited; "" when none arrives.
inline Task<std::string> OffloadThrows(Loop& loop) {
  std::string what;
  try {
    co_await loop.Offload([] { throw std::runtime_error("no such file"); });
  } catch (const std::runtime_error& error) {
    what = error.what();
  }
  co_return what;
}

}  // namespace lab
