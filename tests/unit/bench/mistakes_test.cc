#include "framework/bench/mistakes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

CaseDefinition CaseAt(const std::string& name, std::uint32_t line, bool baseline = false,
                      const std::string& group = "Rules") {
  return CaseDefinition("prompts", group, name, baseline, nullptr,
                        Place("suites/prompts/rules.cc", line));
}

CaseDefinition BaselineAt(const std::string& name, std::uint32_t line) {
  return CaseAt(name, line, /*baseline=*/true);
}

std::vector<std::string> Mistakes(std::deque<CaseDefinition> definitions) {
  return MistakesIn(definitions);
}

TEST(Mistakes, AreNoneInWhatMakesSense) {
  CaseDefinition candidate = CaseAt("Short", 9);
  candidate.ArgName("pause_s")->Arg(1)->Arg(60)->Weight(2)->Every(std::chrono::seconds(1));
  CaseDefinition baseline = BaselineAt("Long", 5);
  baseline.CompareBy(kTtft, kP95)->CompareBy(kFailures)->CompareBy("first sentence");
  EXPECT_THAT(Mistakes({candidate, baseline}), IsEmpty());
}

TEST(Mistakes, AreTwoBaselinesInAGroup) {
  EXPECT_THAT(Mistakes({BaselineAt("Long", 5), BaselineAt("Short", 9)}),
              ElementsAre(AllOf(StartsWith("suites/prompts/rules.cc:9: prompts/Rules/Short: "),
                                HasSubstr("a second baseline of prompts/Rules"),
                                HasSubstr("Long at suites/prompts/rules.cc:5"))));
}

TEST(Mistakes, AreTwoCasesOfOneName) {
  EXPECT_THAT(Mistakes({BaselineAt("Long", 5), CaseAt("Short", 9), CaseAt("Short", 12)}),
              ElementsAre(AllOf(StartsWith("suites/prompts/rules.cc:12: "),
                                HasSubstr("the first is at suites/prompts/rules.cc:9"))));
}

TEST(Mistakes, IsAGroupWithoutABaseline) {
  EXPECT_THAT(Mistakes({CaseAt("Long", 5), CaseAt("Short", 9)}),
              ElementsAre(AllOf(StartsWith("suites/prompts/rules.cc:5: "),
                                HasSubstr("no baseline to be compared with"))));
}

TEST(Mistakes, IsACaseThatNoBaselineFits) {
  CaseDefinition baseline = BaselineAt("Long", 5);
  baseline.ArgName("size")->Arg(1)->Arg(10);
  CaseDefinition fitting = CaseAt("Short", 9);
  fitting.ArgName("size")->Arg(1)->Arg(10);
  EXPECT_THAT(Mistakes({baseline, fitting}), IsEmpty());
  CaseDefinition other = CaseAt("Short", 9);
  other.ArgName("bytes")->Arg(1)->Arg(10);
  EXPECT_THAT(Mistakes({baseline, other}),
              ElementsAre(HasSubstr("no baseline fits Short/bytes:1")));
}

TEST(Mistakes, IsAFileInTheFolderOfAnotherSuite) {
  const CaseDefinition astray("prompt", "Rules", "Long", true, nullptr,
                              Place("suites/prompts/rules.cc", 5));
  EXPECT_THAT(Mistakes({astray}),
              ElementsAre(AllOf(HasSubstr("in suites/prompts"), HasSubstr("says suite 'prompt'"))));
}

TEST(Mistakes, AreArgumentsThatMakeTwoCasesOfOneNameOrLackOne) {
  CaseDefinition twice = BaselineAt("Long", 5);
  twice.Arg(60)->Arg(60);
  EXPECT_THAT(Mistakes({twice}), ElementsAre(HasSubstr("the arguments 60 twice")));
  CaseDefinition uneven = BaselineAt("Long", 5);
  uneven.Args({1, 2})->Arg(3);
  EXPECT_THAT(Mistakes({uneven}), ElementsAre(HasSubstr("2 arguments here and 1 there")));
  CaseDefinition nameless = BaselineAt("Long", 5);
  nameless.Args({1, 2})->ArgName("size");
  EXPECT_THAT(Mistakes({nameless}), ElementsAre(HasSubstr("1 names for 2 arguments")));
  CaseDefinition bare = BaselineAt("Long", 5);
  bare.ArgName("size");
  EXPECT_THAT(Mistakes({bare}), ElementsAre(HasSubstr("no argument; add ->Arg")));
}

TEST(Mistakes, AreOptionsThatMeanNothing) {
  struct Row {
    void (*options)(CaseDefinition*);
    const char* says;
  };
  for (const Row& row : {
           Row{[](CaseDefinition* c) { c->Weight(0); }, "->Weight(0) when it should be 1"},
           Row{[](CaseDefinition* c) { c->Every(Duration::zero()); }, "->Every(0 ms)"},
           Row{[](CaseDefinition* c) { c->Timeout(-FromMs(5)); }, "->Timeout(-5 ms)"},
           Row{[](CaseDefinition* c) { c->Args({}); }, "->Args({})"},
           Row{[](CaseDefinition* c) { c->Arg(1)->ArgName(""); }, "'' can be no name"},
           Row{[](CaseDefinition* c) { c->Arg(1)->ArgName("a/b"); }, "'a/b' can be no name"},
           Row{[](CaseDefinition* c) { c->Model(""); }, "->Model(\"\")"},
           Row{[](CaseDefinition* c) { c->PreferModel(""); }, "->PreferModel(\"\")"},
           Row{[](CaseDefinition* c) { c->Needs(""); }, "->Needs(\"\")"},
           Row{[](CaseDefinition* c) { c->Apply(nullptr); }, "->Apply(nullptr)"},
           Row{[](CaseDefinition* c) { c->CompareBy(kItl); }, "take kTpot"},
           Row{[](CaseDefinition* c) { c->CompareBy(kTokensPerSecond); }, "take kTpot"},
           Row{[](CaseDefinition* c) { c->CompareBy(""); }, "it is empty"},
           Row{[](CaseDefinition* c) { c->CompareBy(kTtft, stats::Statistic::Quantile(95)); },
               "a quantile of 95 when it should be between 0 and 1"},
           Row{[](CaseDefinition* c) { c->CompareBy(kTtft)->CompareBy(kTtft); },
               "ttft_ms_p50 twice"},
       }) {
    CaseDefinition baseline = BaselineAt("Long", 5);
    row.options(baseline.At(std::source_location::current()));
    EXPECT_THAT(Mistakes({baseline}),
                ElementsAre(AllOf(HasSubstr("mistakes_test.cc:"), HasSubstr(row.says))))
        << row.says;
  }
}

TEST(Mistakes, IsToCompareByWhatACaseThatIsNoBaselineSays) {
  CaseDefinition candidate = CaseAt("Short", 9);
  candidate.CompareBy(kTtft);
  EXPECT_THAT(Mistakes({BaselineAt("Long", 5), candidate}),
              ElementsAre(AllOf(StartsWith("suites/prompts/rules.cc:9: "),
                                HasSubstr("it is for a baseline"))));
}

}  // namespace
}  // namespace lab
