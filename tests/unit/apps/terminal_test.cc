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

TEST(ProgressBar, DrawsNothingWithoutATerminal) {
  std::ostringstream out;
  {
    ProgressBar bar(out, false, NeverAsked);
    bar.Step(1, 2, "a");
  }
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressBar, DrawsNothingInTheFirstSecond) {
  std::ostringstream out;
  now = Time(std::chrono::seconds(100));
  {
    ProgressBar bar(out, true, FakeClock);
    now += std::chrono::milliseconds(999);
    bar.Step(1, 2, "a");
  }
  EXPECT_EQ(out.str(), "") << "a short run leaves no trace, not even a wiped line";
}

TEST(ProgressBar, ShowsTheShareTheCountAndTheNameFromTheSecondSecondOn) {
  std::ostringstream out;
  ProgressBar bar(out, true, FakeClock);
  now += std::chrono::seconds(1);
  bar.Step(10, 40, "caching/SupportDesk/Uncached");
  const std::string line = out.str();
  EXPECT_TRUE(line.starts_with(kWipe));
  EXPECT_THAT(line, AllOf(HasSubstr("[#######......................."),
                          EndsWith("] 10/40 caching/SupportDesk/Uncached")));
}

TEST(ProgressBar, IsEmptyAtTheStartAndFullAtTheEnd) {
  std::ostringstream out;
  ProgressBar bar(out, true, FakeClock);
  now += std::chrono::seconds(2);
  bar.Step(0, 3, "a");
  EXPECT_THAT(out.str(), HasSubstr("[" + std::string(30, '.') + "] 0/3 a"));
  bar.Step(3, 3, "c");
  EXPECT_THAT(out.str(), HasSubstr("[" + std::string(30, '#') + "] 3/3 c"));
}

TEST(ProgressBar, DrawsOverItselfAndWipesTheLineAtItsEnd) {
  std::ostringstream out;
  {
    ProgressBar bar(out, true, FakeClock);
    now += std::chrono::seconds(2);
    bar.Step(1, 2, "a");
    bar.Step(2, 2, "b");
  }
  EXPECT_EQ(out.str().find('\n'), std::string::npos);
  EXPECT_THAT(out.str(), EndsWith(std::string(kWipe)));
}

TEST(ProgressBar, OfNothingIsNotDrawn) {
  std::ostringstream out;
  ProgressBar bar(out, true, FakeClock);
  now += std::chrono::seconds(2);
  bar.Step(0, 0, "a");
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace lab::apps
