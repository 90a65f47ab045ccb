#include "framework/runtime/real_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

#include "framework/runtime/event.h"
#include "framework/runtime/helper_thread.h"

namespace lab {
namespace {

constexpr std::uint64_t kWakeUp = 0;  // epoll data of the eventfd; every other is an IoHandle*

void Require(bool ok, const char* what) {
  if (ok) return;
  std::perror(what);
  std::abort();
}

timespec ToTimespec(Duration duration) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  return {.tv_sec = duration.count() / kSecond, .tv_nsec = duration.count() % kSecond};
}

}  // namespace

struct RealLoop::Impl {
  int epoll = -1;
  int wake = -1;
  std::mutex mutex;
  std::vector<std::function<void()>> posted;  // guarded by mutex
  std::unique_ptr<HelperThread> helper;       // made when first needed

  void RunPosted() {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto read_bytes = read(wake, &count, sizeof count);
    std::vector<std::function<void()>> batch;
    {
      const std::lock_guard lock(mutex);
      batch.swap(posted);
    }
    for (std::function<void()>& work : batch) work();
  }
};

RealLoop::RealLoop() : impl_(std::make_unique<Impl>()) {
  impl_->epoll = epoll_create1(EPOLL_CLOEXEC);
  Require(impl_->epoll >= 0, "epoll_create1");
  impl_->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  Require(impl_->wake >= 0, "eventfd");
  epoll_event event{.events = EPOLLIN, .data = {.u64 = kWakeUp}};
  Require(epoll_ctl(impl_->epoll, EPOLL_CTL_ADD, impl_->wake, &event) == 0, "epoll_ctl");
}

RealLoop::~RealLoop() {
  CancelSpawned();
  impl_->helper.reset();
  close(impl_->wake);
  close(impl_->epoll);
}

Time RealLoop::Now() const {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return Time(Duration(std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec));
}

void RealLoop::Post(std::function<void()> work) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->posted.push_back(std::move(work));
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(impl_->wake, &one, sizeof one);
}

namespace {

// Shared by the helper thread and the coroutine that waits; outlives a coroutine that is cancelled.
struct OffloadState {
  Event* done = nullptr;       // null when the coroutine is gone
  std::exception_ptr failure;  // written before, read after `done` is set
};

void RunInto(OffloadState& state, const std::function<void()>& work) {
  try {
    work();
  } catch (...) {
    state.failure = std::current_exception();
  }
}

class ForgetOnExit {
 public:
  explicit ForgetOnExit(std::shared_ptr<OffloadState> state) : state_(std::move(state)) {}
  ForgetOnExit(const ForgetOnExit&) = delete;
  ForgetOnExit& operator=(const ForgetOnExit&) = delete;
  ~ForgetOnExit() { state_->done = nullptr; }

 private:
  std::shared_ptr<OffloadState> state_;
};

}  // namespace

Task<void> RealLoop::Offload(std::function<void()> work) {
  if (!impl_->helper) impl_->helper = std::make_unique<HelperThread>();
  Event done(*this);
  auto state = std::make_shared<OffloadState>();
  state->done = &done;
  const ForgetOnExit guard(state);
  impl_->helper->Post([this, state, work = std::move(work)]() mutable {
    RunInto(*state, work);
    work = nullptr;
    Post([state = std::move(state)] {
      if (state->done != nullptr) state->done->Set();
    });
  });
  co_await done.Wait();
  if (state->failure) std::rethrow_exception(state->failure);
}

namespace {

class OwnedFd {
 public:
  explicit OwnedFd(int fd) : fd_(fd) {}
  OwnedFd(OwnedFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OwnedFd& operator=(OwnedFd&&) = delete;
  ~OwnedFd() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// Owns the descriptor from the call on: the task may be dropped before it starts.
Task<int> ReadSignal(RealLoop& loop, OwnedFd fd) {
  IoHandle io(loop, fd.get());
  signalfd_siginfo info{};
  while (read(fd.get(), &info, sizeof info) != sizeof info) co_await io.Readable();
  co_return static_cast<int>(info.ssi_signo);
}

}  // namespace

Task<int> RealLoop::WaitForSignal(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (int signal : signals) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  OwnedFd fd(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  Require(fd.get() >= 0, "signalfd");
  return ReadSignal(*this, std::move(fd));
}

bool RealLoop::Wait(Time next) {
  WaitForEvents(std::min(next, stop_at()));
  return true;
}

void RealLoop::Poll() { WaitForEvents(Time::min()); }

void RealLoop::WaitForEvents(Time until) {
  timespec timeout{};
  if (until != kNever && until != Time::min()) {
    timeout = ToTimespec(std::max(until - Now(), Duration::zero()));
  }
  const timespec* limit = until == kNever ? nullptr : &timeout;
  std::array<epoll_event, 256> events;
  const int count =
      epoll_pwait2(impl_->epoll, events.data(), static_cast<int>(events.size()), limit, nullptr);
  Require(count >= 0 || errno == EINTR, "epoll_pwait2 (Linux 5.11 or later)");
  bool woken = false;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == kWakeUp) {
      woken = true;
      continue;
    }
    static_cast<IoHandle*>(event.data.ptr)->OnEvents(event.events);
  }
  if (woken) impl_->RunPosted();  // last: it may end IoHandles
}

IoHandle::IoHandle(RealLoop& loop, int fd)
    : loop_(loop), fd_(fd), readable_(loop), writable_(loop) {
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET,
                    .data = {.ptr = this}};
  Require(epoll_ctl(loop_.impl_->epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

// An end is told of once, perhaps together with bytes before it. Urgent data (EPOLLPRI) cut reads
// short where they lie, so behind them too a short read says nothing.
void IoHandle::OnEvents(std::uint32_t events) {
  const bool only_error = (events & EPOLLERR) != 0 && (events & (EPOLLRDHUP | EPOLLHUP)) == 0;
  if (only_error && errors_ && errors_()) events &= ~static_cast<std::uint32_t>(EPOLLERR);
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) {
    has_bytes_ = true;
    has_end_ = has_end_ || (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLPRI)) != 0;
    readable_.WakeAll();
  }
  if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0) writable_.WakeAll();
}

IoHandle::~IoHandle() { epoll_ctl(loop_.impl_->epoll, EPOLL_CTL_DEL, fd_, nullptr); }

}  // namespace lab
