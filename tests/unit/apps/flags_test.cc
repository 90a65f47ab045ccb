#include "apps/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "apps/subcommand.h"

namespace lab::apps {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Counted {
  std::optional<int> exit;
  int count = 0;
  std::string out;
  std::string err;
};

Counted Count(const std::vector<std::string>& arguments) {
  Counted outcome;
  std::ostringstream out;
  std::ostringstream err;
  CLI::App app("Counts.", "lab count");
  app.add_option("--count", outcome.count, "how many");
  outcome.exit = ParseFlags(app, arguments, out, err);
  outcome.out = out.str();
  outcome.err = err.str();
  return outcome;
}

TEST(Flags, AreReadInTheirOrderAndTheWorkGoesOn) {
  const Counted outcome = Count({"--count", "3"});
  EXPECT_EQ(outcome.exit, std::nullopt);
  EXPECT_EQ(outcome.count, 3);
  EXPECT_EQ(outcome.out + outcome.err, "");
}

TEST(Flags, AreListedByHelpOnStandardOutput) {
  const Counted outcome = Count({"--help"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, HasSubstr("--count"));
  EXPECT_EQ(outcome.err, "");
}

TEST(Flags, ThatAreWrongEndTheProgramWithTheReason) {
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"--cuont=3"}, {"--count", "many"}}) {
    const Counted outcome = Count(wrong);
    EXPECT_EQ(outcome.exit, kUsage);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, StartsWith("lab count: "));
    EXPECT_THAT(outcome.err, HasSubstr(wrong.back()));
  }
}

TEST(Flags, TakeNoNumberThatWouldBeCutToFit) {
  for (const char* wrong : {"-1", "1.5", "70000", "99999999999999999999", "1e3", "", "0x10"}) {
    std::ostringstream err;
    std::uint16_t port = 0;
    CLI::App app("Listens.", "lab listen");
    RequireWhole(app.add_option("--port", port), 0, 65535);
    EXPECT_EQ(ParseFlags(app, {"--port", wrong}, err, err), kUsage) << wrong;
    EXPECT_THAT(err.str(), HasSubstr("should be a whole number from 0 to 65535")) << wrong;
  }
}

}  // namespace
}  // namespace lab::apps
