#include "apps/suites_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "framework/llm/providers/provider_table.h"
#include "tests/unit/apps/suites_arguments.h"

namespace lab::apps {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

SuitesOptions Good(std::vector<const char*> arguments) {
  Result<SuitesOptions> options = Parse(std::move(arguments));
  EXPECT_TRUE(options.ok()) << options.error().message;
  return options ? *options : SuitesOptions{};
}

TEST(SuitesOptions, WithoutFlagsAreASimulatedRunOfEverything) {
  const SuitesOptions options = Good({});
  EXPECT_EQ(options.target, "sim");
  EXPECT_EQ(options.model, "");
  EXPECT_EQ(options.seed, 1u);
  EXPECT_EQ(options.runs, 0);
  EXPECT_EQ(options.format, "table");
  EXPECT_EQ(options.benchmark_format, "console");
  EXPECT_FALSE(options.quick || options.list_tests || options.min_time_given);
  EXPECT_THAT(options.out, IsEmpty());
  EXPECT_THAT(options.benchmark_flags, IsEmpty());
  EXPECT_EQ(options.help_text, "");
}

TEST(SuitesOptions, TakeOurFlagsWithABlankOrAnEqualsSign) {
  const SuitesOptions options =
      Good({"--target=sim", "--model", "gpt-5-mini", "--profile=mine.yaml", "--runs", "50",
            "--seed=7", "--threads", "2", "--format=json", "--color", "never", "--quick"});
  EXPECT_EQ(options.target, "sim");
  EXPECT_EQ(Good({"--target", "mock"}).target, "mock");
  EXPECT_EQ(options.model, "gpt-5-mini");
  EXPECT_EQ(options.profile, "mine.yaml");
  EXPECT_EQ(options.runs, 50);
  EXPECT_EQ(options.seed, 7u);
  EXPECT_EQ(options.threads, 2);
  EXPECT_EQ(options.format, "json");
  EXPECT_EQ(options.color, "never");
  EXPECT_TRUE(options.quick);
  EXPECT_EQ(Good({"--target=openai", "--base-url", "http://h/v1"}).base_url, "http://h/v1");
}

TEST(SuitesOptions, ChooseTheStatisticsOfTheTables) {
  EXPECT_THAT(Good({}).statistics, ElementsAre("p50", "p95", "p99"));
  EXPECT_THAT(Good({"--percentiles", "50,99.9", "--stats=mean,max"}).statistics,
              ElementsAre("p50", "p99.9", "mean", "max"));
  EXPECT_THAT(Parse({"--percentiles=50,97"}).error().message, HasSubstr("'97'"));
  EXPECT_THAT(Parse({"--stats", "average"}).error().message,
              AllOf(HasSubstr("'average'"), HasSubstr("mean, min, max, sd")));
}

TEST(SuitesOptions, TheSeedMayBeAnySixtyFourBits) {
  EXPECT_EQ(Good({"--seed=18446744073709551615"}).seed, 18446744073709551615u);
}

TEST(SuitesOptions, AConfusionMatrixIsPrintedOnRequest) {
  EXPECT_FALSE(Good({}).confusion);
  EXPECT_TRUE(Good({"--confusion"}).confusion);
}

TEST(SuitesOptions, OutMayBeRepeated) {
  EXPECT_THAT(Good({"--out", "a.json", "--out=b.txt"}).out, ElementsAre("a.json", "b.txt"));
}

TEST(SuitesOptions, SeveralFormsAreWrittenAtOnce) {
  const SuitesOptions options = Good({"--report", "a", "--csv", "b", "--junit", "c", "--jsonl", "d",
                                      "--out", "e.md", "--volume", "1000"});
  EXPECT_EQ(options.html, "a");
  EXPECT_EQ(options.csv, "b");
  EXPECT_EQ(options.junit, "c");
  EXPECT_EQ(options.jsonl, "d");
  EXPECT_EQ(options.out, std::vector<std::string>{"e.md"});
  EXPECT_EQ(options.volume, 1000);
}

TEST(SuitesOptions, ATraceIsOfTheFirstTrialUnlessOneIsNamed) {
  EXPECT_EQ(Good({}).trace, "");
  const SuitesOptions first = Good({"--trace", "t.json"});
  EXPECT_EQ(first.trace, "t.json");
  EXPECT_EQ(first.trace_trial, 0);
  EXPECT_EQ(Good({"--trace=t.json", "--trace-trial", "12"}).trace_trial, 12);
  EXPECT_THAT(Wrong({"--trace-trial", "12"}), HasSubstr("--trace"));
  EXPECT_THAT(Wrong({"--trace=t.json", "--trace-trial=-1"}), HasSubstr("--trace-trial"));
}

TEST(SuitesOptions, PassGoogleBenchmarksFlagsOnWithTheirValues) {
  const SuitesOptions options =
      Good({"--benchmark_filter=caching/.*", "--benchmark_repetitions", "3",
            "--benchmark_min_time=0.5s", "--benchmark_out=x.json", "--seed=2"});
  EXPECT_THAT(
      options.benchmark_flags,
      testing::UnorderedElementsAre("--benchmark_filter=caching/.*", "--benchmark_repetitions=3",
                                    "--benchmark_min_time=0.5s", "--benchmark_out=x.json"));
  EXPECT_EQ(options.filter, "caching/.*");
  EXPECT_TRUE(options.min_time_given);
}

TEST(SuitesOptions, ANegativeFilterIsAValueAndNoFlag) {
  EXPECT_THAT(Good({"--benchmark_filter=-overhead"}).benchmark_flags,
              ElementsAre("--benchmark_filter=-overhead"));
}

TEST(SuitesOptions, ASwitchOfGoogleBenchmarksMayStandAlone) {
  EXPECT_THAT(Good({"--benchmark_list_tests"}).benchmark_flags,
              ElementsAre("--benchmark_list_tests=true"));
  EXPECT_TRUE(Good({"--benchmark_list_tests"}).list_tests);
  EXPECT_TRUE(Good({"--benchmark_list_tests=true"}).list_tests);
  EXPECT_FALSE(Good({"--benchmark_list_tests=false"}).list_tests);
}

TEST(SuitesOptions, ASwitchDoesNotEatTheFlagBehindIt) {
  const SuitesOptions options = Good({"--benchmark_list_tests", "--seed=9"});
  EXPECT_EQ(options.seed, 9u);
  EXPECT_TRUE(options.list_tests);
}

TEST(SuitesOptions, BenchmarkFormatIsConsoleJsonOrCsv) {
  EXPECT_EQ(Good({"--benchmark_format=csv"}).benchmark_format, "csv");
  EXPECT_THAT(
      Wrong({"--benchmark_format=xml"}),
      AllOf(HasSubstr("--benchmark_format"), HasSubstr("xml"), HasSubstr("console, json or csv")));
}

TEST(SuitesOptions, AnUnknownFlagIsNamedWithTheKnownOnes) {
  EXPECT_THAT(Wrong({"--sede=7"}),
              AllOf(HasSubstr("--sede"), HasSubstr("--seed"), HasSubstr("--benchmark_filter")));
}

TEST(SuitesOptions, AnUnknownTargetIsNamedWithTheKnownOnes) {
  EXPECT_THAT(Wrong({"--target=clowd"}), AllOf(HasSubstr("--target"), HasSubstr("clowd"),
                                               HasSubstr("sim"), HasSubstr("anthropic")));
}

TEST(SuitesOptions, AnUnknownFormatIsNamedWithTheKnownOnes) {
  EXPECT_THAT(Wrong({"--format=pdf"}), AllOf(HasSubstr("--format"), HasSubstr("pdf"),
                                             HasSubstr("table"), HasSubstr("json")));
}

TEST(SuitesOptions, ACountThatIsNoneIsNamedWithItsFlag) {
  EXPECT_THAT(Wrong({"--runs=many"}), AllOf(HasSubstr("--runs"), HasSubstr("many")));
  EXPECT_THAT(Wrong({"--runs=0"}), HasSubstr("--runs: it is 0 when it should be"));
  EXPECT_THAT(Wrong({"--runs=1000000000000"}), HasSubstr("to 1000000"));
  EXPECT_THAT(Wrong({"--threads=1000000"}), HasSubstr("to 1024"));
  EXPECT_THAT(Wrong({"--threads=-1"}), HasSubstr("--threads"));
  for (const char* seed : {"--seed=x7", "--seed=-1", "--seed=1.5", "--seed=18446744073709551616"})
    EXPECT_THAT(Wrong({seed}), AllOf(HasSubstr(std::string(seed).substr(7)), HasSubstr("to 1844")));
  EXPECT_THAT(Wrong({"--color=blue"}), AllOf(HasSubstr("--color"), HasSubstr("blue")));
}

TEST(SuitesOptions, AFlagWithoutItsValueIsNamed) {
  EXPECT_THAT(Wrong({"--model"}), HasSubstr("--model"));
  EXPECT_THAT(Wrong({"--benchmark_filter"}), HasSubstr("--benchmark_filter"));
}

TEST(SuitesOptions, OutNeedsAKnownExtension) {
  EXPECT_THAT(Wrong({"--out=result.docx"}),
              AllOf(HasSubstr("--out result.docx"), HasSubstr(".json"), HasSubstr(".txt")));
  EXPECT_THAT(Wrong({"--out=a.json", "--out=result"}), HasSubstr("--out result:"));
}

TEST(SuitesOptions, HelpListsEveryFlagAndTarget) {
  const std::string help = Good({"--help"}).help_text;
  for (const char* flag : {"--target", "--seed", "--out", "--quick", "--benchmark_filter"}) {
    EXPECT_THAT(help, HasSubstr(flag));
  }
  for (const std::string& target : TargetNames()) EXPECT_THAT(help, HasSubstr(target));
}

TEST(SuitesOptions, TargetsAreTheTwoMocksAndEveryProvider) {
  const std::vector<std::string> names = TargetNames();
  ASSERT_EQ(names.size(), AllProviders().size() + 2);
  EXPECT_EQ(names[0], "sim");
  EXPECT_EQ(names[1], "mock");
  for (const std::string& name : names) EXPECT_EQ(Good({"--target", name.c_str()}).target, name);
}

TEST(SuitesOptions, ReadASwitchAsGoogleBenchmarkDoes) {
  for (const char* no : {"0", "f", "F", "n", "N", "false", "FALSE", "No", "off", "Off", "-"}) {
    const std::string flag = std::string("--benchmark_list_tests=") + no;
    EXPECT_FALSE(Good({flag.c_str()}).list_tests) << no;
  }
  for (const char* yes : {"1", "t", "y", "true", "Yes", "on", "anything"}) {
    const std::string flag = std::string("--benchmark_list_tests=") + yes;
    EXPECT_TRUE(Good({flag.c_str()}).list_tests) << yes;
  }
}

TEST(SuitesOptions, HeadersAndQueriesGoWithAProvider) {
  const auto options =
      Parse({"--target=openai-compatible", "--header", "x-tenant: blue", "--header", "api-key:k",
             "--query", "a=1", "--query", "b=%20", "--no-stream-options"});
  ASSERT_TRUE(options.ok()) << options.error().message;
  EXPECT_THAT(options->headers, testing::ElementsAre("x-tenant: blue", "api-key:k"));
  EXPECT_THAT(options->query, testing::ElementsAre("a=1", "b=%20"));
  EXPECT_TRUE(options->no_stream_options);
  for (const char* bad : {"--header=x", "--header=:v", "--header=a b: v", "--header=a: b\nc: d"}) {
    EXPECT_THAT(Wrong({"--target=openai", bad}), testing::HasSubstr("Name: value")) << bad;
  }
  for (const char* framing :
       {"--header=Content-Length: 5", "--header=transfer-encoding: chunked"}) {
    EXPECT_THAT(Wrong({"--target=openai", framing}), testing::HasSubstr("leave it out")) << framing;
  }
  for (const char* bad : {"--query=a", "--query==1", "--query=a=1&b=2", "--query=a= b"}) {
    EXPECT_THAT(Wrong({"--target=openai", bad}), testing::HasSubstr("name=value")) << bad;
  }
  for (const char* flag : {"--header=a: b", "--query=a=1", "--no-stream-options"}) {
    EXPECT_THAT(Wrong({flag}), testing::HasSubstr("--target sim")) << flag;
  }
}

TEST(SuitesOptions, AHeaderFlagIsANameAndAValue) {
  EXPECT_EQ(ParseHeaderFlag("a: b: c")->value, "b: c");
  EXPECT_EQ(ParseHeaderFlag(" a :\tb ")->name, "a");
  EXPECT_EQ(ParseHeaderFlag("a:")->value, "");
}

TEST(SuitesOptions, ABoundMayBeRepeatedAndIsReadAtOnce) {
  const SuitesOptions options = Good({"--slo", "first sentence p95=800ms", "--slo=ttft:500"});
  ASSERT_EQ(options.slos.size(), 2U);
  EXPECT_EQ(options.slos[0].title(), "first sentence p95 <= 800 ms");
  EXPECT_EQ(options.slos[1].title(), "every TTFT <= 500 ms");
  EXPECT_THAT(Parse({"--slo", "ttft"}).error().message, HasSubstr("--slo 'ttft'"));
  for (const char* other : {"--gate", "--approve"}) {
    EXPECT_THAT(Parse({"--slo", "ttft:500", other}).error().message,
                HasSubstr("--slo is about one run"));
  }
}

TEST(SuitesOptions, ATrialsTimeoutIsATimeWithItsUnit) {
  EXPECT_EQ(Good({}).trial_timeout, Duration::zero());
  EXPECT_EQ(Good({"--trial-timeout", "90s"}).trial_timeout, std::chrono::seconds(90));
  for (const char* wrong : {"90", "0s", "-1s", "soon"}) {
    EXPECT_THAT(Parse({"--trial-timeout", wrong}).error().message,
                AllOf(HasSubstr("--trial-timeout"), HasSubstr("e.g. 90s")))
        << wrong;
  }
}

}  // namespace
}  // namespace lab::apps
