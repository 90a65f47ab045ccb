#include "framework/runtime/frame_pool.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <set>
#include <thread>
#include <vector>

namespace lab {
namespace {

constexpr std::size_t kSizes[] = {1, 63, 64, 65, 128, 200, 4095, 4096, 4097, 100'000};

TEST(FramePool, GivesFramesThatDoNotOverlap) {
  std::vector<unsigned char*> frames;
  for (std::size_t size : kSizes) {
    frames.push_back(static_cast<unsigned char*>(FramePool::Allocate(size)));
    std::memset(frames.back(), static_cast<int>(frames.size()), size);
  }
  for (std::size_t i = 0; i < frames.size(); ++i) {
    for (std::size_t k = 0; k < kSizes[i]; ++k) ASSERT_EQ(frames[i][k], i + 1);
    FramePool::Free(frames[i], kSizes[i]);
  }
}

TEST(FramePool, AlignsForAnyType) {
  for (std::size_t size : kSizes) {
    void* frame = FramePool::Allocate(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(frame) % alignof(std::max_align_t), 0U);
    FramePool::Free(frame, size);
  }
}

TEST(FramePool, NeverGivesOneFrameTwice) {
  std::set<void*> frames;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(frames.insert(FramePool::Allocate(192)).second);
  for (void* frame : frames) FramePool::Free(frame, 192);
  std::set<void*> again;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(again.insert(FramePool::Allocate(192)).second);
  for (void* frame : again) FramePool::Free(frame, 192);
}

// Its destructor runs after that of the thread's free lists, which were made later.
struct FreesLate {
  ~FreesLate() {
    if (frame != nullptr) FramePool::Free(frame, 128);
    FramePool::Free(FramePool::Allocate(256), 256);
  }
  void* frame = nullptr;
};

TEST(FramePool, ServesAThreadUntilItsVeryEnd) {
  std::thread([] {
    thread_local FreesLate late;
    late.frame = nullptr;
    FramePool::Free(FramePool::Allocate(64), 64);
    late.frame = FramePool::Allocate(128);
  }).join();
}

}  // namespace
}  // namespace lab
