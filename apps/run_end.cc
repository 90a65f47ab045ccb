#include "apps/run_end.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace lab::apps {
namespace {

constexpr std::array<int, 2> kSignals{SIGINT, SIGTERM};

// A handler may touch little else: the write end of a pipe, and how often it was called.
std::array<int, 2> pipe_ends{-1, -1};
std::atomic<int> signals_seen = 0;
std::array<struct sigaction, 2> before{};

void OnSignal(int signal) {
  if (signals_seen++ > 0) _exit(ExitCodeOfSignal(signal));
  const int kept = errno;
  const auto byte = static_cast<unsigned char>(signal);
  [[maybe_unused]] const auto written = write(pipe_ends[1], &byte, 1);
  errno = kept;
}

std::string NameOf(int signal) { return signal == SIGINT ? "Ctrl-C (SIGINT)" : "SIGTERM"; }

// On a thread of its own, because a handler may not take a lock.
void PassOn(RunEnd& end) {
  const int pipe = pipe_ends[0];
  unsigned char byte = 0;
  ssize_t bytes = read(pipe, &byte, 1);
  while (bytes < 0 && errno == EINTR) bytes = read(pipe, &byte, 1);
  if (bytes == 1) end.Cut(NameOf(byte), ExitCodeOfSignal(byte));
  close(pipe);
}

void Listen(int signal, struct sigaction& old) {
  sigaction(signal, nullptr, &old);
  if (old.sa_handler == SIG_IGN) return;
  struct sigaction mine {};
  mine.sa_handler = OnSignal;
  mine.sa_flags = SA_RESTART;
  sigemptyset(&mine.sa_mask);
  sigaction(signal, &mine, nullptr);
}

}  // namespace

int ExitCodeOfSignal(int signal) { return 128 + signal; }

void RunEnd::Cut(std::string reason, int exit_code) {
  why_.With([&](Why& why) {
    if (why.reason.empty()) why = {std::move(reason), exit_code};
  });
  source_.request_stop();
}

std::string RunEnd::reason() const {
  return why_.With([](const Why& why) { return why.reason; });
}

int RunEnd::exit_code() const {
  return why_.With([](const Why& why) { return why.exit_code; });
}

SignalWatch::SignalWatch(RunEnd& end) {
  signals_seen = 0;
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) abort();  // no descriptor is left: nothing can run
  thread_.Post([&end] { PassOn(end); });
  for (std::size_t i = 0; i < kSignals.size(); ++i) Listen(kSignals[i], before[i]);
}

SignalWatch::~SignalWatch() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before[i], nullptr);
  // What the helper thread waits for; it ends with the read.
  close(pipe_ends[1]);
}

}  // namespace lab::apps
