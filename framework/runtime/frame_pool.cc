#include "framework/runtime/frame_pool.h"

#include <array>
#include <new>

namespace lab {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kPooled = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kPooled = false;
#else
constexpr bool kPooled = true;
#endif
#else
constexpr bool kPooled = true;
#endif

constexpr std::size_t kStep = 64;
constexpr std::size_t kLargest = 4096;

struct FreeFrame {
  FreeFrame* next;
};

// Apart from the lists, because a frame may be freed after their destructor, by one that runs
// later.
thread_local bool lists_are_gone = false;

class FreeLists {
 public:
  ~FreeLists() {
    for (FreeFrame*& head : heads_) {
      while (head != nullptr) ::operator delete(Pop(head));
    }
    lists_are_gone = true;
  }

  void* Take(std::size_t size) {
    FreeFrame*& head = heads_[Class(size)];
    return head == nullptr ? ::operator new((Class(size) + 1) * kStep) : Pop(head);
  }

  void Put(void* frame, std::size_t size) {
    FreeFrame*& head = heads_[Class(size)];
    head = new (frame) FreeFrame{head};
  }

 private:
  static std::size_t Class(std::size_t size) { return (size - 1) / kStep; }
  static void* Pop(FreeFrame*& head) {
    FreeFrame* frame = head;
    head = frame->next;
    return frame;
  }

  std::array<FreeFrame*, kLargest / kStep> heads_{};
};

thread_local FreeLists free_lists;

}  // namespace

void* FramePool::Allocate(std::size_t size) {
  if (!kPooled || size > kLargest || lists_are_gone) return ::operator new(size);
  return free_lists.Take(size);
}

bool FramePool::pooled() { return kPooled; }

void FramePool::Free(void* frame, std::size_t size) noexcept {
  if (!kPooled || size > kLargest || lists_are_gone) return ::operator delete(frame);
  free_lists.Put(frame, size);
}

}  // namespace lab
