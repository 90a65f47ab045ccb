// What a person at a terminal sees beside the result: whether there is one, and a progress bar.
//
//   ProgressBar bar(std::cerr, IsTerminal(2));
//   bar.Step(3, 40, "caching/SupportDesk/Uncached");
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

#include "framework/base/time.h"

namespace lab::apps {

/// Whether a file descriptor is a terminal.
bool IsTerminal(int fd);

/// One line that is drawn over itself, from the second second on; nothing at all where there is no
/// terminal.
class ProgressBar {
 public:
  using Clock = Time (*)();
  ProgressBar(std::ostream& out, bool terminal, Clock clock);
  /// Wipes the line.
  ~ProgressBar();

  void Step(std::size_t done, std::size_t total, const std::string& name);

 private:
  std::ostream& out_;
  bool terminal_;
  Clock clock_;
  Time start_;
  bool drawn_ = false;
};

}  // namespace lab::apps
