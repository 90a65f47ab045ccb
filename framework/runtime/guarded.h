// A value that several threads share, with its lock around it: what loops have in common.
//
//   Guarded<std::map<std::string, int>> counts;
//   counts.With([&](auto& map) { ++map[name]; });       // one thread at a time
//
// Keep what is called short, and await nothing in it: the other threads' loops stand still for it.
#pragma once

#include <mutex>
#include <utility>

namespace lab {

template <class T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  /// Calls `use(value)` under the lock and returns what it does, which must not refer into the
  /// value.
  template <class Use>
  auto With(Use use) {
    const std::lock_guard lock(mutex_);
    return use(value_);
  }

 private:
  std::mutex mutex_;
  T value_;
};

}  // namespace lab
