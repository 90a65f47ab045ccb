// Real time on Linux: one epoll instance with the timer heap in front of it.
//
//   RealLoop loop;
//   loop.Run(Serve(loop));
//
//   IoHandle io(loop, fd);                 // fd is non-blocking; io does not close it
//   while (read(fd, ...) < 0 && errno == EAGAIN) co_await io.Readable();
//
// The clock is CLOCK_MONOTONIC. Timers fire at their absolute deadline with the kernel's
// high-resolution timers, typically within 60 us. Thread: everything but Post() belongs to the one
// thread that calls Run().
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <utility>

#include "framework/base/result.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/wait_queue.h"

namespace lab {

class RealLoop final : public Loop {
 public:
  /// Aborts when the kernel has no epoll or eventfd to give: nothing can run without.
  RealLoop();
  ~RealLoop() override;

  Time Now() const override;
  Task<void> Offload(std::function<void()> work) override;

  /// From any thread: runs `work` on the loop's thread, soon. The loop must outlive the call.
  void Post(std::function<void()> work);
  /// Until one of these signals arrives; its number. They are blocked for the calling thread from
  /// now on.
  Task<int> WaitForSignal(std::initializer_list<int> signals);

 protected:
  bool Wait(Time next) override;
  void WakeUp() override {
    Post([] {});
  }
  void Poll() override;

 private:
  friend class IoHandle;
  struct Impl;
  void WaitForEvents(Time until);

  std::unique_ptr<Impl> impl_;
};

/// One file descriptor in the loop's epoll set, edge-triggered. Does not own the descriptor;
/// destroy before closing it.
class IoHandle {
 public:
  IoHandle(RealLoop& loop, int fd);
  IoHandle(const IoHandle&) = delete;
  IoHandle& operator=(const IoHandle&) = delete;
  ~IoHandle();

  /// After EAGAIN or while may_read() is false, with nothing awaited in between: until there may be
  /// something to read, or an end or an error to learn of.
  WaitQueue::Awaiter Readable() { return readable_.Wait(); }
  /// Whether a read may find something: the kernel has said so since the last Drained(), or it has
  /// told of an end, which stays.
  bool may_read() const { return has_bytes_ || has_end_; }
  /// A read found less than it had room for, so the next one would find nothing until the kernel
  /// says more: who asks may_read() first saves that system call.
  void Drained() { has_bytes_ = false; }
  /// Asked when the kernel tells of an error and of no end: true where that was something else,
  /// which the owner has dealt with (a message in a socket's error queue).
  void OnErrors(std::function<bool()> dealt_with) { errors_ = std::move(dealt_with); }
  /// The owner has ended the descriptor itself; reads find that without being told.
  void Ended() { has_end_ = true; }
  /// After EAGAIN likewise: until there may be room to write.
  WaitQueue::Awaiter Writable() { return writable_.Wait(); }
  int fd() const { return fd_; }

 private:
  friend class RealLoop;
  void OnEvents(std::uint32_t events);

  RealLoop& loop_;
  int fd_;
  bool has_bytes_ = false;
  bool has_end_ = false;
  std::function<bool()> errors_;
  WaitQueue readable_;
  WaitQueue writable_;
};

}  // namespace lab
