// Memory for coroutine frames, and for what else is made once a request: a free list a size, a
// thread.
//
//   void* frame = FramePool::Allocate(192);
//   FramePool::Free(frame, 192);
//
// A read, a sleep and a send each make a frame; taking one from a free list costs a few
// nanoseconds. Under an address sanitizer every frame is a fresh allocation, so that a use after
// cancellation is seen. Thread: a frame is freed on the thread that allocated it (a Task never
// leaves its loop).
#pragma once

#include <cstddef>

namespace lab {

class FramePool {
 public:
  /// Never null; throws std::bad_alloc. Aligned for any type that is not over-aligned.
  static void* Allocate(std::size_t size);
  /// `size` is the one given to Allocate.
  static void Free(void* frame, std::size_t size) noexcept;
  /// False in a build where every frame is a fresh allocation.
  static bool pooled();
};

/// A base of what is made and destroyed again and again on one thread: its memory comes from there.
class Pooled {
 public:
  static void* operator new(std::size_t size) { return FramePool::Allocate(size); }
  static void operator delete(void* memory, std::size_t size) { FramePool::Free(memory, size); }
};

}  // namespace lab
