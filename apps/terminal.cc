#include "apps/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "framework/base/text.h"
#include "framework/base/units.h"

namespace lab::apps {
namespace {

std::string Bar(double share) {
  constexpr std::size_t kWidth = 20;
  const auto filled = static_cast<std::size_t>(kWidth * std::clamp(share, 0.0, 1.0));
  return fmt::format("[{:#<{}}{:.<{}}]", "", filled, "", kWidth - filled);
}

std::string TimeLeft(Duration so_far, double share) {
  if (share <= 0) return "";
  const double left = ToMs(so_far) * (1 - share) / share;
  return fmt::format(", {} left", FormatDuration(FromMs(left)));
}

}  // namespace

bool IsTerminal(int fd) { return isatty(fd) == 1; }

ProgressBar::ProgressBar(std::ostream& out, Screen screen, Clock clock)
    : out_(out), screen_(screen), clock_(clock), start_(screen.terminal ? clock() : Time{}) {}

ProgressBar::~ProgressBar() {
  if (IsSet(drawn_)) out_ << "\r\x1b[K" << std::flush;
}

bool ProgressBar::IsTimeToDraw(Time now) {
  if (now - start_ < std::chrono::seconds(1)) return false;
  return !IsSet(drawn_) || now - drawn_ >= std::chrono::milliseconds(100);
}

void ProgressBar::Step(const StudyProgress& progress, const std::string& spent) {
  if (!screen_.terminal) return;
  const Time now = clock_();
  if (!IsTimeToDraw(now)) return;
  drawn_ = now;
  const std::string line = fmt::format(
      "{} {}{} trials, {} failed{}{}{} | {}", Bar(progress.share), FormatCount(progress.trials),
      progress.planned > 0 ? "/" + FormatCount(progress.planned) : "", progress.failed,
      spent.empty() ? "" : ", ", spent, TimeLeft(now - start_, progress.share), progress.name);
  // A line that wraps cannot be drawn over.
  out_ << "\r\x1b[K" << CutUtf8(line, std::max<std::size_t>(screen_.columns, 2) - 1) << std::flush;
}

}  // namespace lab::apps
