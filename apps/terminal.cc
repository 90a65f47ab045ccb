#include "apps/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <ostream>

namespace lab::apps {

bool IsTerminal(int fd) { return isatty(fd) == 1; }

ProgressBar::ProgressBar(std::ostream& out, bool terminal, Clock clock)
    : out_(out), terminal_(terminal), clock_(clock), start_(terminal ? clock() : Time{}) {}

ProgressBar::~ProgressBar() {
  if (drawn_) out_ << "\r\x1b[K" << std::flush;
}

void ProgressBar::Step(std::size_t done, std::size_t total, const std::string& name) {
  constexpr std::size_t kWidth = 30;
  if (!terminal_ || total == 0 || clock_() - start_ < std::chrono::seconds(1)) return;
  const std::size_t filled = kWidth * done / total;
  out_ << fmt::format("\r\x1b[K[{:#<{}}{:.<{}}] {}/{} {}", "", filled, "", kWidth - filled, done,
                      total, name)
       << std::flush;
  drawn_ = true;
}

}  // namespace lab::apps
