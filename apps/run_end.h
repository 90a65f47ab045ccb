// What ends a run before its time: a signal, or a limit of its own.
//
//   RunEnd end;
//   const SignalWatch watch(end);                       // the first Ctrl-C or SIGTERM cuts the run
//   Study study({.stop = end.token()}, factory);
//   ...
//   if (study.cut()) run.cut = end.reason();            // "Ctrl-C (SIGINT)"
//
// What was measured until then is printed and written, marked as cut; the second signal leaves at
// once. Thread: any.
#pragma once

#include <stop_token>
#include <string>

#include "framework/runtime/guarded.h"
#include "framework/runtime/helper_thread.h"

namespace lab::apps {

class RunEnd {
 public:
  /// The first call counts: why, as it is to stand behind "cut by", and the program's exit code.
  void Cut(std::string reason, int exit_code);

  std::stop_token token() const { return source_.get_token(); }
  /// Empty, and 0, while nothing has cut the run.
  std::string reason() const;
  int exit_code() const;

 private:
  struct Why {
    std::string reason;
    int exit_code = 0;
  };
  mutable Guarded<Why> why_;
  std::stop_source source_;
};

/// Listens for SIGINT and SIGTERM as long as it lives; one at a time in a process. One that the
/// process was started with as ignored (nohup, a shell's background) stays ignored.
class SignalWatch {
 public:
  /// `end` must outlive it.
  explicit SignalWatch(RunEnd& end);
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch();

 private:
  HelperThread thread_;
};

/// 128 and the signal's number, as shells have it.
int ExitCodeOfSignal(int signal);

}  // namespace lab::apps
