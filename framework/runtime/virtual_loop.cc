#include "framework/runtime/virtual_loop.h"

#include <algorithm>
#include <stdexcept>

namespace lab {

Task<void> VirtualLoop::Offload(std::function<void()> work) {
  work();
  co_return;
}

bool VirtualLoop::Wait(Time next) {
  if (next == kNever) return false;
  now_ = std::min(next, stop_at());
  return true;
}

void VirtualLoop::Poll() {
  if (now_ != polled_at_) polls_ = 0;
  polled_at_ = now_;
  if (++polls_ < kMostPolls) return;
  polls_ = 0;
  throw std::runtime_error(
      "time stands still: something goes round on the loop without waiting for anything (Yield in "
      "a circle); let it Sleep, or wait for an Event");
}

}  // namespace lab
