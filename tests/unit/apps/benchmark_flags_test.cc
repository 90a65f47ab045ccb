#include "apps/benchmark_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/apps/suites_arguments.h"

namespace lab::apps {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;

TEST(BenchmarkFlags, AValueThatGoogleBenchmarkWouldNotReadIsRefused) {
  for (const char* wrong :
       {"--benchmark_repetitions=abc", "--benchmark_repetitions=-2", "--benchmark_repetitions=0",
        "--benchmark_repetitions=1.5", "--benchmark_repetitions=9999999999",
        "--benchmark_out_format=xml", "--benchmark_time_unit=parsec", "--benchmark_color=blue",
        "--benchmark_context=abc", "--benchmark_context=a=1,b", "--benchmark_format=xml"}) {
    EXPECT_THAT(Wrong({wrong}), HasSubstr(std::string(wrong) + " when it should be ")) << wrong;
  }
  EXPECT_THAT(Wrong({"--benchmark_time_unit=m"}), EndsWith("ns, us, ms or s"));
}

TEST(BenchmarkFlags, AValueThatItReadsGoesToItAsItStands) {
  for (const char* right :
       {"--benchmark_out_format=csv", "--benchmark_time_unit=us", "--benchmark_color=False",
        "--benchmark_color=auto", "--benchmark_context=a=1,b=x y",
        "--benchmark_report_aggregates_only=maybe"}) {
    const Result<SuitesOptions> options =
        Parse({right, "--benchmark_out=x", "--benchmark_repetitions=2"});
    ASSERT_TRUE(options.ok()) << options.error().message;
    EXPECT_THAT(options->benchmark_flags, testing::Contains(right));
  }
}

TEST(BenchmarkFlags, TheFileOfTheReportIsKnownToUsToo) {
  EXPECT_EQ(Parse({"--benchmark_out=x.json"})->benchmark_out, "x.json");
  EXPECT_EQ(Parse({})->benchmark_out, "");
}

}  // namespace
}  // namespace lab::apps
