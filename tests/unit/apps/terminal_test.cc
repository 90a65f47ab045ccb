#include "apps/terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <sstream>
#include <string>

namespace lab::apps {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;

constexpr std::string_view kWipe = "\r\x1b[K";

Time now{};
Time FakeClock() { return now; }

Time NeverAsked() {
  ADD_FAILURE() << "the clock was read although there is no terminal";
  return Time{};
}

TEST(Terminal, ADescriptorThatIsNotOpenIsNoTerminal) { EXPECT_FALSE(IsTerminal(-1)); }

StudyProgress At(std::int64_t trials, std::int64_t planned) {
  return {.trials = trials,
          .failed = 2,
          .planned = planned,
          .share = planned > 0 ? static_cast<double>(trials) / static_cast<double>(planned) : 0,
          .name = "caching/Desk/A"};
}

constexpr ProgressBar::Screen kWide{.terminal = true, .columns = 200};

TEST(ProgressBar, DrawsNothingWithoutATerminal) {
  std::ostringstream out;
  {
    ProgressBar bar(out, {.terminal = false}, NeverAsked);
    bar.Step(At(1, 2));
  }
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressBar, DrawsNothingInTheFirstSecond) {
  std::ostringstream out;
  now = Time(std::chrono::seconds(100));
  {
    ProgressBar bar(out, kWide, FakeClock);
    now += std::chrono::milliseconds(999);
    bar.Step(At(1, 2));
  }
  EXPECT_EQ(out.str(), "") << "a short run leaves no trace, not even a wiped line";
}

TEST(ProgressBar, ShowsTrialsFailuresMoneyTheTimeLeftAndTheCaseFromTheSecondSecondOn) {
  std::ostringstream out;
  ProgressBar bar(out, kWide, FakeClock);
  now += std::chrono::seconds(10);
  bar.Step(At(1000, 4000), "$0.0123");
  EXPECT_EQ(out.str(), std::string(kWipe) +
                           "[#####...............] 1,000/4,000 trials, 2 failed, $0.0123, 30 s left"
                           " | caching/Desk/A");
}

TEST(ProgressBar, SaysNoMoreThanItKnows) {
  std::ostringstream out;
  ProgressBar bar(out, kWide, FakeClock);
  now += std::chrono::seconds(2);
  bar.Step(At(7, 0));
  EXPECT_THAT(out.str(),
              EndsWith("[" + std::string(20, '.') + "] 7 trials, 2 failed | caching/Desk/A"));
}

TEST(ProgressBar, IsFullAtTheEnd) {
  std::ostringstream out;
  ProgressBar bar(out, kWide, FakeClock);
  now += std::chrono::seconds(2);
  bar.Step(At(3, 3));
  EXPECT_THAT(out.str(),
              AllOf(HasSubstr("[" + std::string(20, '#') + "]"), HasSubstr(" 0 ns left")));
}

TEST(ProgressBar, DrawsTenTimesASecondAtMost) {
  std::ostringstream out;
  ProgressBar bar(out, kWide, FakeClock);
  now += std::chrono::seconds(2);
  for (int i = 1; i <= 100; ++i) {
    bar.Step(At(i, 100));
    now += std::chrono::milliseconds(10);
  }
  std::size_t drawn = 0;
  for (std::size_t at = out.str().find(kWipe); at != std::string::npos;
       at = out.str().find(kWipe, at + 1))
    ++drawn;
  EXPECT_EQ(drawn, 10U);
}

TEST(ProgressBar, NeverWraps) {
  std::ostringstream out;
  ProgressBar bar(out, {.terminal = true, .columns = 40}, FakeClock);
  now += std::chrono::seconds(2);
  bar.Step(At(1, 2));
  EXPECT_EQ(out.str().size(), kWipe.size() + 39);
}

TEST(ProgressBar, DrawsOverItselfAndWipesTheLineAtItsEnd) {
  std::ostringstream out;
  {
    ProgressBar bar(out, kWide, FakeClock);
    now += std::chrono::seconds(2);
    bar.Step(At(1, 2));
    now += std::chrono::seconds(1);
    bar.Step(At(2, 2));
  }
  EXPECT_EQ(out.str().find('\n'), std::string::npos);
  EXPECT_THAT(out.str(), EndsWith(std::string(kWipe)));
}

}  // namespace
}  // namespace lab::apps
