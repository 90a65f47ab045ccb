// What a person at a terminal sees beside the result: whether there is one, and a progress bar.
//
//   const ProgressBar::Screen screen{.terminal = IsTerminal(2), .columns = OutputWidth(2, "")};
//   ProgressBar bar(std::cerr, screen, WallClock);
//   bar.Step(progress, "$0.0123");
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

#include "framework/base/time.h"
#include "framework/bench/progress.h"

namespace lab::apps {

/// Whether a file descriptor is a terminal.
bool IsTerminal(int fd);

/// One line that is drawn over itself, from the second second on, ten times a second at most;
/// nothing at all where there is no terminal.
class ProgressBar {
 public:
  using Clock = Time (*)();
  struct Screen {
    bool terminal = false;
    std::size_t columns = 80;
  };
  ProgressBar(std::ostream& out, Screen screen, Clock clock);
  /// Wipes the line.
  ~ProgressBar();

  /// After each trial: how far the study is, trials that failed, `spent` ("" where nothing is), the
  /// time that is left if it goes on like this, and the case.
  void Step(const StudyProgress& progress, const std::string& spent = "");

 private:
  bool IsTimeToDraw(Time now);

  std::ostream& out_;
  Screen screen_;
  Clock clock_;
  Time start_;
  Time drawn_ = kUnset;
};

}  // namespace lab::apps
