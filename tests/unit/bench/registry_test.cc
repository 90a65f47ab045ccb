#include "framework/bench/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/lab.h"

namespace lab::testing {
namespace {

class Greeting : public Fixture {
 public:
  Task<void> SetUp() override {
    Request first{.user = "warm up"};
    co_await client().Send(std::move(first));
  }

 protected:
  Request Ask(const Trial& trial) { return {.user = Corpus::Question(trial.index())}; }
};

LAB_BENCHMARK_F(unit, Greeting, Paused) {
  co_await Pause(std::chrono::seconds(trial.arg()));
  trial.Ask();
  trial.Show(co_await client().Send(Ask(trial)));
}
LAB_OPTIONS_F(unit, Greeting, Paused)->ArgName("pause_s")->Arg(1)->Arg(60);

LAB_BASELINE_F(unit, Greeting, Plain) { trial.Show(co_await client().Send(Ask(trial))); }
LAB_OPTIONS_F(unit, Greeting, Plain)->CompareBy(kLatency, kP95)->CompareBy(kFailures);

LAB_BENCHMARK_F(unit, Greeting, Failing) {
  Request request{.user = "fail"};
  trial.Show(co_await client().Send(std::move(request)));
}

LAB_BENCHMARK_F(unit, Greeting, Throwing) {
  co_await client().Send(Ask(trial));
  throw std::runtime_error("boom");
}

LAB_BENCHMARK_F(unit, Greeting, Stalling) {
  Event never(loop());
  co_await never.Wait();
}

LAB_BENCHMARK_F(unit, Greeting, Elsewhere) { trial.Show(co_await client().Send(Ask(trial))); }
LAB_OPTIONS_F(unit, Greeting, Elsewhere)->Model("unknown");

LAB_BENCHMARK_F(unit, Greeting, Wherever) { trial.Show(co_await client().Send(Ask(trial))); }
LAB_OPTIONS_F(unit, Greeting, Wherever)->PreferModel("unknown")->Weight(4);

LAB_BENCHMARK_F(unit, Greeting, WithAnother) { trial.Show(co_await client().Send(Ask(trial))); }
LAB_OPTIONS_F(unit, Greeting, WithAnother)->Needs("gpt-5")->Needs("unknown");

LAB_BENCHMARK_F(unit, Greeting, Priced) { trial.Show(co_await client().Send(Ask(trial))); }
void OnAFreeModel(CaseDefinition* options) { options->Model("free-1")->NeedsPrice(); }
LAB_OPTIONS_F(unit, Greeting, Priced)->Apply(OnAFreeModel);

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const CaseInstance& instance : AllCases()) names.push_back(instance.NewRecord().full_name());
  return names;
}

TEST(Registry, PutsTheBaselineFirstAndMakesOneInstanceForEachArgument) {
  EXPECT_THAT(Names(),
              ::testing::ElementsAre("unit/Greeting/Plain", "unit/Greeting/Paused/pause_s:1",
                                     "unit/Greeting/Paused/pause_s:60", "unit/Greeting/Failing",
                                     "unit/Greeting/Throwing", "unit/Greeting/Stalling",
                                     "unit/Greeting/Elsewhere", "unit/Greeting/Wherever",
                                     "unit/Greeting/WithAnother", "unit/Greeting/Priced"));
}

TEST(Registry, GivesEveryCaseOfAGroupTheReadingsOfItsBaseline) {
  for (const CaseInstance& instance : AllCases()) {
    EXPECT_THAT(
        instance.NewRecord().judged_by,
        ::testing::ElementsAre(measure::Reading{kLatency, kP95}, measure::Reading{kFailures}));
  }
}

TEST(Registry, FindsACaseByItsThreeNames) {
  EXPECT_NE(FindCase("unit", "Greeting", "Plain"), nullptr);
  EXPECT_EQ(FindCase("unit", "Greeting", "Missing"), nullptr);
}

TEST(Registry, KnowsWhereEachCaseStands) {
  EXPECT_THAT(FindCase("unit", "Greeting", "Plain")->Located("x"),
              ::testing::ContainsRegex("registry_test.cc:[0-9]+: unit/Greeting/Plain: x"));
  EXPECT_THAT(RegistryMistakes(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace lab::testing
