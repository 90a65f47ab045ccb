// Simulated time: when nothing is ready, the clock jumps to the next timer.
//
//   VirtualLoop loop;
//   loop.Run(Hour(loop));        // an hour of sleeping takes microseconds
//
// The clock starts at 0 and stands still while coroutines run. An hour of traffic is as long as its
// events take to compute.
#pragma once

#include <cstdint>
#include <functional>

#include "framework/runtime/loop.h"

namespace lab {

class VirtualLoop final : public Loop {
 public:
  ~VirtualLoop() override { CancelSpawned(); }
  Time Now() const override { return now_; }
  Task<void> Offload(std::function<void()> work) override;

 protected:
  bool Wait(Time next) override;
  /// Throws out of Run() when a moment does not end, which no simulation of ours comes near.
  void Poll() override;

 private:
  static constexpr std::int64_t kMostPolls = 1'000'000;  // of kBusyTurns each

  Time now_{};
  Time polled_at_ = kUnset;
  std::int64_t polls_ = 0;
};

}  // namespace lab
