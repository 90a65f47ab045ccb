#include "framework/runtime/virtual_loop.h"

namespace lab {

Task<void> VirtualLoop::Offload(std::function<void()> work) {
  work();
  co_return;
}

bool VirtualLoop::Wait(Time next) {
  if (next == kNever) return false;
  now_ = next;
  return true;
}

}  // namespace lab
