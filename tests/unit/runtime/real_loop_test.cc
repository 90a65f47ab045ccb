#include "framework/runtime/real_loop.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "framework/runtime/combine.h"
#include "framework/runtime/event.h"
#include "tests/unit/runtime/sleepers.h"
#include "tests/unit/runtime/trace.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

// Two connected, non-blocking ends.
class Pair {
 public:
  Pair() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {
    CloseFar();
    close(ends_[0]);
  }
  int near() const { return ends_[0]; }
  int far() const { return ends_[1]; }
  void CloseFar() {
    if (ends_[1] >= 0) close(std::exchange(ends_[1], -1));
  }
  void Say(const std::string& text) {
    EXPECT_EQ(write(far(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

// "" at the end of the stream.
Task<std::string> ReadSome(IoHandle* io) {
  std::array<char, 256> bytes;
  ssize_t size = read(io->fd(), bytes.data(), bytes.size());
  while (size < 0 && errno == EAGAIN) {
    co_await io->Readable();
    size = read(io->fd(), bytes.data(), bytes.size());
  }
  co_return std::string(bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
}

Task<void> ReadThenAdd(IoHandle* io, Trace* trace) {
  const Trace::Scope scope(trace, "reader");
  const std::string text = co_await ReadSome(io);
  trace->Add(text);
}

TEST(RealLoop, SleepsAtLeastAsLongAsAsked) {
  RealLoop loop;
  Trace trace;
  const Time start = loop.Now();
  EXPECT_TRUE(loop.Run(SleepThenAdd(loop, &trace, 2ms, "woke")));
  EXPECT_GE(loop.Now() - start, Duration(2ms));
}

TEST(RealLoop, FiresTimersInTheOrderOfTheirDeadlines) {
  RealLoop loop;
  Trace trace;
  const Time start = loop.Now();
  TaskScope scope(loop);
  const auto at = [](RealLoop& l, Trace* t, Time when, std::string name) -> Task<void> {
    co_await l.SleepUntil(when);
    t->Add(name);
  };
  scope.Spawn(at(loop, &trace, start + 3ms, "third"));
  scope.Spawn(at(loop, &trace, start + 1ms, "first"));
  scope.Spawn(at(loop, &trace, start + 2ms, "second"));
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(), ElementsAre("first", "second", "third"));
}

Task<void> YieldUntil(Loop& loop, const bool* stop) {
  while (!*stop) co_await loop.Yield();
}

Task<void> SleepThenStop(Loop& loop, bool* stop) {
  co_await loop.Sleep(1ms);
  *stop = true;
}

TEST(RealLoop, FiresTimersWhileTheReadyQueueIsNeverEmpty) {
  RealLoop loop;
  bool stop = false;
  loop.Spawn(SleepThenStop(loop, &stop));
  EXPECT_TRUE(loop.Run(YieldUntil(loop, &stop)));
}

TEST(RealLoop, RunsPostedWorkWhileTheReadyQueueIsNeverEmpty) {
  RealLoop loop;
  bool stop = false;
  std::thread poster([&] { loop.Post([&] { stop = true; }); });
  EXPECT_TRUE(loop.Run(YieldUntil(loop, &stop)));
  poster.join();
}

TEST(RealLoop, RunsWhatOtherThreadsPostOnItsOwn) {
  RealLoop loop;
  Event all(loop);
  int calls = 0;
  bool own_thread = true;
  const std::thread::id self = std::this_thread::get_id();
  std::vector<std::thread> posters;
  for (int i = 0; i < 4; ++i) {
    posters.emplace_back([&] {
      for (int k = 0; k < 25; ++k) {
        loop.Post([&] {
          own_thread = own_thread && std::this_thread::get_id() == self;
          if (++calls == 100) all.Set();
        });
      }
    });
  }
  EXPECT_TRUE(loop.Run(WaitFor(&all)));
  for (std::thread& poster : posters) poster.join();
  EXPECT_EQ(calls, 100);
  EXPECT_TRUE(own_thread);
}

TEST(RealLoop, RunsWhatWasPostedBeforeItRan) {
  RealLoop loop;
  Event event(loop);
  loop.Post([&] { event.Set(); });
  EXPECT_TRUE(loop.Run(WaitFor(&event)));
}

Task<bool> OffloadsElsewhere(RealLoop& loop) {
  const std::thread::id self = std::this_thread::get_id();
  std::thread::id other = self;
  std::function<void()> work = [&other] { other = std::this_thread::get_id(); };
  co_await loop.Offload(std::move(work));
  const bool back = std::this_thread::get_id() == self;
  co_return back&& other != self;
}

TEST(RealLoop, OffloadsToAnotherThreadAndComesBack) {
  RealLoop loop;
  EXPECT_EQ(loop.Run(OffloadsElsewhere(loop)), true);
}

TEST(RealLoop, RethrowsWhatEscapesOffloadedWork) {
  RealLoop loop;
  EXPECT_EQ(loop.Run(OffloadThrows(loop)), "no such file");
}

Task<void> OffloadGated(RealLoop& loop, std::shared_future<void> gate, Trace* trace) {
  const Trace::Scope scope(trace, "caller");
  std::function<void()> work = [gate] { gate.wait(); };
  co_await loop.Offload(std::move(work));
  trace->Add("never");
}

TEST(RealLoop, FinishesOffloadedWorkWhoseCallerIsCancelled) {
  Trace trace;
  std::promise<void> gate;
  auto held = std::make_shared<int>(0);
  const std::weak_ptr<int> watch = held;
  {
    RealLoop loop;
    TaskScope scope(loop);
    scope.Spawn(OffloadGated(loop, gate.get_future().share(), &trace));
    loop.Spawn(loop.Offload([held = std::move(held)] {}));
    loop.Run(SleepThenAdd(loop, &trace, 1ms, "meanwhile"));
    scope.Cancel();
    EXPECT_THAT(trace.entries(), ElementsAre("+caller", "meanwhile", "-caller"));
    gate.set_value();
  }
  EXPECT_TRUE(watch.expired());
  EXPECT_THAT(trace.entries(), Not(Contains("never")));
}

TEST(RealLoop, CancelsSpawnedTasksWhenItEnds) {
  Trace trace;
  Pair pair;
  {
    RealLoop loop;
    IoHandle io(loop, pair.near());
    TaskScope readers(loop);
    readers.Spawn(ReadThenAdd(&io, &trace));
    loop.Spawn(SleepThenAdd(loop, &trace, 1h, "never"));
    loop.Run(SleepThenAdd(loop, &trace, 1ms, "end"));
  }
  EXPECT_THAT(trace.entries(), ElementsAre("+reader", "end", "-reader"));
}

Task<int> SignalOrTimeout(RealLoop& loop, Task<int> signal) {
  std::vector<Task<int>> tasks;
  tasks.push_back(std::move(signal));
  tasks.push_back([](Loop& l) -> Task<int> {
    co_await l.Sleep(30s);
    co_return -1;
  }(loop));
  const First<int> first = co_await FirstOf(loop, std::move(tasks));
  co_return first.value;
}

TEST(RealLoop, WaitsForASignalThatArrivesLater) {
  RealLoop loop;
  const pthread_t self = pthread_self();
  Task<int> signal = loop.WaitForSignal({SIGUSR1, SIGUSR2});
  std::thread sender([self] { pthread_kill(self, SIGUSR2); });
  EXPECT_EQ(loop.Run(SignalOrTimeout(loop, std::move(signal))), SIGUSR2);
  sender.join();
}

TEST(RealLoop, SeesASignalThatCameBeforeItWaited) {
  RealLoop loop;
  Task<int> signal = loop.WaitForSignal({SIGUSR1});
  pthread_kill(pthread_self(), SIGUSR1);
  EXPECT_EQ(loop.Run(SignalOrTimeout(loop, std::move(signal))), SIGUSR1);
}

TEST(RealLoop, ReceivesASignalOfTheProcessThoughAHelperThreadRuns) {
  RealLoop loop;
  EXPECT_TRUE(loop.Run(loop.Offload([] {})));
  Task<int> signal = loop.WaitForSignal({SIGUSR1});
  kill(getpid(), SIGUSR1);
  EXPECT_EQ(loop.Run(SignalOrTimeout(loop, std::move(signal))), SIGUSR1);
}

int LowestFreeDescriptor() {
  const int fd = dup(0);
  close(fd);
  return fd;
}

TEST(RealLoop, LeaksNoDescriptorWhenAWaitForASignalIsDropped) {
  RealLoop loop;
  const int before = LowestFreeDescriptor();
  {
    const Task<int> never_started = loop.WaitForSignal({SIGUSR1});
    EXPECT_NE(LowestFreeDescriptor(), before);
  }
  EXPECT_EQ(LowestFreeDescriptor(), before);
}

TEST(IoHandle, WakesAReaderWhenBytesArrive) {
  RealLoop loop;
  Trace trace;
  Pair pair;
  IoHandle io(loop, pair.near());
  TaskScope scope(loop);
  scope.Spawn(ReadThenAdd(&io, &trace));
  loop.Run(SleepThenAdd(loop, &trace, 1ms, "nothing yet"));
  pair.Say("hello");
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(), ElementsAre("+reader", "nothing yet", "hello", "-reader"));
}

Task<void> ReadableThenAdd(IoHandle* io, Trace* trace) {
  co_await io->Readable();
  trace->Add("readable");
}

TEST(IoHandle, ReportsWhatWasReadableBeforeItWasMade) {
  RealLoop loop;
  Trace trace;
  Pair pair;
  pair.Say("early");
  IoHandle io(loop, pair.near());
  EXPECT_TRUE(loop.Run(ReadableThenAdd(&io, &trace)));
  EXPECT_THAT(trace.entries(), ElementsAre("readable"));
}

TEST(IoHandle, TellsAReaderOfTheEnd) {
  RealLoop loop;
  Pair pair;
  IoHandle io(loop, pair.near());
  Trace trace;
  TaskScope scope(loop);
  scope.Spawn(ReadThenAdd(&io, &trace));
  loop.Run(SleepThenAdd(loop, &trace, 1ms, "open"));
  pair.CloseFar();
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(), ElementsAre("+reader", "open", "", "-reader"));
}

TEST(IoHandle, RemembersWhatTheKernelSaidUntilItIsDrainedAndAnEndForEver) {
  RealLoop loop;
  Pair pair;
  IoHandle io(loop, pair.near());
  EXPECT_FALSE(io.may_read());
  pair.Say("hello");
  loop.Run(Pass(loop));
  EXPECT_TRUE(io.may_read());
  EXPECT_EQ(*loop.Run(ReadSome(&io)), "hello");
  io.Drained();
  EXPECT_FALSE(io.may_read());
  pair.CloseFar();
  loop.Run(Pass(loop));
  io.Drained();
  EXPECT_TRUE(io.may_read());
}

TEST(IoHandle, WakesAReaderThatComesAfterACancelledOne) {
  RealLoop loop;
  Trace trace;
  Pair pair;
  IoHandle io(loop, pair.near());
  {
    TaskScope victims(loop);
    victims.Spawn(ReadThenAdd(&io, &trace));
    loop.Run(SleepThenAdd(loop, &trace, 1ms, "x"));
  }
  pair.Say("for the second");
  EXPECT_EQ(loop.Run(ReadSome(&io)), "for the second");
}

// Fills the socket's buffer, waits for room, goes on until all is written.
Task<void> WriteAll(IoHandle* io, std::string text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t size = write(io->fd(), text.data() + sent, text.size() - sent);
    if (size > 0) sent += static_cast<std::size_t>(size);
    if (size < 0 && errno == EAGAIN) co_await io->Writable();
    if (size < 0 && errno != EAGAIN) co_return;
  }
  shutdown(io->fd(), SHUT_WR);
}

Task<std::size_t> CountAll(IoHandle* io) {
  std::size_t count = 0;
  while (true) {
    const std::string part = co_await ReadSome(io);
    if (part.empty()) co_return count;
    count += part.size();
  }
}

TEST(IoHandle, CarriesMoreThanTheKernelBuffers) {
  RealLoop loop;
  Pair pair;
  IoHandle near(loop, pair.near());
  IoHandle far(loop, pair.far());
  constexpr std::size_t kSize = 3'000'000;
  TaskScope scope(loop);
  scope.Spawn(WriteAll(&far, std::string(kSize, 'x')));
  EXPECT_EQ(loop.Run(CountAll(&near)), kSize);
}

TEST(IoHandle, MayEndWhileItsDescriptorIsReady) {
  RealLoop loop;
  Trace trace;
  Pair pair;
  auto io = std::make_unique<IoHandle>(loop, pair.near());
  pair.Say("unread");
  io.reset();
  EXPECT_TRUE(loop.Run(SleepThenAdd(loop, &trace, 1ms, "end")));
  const IoHandle again(loop, pair.near());
  EXPECT_EQ(again.fd(), pair.near());
}

TEST(RealLoop, EndsItsWaitWhenAnotherThreadInterruptsIt) {
  RealLoop loop;
  Event never(loop);
  std::thread other([&loop] { loop.Interrupt(); });
  EXPECT_FALSE(loop.Run(never.Wait()));
  other.join();
}

TEST(RealLoop, GivesATaskUpAtTheMomentThatItIsToldTo) {
  RealLoop loop;
  Event never(loop);
  loop.StopAt(loop.Now() + 1ms);
  EXPECT_FALSE(loop.Run(never.Wait()));
  EXPECT_GE(loop.Now(), loop.stop_at());
}

}  // namespace
}  // namespace lab
