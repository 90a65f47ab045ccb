#include "framework/runtime/loop.h"

namespace lab {

Loop::Loop() : spawned_(std::make_unique<TaskScope>(*this)) {}

Loop::~Loop() = default;

void Loop::Spawn(Task<void> task) { spawned_->Spawn(std::move(task)); }

bool Loop::Drive(Task<void> task) {
  TaskScope root(*this);
  root.Spawn(std::move(task));
  while (root.size() > 0) {
    if (!interrupted_ && !over() && Turn()) continue;
    spawned_->RethrowFailure();
    return false;
  }
  root.RethrowFailure();
  spawned_->RethrowFailure();
  return true;
}

// One step; the caller looks after each whether its task is done, so that nothing waits for an
// event that is not needed any more.
bool Loop::Turn() {
  if (idle()) {
    busy_turns_ = 0;
    return Wait(timers_.next());
  }
  if (++busy_turns_ == kBusyTurns) {
    busy_turns_ = 0;
    Poll();
  }
  const bool had_ready = !ready_.empty();
  if (had_ready) ResumeReady();
  if (!had_ready || timers_.next() < Now()) ResumeDueTimers();
  return true;
}

// Resumes what is ready now. What that makes ready waits for the next turn, so that timers and
// sockets get theirs.
void Loop::ResumeReady() {
  WaitList batch;
  while (Waiter* waiter = ready_.PopFront()) batch.PushBack(*waiter);
  while (Waiter* waiter = batch.PopFront()) waiter->handle.resume();
}

// What a timer makes ready goes before the next timer of the same moment. A timer that is late
// waits for nothing, or it would starve while the ready queue is busy; in virtual time none is ever
// late.
void Loop::ResumeDueTimers() {
  const Time now = Now();
  while (timers_.next() < now || (timers_.next() == now && ready_.empty())) {
    Timer* timer = timers_.Pop();
    ++events_;
    timer->handle.resume();
  }
}

}  // namespace lab
