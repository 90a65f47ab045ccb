#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "apps/subcommand.h"

namespace lab::apps {
namespace {

using testing::HasSubstr;

struct SelftestRun {
  int code = 0;
  std::string out;
  std::string err;
};

SelftestRun RunSelftest(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = Selftest(arguments, out, err);
  return {code, out.str(), err.str()};
}

TEST(Selftest, PrintsEachPromiseWithWhatWasObserved) {
  const SelftestRun run = RunSelftest({"--statistics", "--studies", "1"});
  EXPECT_THAT(run.out, HasSubstr("false regressions at the limit: at most 2.5 %"));
  EXPECT_THAT(run.out, HasSubstr("sonnet, independent, pairs, p95"));
  EXPECT_THAT(run.err, HasSubstr("1 of ")) << "how far it is";
}

TEST(Selftest, EndsWithOneExactlyWhereARowIsBroken) {
  const SelftestRun run = RunSelftest({"--statistics", "--studies", "1", "--seed", "3"});
  const bool broken = run.out.find("BROKEN") != std::string::npos;
  EXPECT_EQ(run.code, broken ? kRegression : kOk);
  EXPECT_EQ(run.out.find("are not as promised") != std::string::npos, broken);
}

TEST(Selftest, AsksWhatIsToBeTested) {
  const SelftestRun run = RunSelftest({});
  EXPECT_EQ(run.code, kUsage);
  EXPECT_THAT(run.err, HasSubstr("--statistics"));
  EXPECT_EQ(RunSelftest({"--statistics", "--studies", "0"}).code, kUsage);
}

}  // namespace
}  // namespace lab::apps
