#include "framework/net/kernel_clock.h"

#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "framework/net/socket.h"

namespace lab::net {
namespace {

constexpr int kReadings = 50;  // the best of so many is within some ten nanoseconds
constexpr Duration kLeastStep = std::chrono::microseconds(1);

Duration ReadClock(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

Duration OffsetOf(const ClockReading& reading) {
  return reading.realtime - reading.monotonic.time_since_epoch();
}

}  // namespace

ClockReading ReadClocks() {
  const Duration before = ReadClock(CLOCK_MONOTONIC);
  const Duration realtime = ReadClock(CLOCK_REALTIME);
  const Duration after = ReadClock(CLOCK_MONOTONIC);
  return {Time(before + (after - before) / 2), realtime, after - before};
}

KernelClock::KernelClock(Source source, std::function<void()> on_step)
    : source_(std::move(source)), on_step_(std::move(on_step)) {
  Measure();
}

void KernelClock::Measure() {
  bracket_ = Duration::max();
  for (int i = 0; i < kReadings; ++i) {
    const ClockReading reading = source_();
    if (reading.bracket >= bracket_) continue;
    bracket_ = reading.bracket;
    offset_ = OffsetOf(reading);
  }
}

void KernelClock::Look() {
  const ClockReading reading = source_();
  const Duration moved = std::chrono::abs(OffsetOf(reading) - offset_);
  if (moved > kLeastStep + reading.bracket) return Stepped();
  if (reading.bracket >= bracket_) return;
  bracket_ = reading.bracket;
  offset_ = OffsetOf(reading);
}

void KernelClock::Stepped() {
  ++steps_;
  Measure();
  if (on_step_) on_step_();
}

Task<void> WatchForSteps(RealLoop* loop, std::shared_ptr<KernelClock> clock) {
  constexpr time_t kNeverSeconds = 8'000'000'000;  // in the 23rd century
  const itimerspec never{.it_interval = {}, .it_value = {.tv_sec = kNeverSeconds, .tv_nsec = 0}};
  const Socket timer(timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC));
  if (!timer.valid()) co_return;  // each look still notices
  IoHandle io(*loop, timer.fd());
  while (true) {
    timerfd_settime(timer.fd(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr);
    std::uint64_t expired = 0;
    while (read(timer.fd(), &expired, sizeof expired) < 0 && errno == EAGAIN) {
      co_await io.Readable();
    }
    clock->Stepped();
  }
}

}  // namespace lab::net
