// What an experiment may do wrong inside its body: each is told as the error of its trials, with
// file and line, and nothing aborts or hangs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "framework/bench/case_runner.h"
#include "framework/lab.h"
#include "framework/runtime/event.h"
#include "tests/unit/bench/fake_world.h"

namespace lab::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Body : public Fixture {
 public:
  using Function = std::function<Task<void>(Body&, Trial&)>;
  explicit Body(Function body) : body_(std::move(body)) {}
  Task<void> Run(Trial& trial) override { return body_(*this, trial); }

  using Fixture::client;
  using Fixture::loop;
  using Fixture::Pause;

  Task<void> Answer(Trial& trial) {
    const Request request{.user = "hi"};
    trial.Show(co_await client().Send(request));
  }

  std::optional<Step> kept;

 private:
  Function body_;
};

measure::CaseRecord RunFixture(CaseDefinition::Factory factory,
                               const CaseOptions& options = {.trials = 5}) {
  const CaseDefinition definition("unit", "Broken", "Case", true, std::move(factory),
                                  Place("suites/unit/broken.cc", 7));
  return RunCase({&definition, {}}, options, FakeFactory());
}

measure::CaseRecord RunBody(const Body::Function& body,
                            const CaseOptions& options = {.trials = 5}) {
  return RunFixture([body] { return std::make_unique<Body>(body); }, options);
}

void ExpectEachToSay(const measure::CaseRecord& record, const char* what) {
  EXPECT_EQ(record.skipped, std::nullopt);
  ASSERT_EQ(record.trials.size(), 5U);
  for (const measure::TrialRecord& trial : record.trials) {
    ASSERT_TRUE(trial.error.has_value()) << trial.index;
    EXPECT_THAT(trial.error->message,
                AllOf(StartsWith("suites/unit/broken.cc:7: unit/Broken/Case: "), HasSubstr(what)));
    EXPECT_TRUE(IsSet(trial.end));
  }
}

TEST(BrokenBody, ThatShowsNothingIsTold) {
  ExpectEachToSay(RunBody([](Body& body, Trial&) -> Task<void> {
                    const Request request{.user = "hi"};
                    co_await body.client().Send(request);
                  }),
                  "no trial showed an answer; call trial.Show(reply)");
}

TEST(BrokenBody, IsNoneThatMeasuresATimeOfItsOwnOrShowsInSomeTrials) {
  const measure::CaseRecord timed = RunBody([](Body&, Trial& trial) -> Task<void> {
    trial.Measure("retrieval", FromMs(5));
    co_return;
  });
  EXPECT_FALSE(timed.trials[0].error.has_value());
  const measure::CaseRecord some = RunBody([](Body& body, Trial& trial) -> Task<void> {
    if (trial.index() == 3) co_await body.Answer(trial);
  });
  EXPECT_FALSE(some.trials[0].error.has_value());
}

TEST(BrokenBody, ThatWaitsForWhatNeverHappensIsToldAtOnce) {
  const measure::CaseRecord record = RunBody([](Body& body, Trial&) -> Task<void> {
    Event never(body.loop());
    co_await never.Wait();
  });
  ExpectEachToSay(record, "waits for something that never happens");
}

TEST(BrokenBody, ThatPollsForEverIsGivenUpAfterItsTimeInTheWorldsTime) {
  const measure::CaseRecord record = RunBody(
      [](Body& body, Trial&) -> Task<void> {
        while (true) co_await body.Pause(FromMs(10));
      },
      {.trials = 5, .trial_timeout = std::chrono::seconds(90)});
  ExpectEachToSay(record, "was not done after 1.5");
  EXPECT_EQ(record.trials[0].end - record.trials[0].start, std::chrono::seconds(90));
  EXPECT_THAT(record.trials[3].error->message, HasSubstr("not begun, as 3 before it"));
}

TEST(BrokenBody, ThatGoesRoundWithoutWaitingIsStopped) {
  const measure::CaseRecord record = RunBody(
      [](Body& body, Trial&) -> Task<void> {
        while (true) co_await body.loop().Yield();
      },
      {.trials = 1});
  ASSERT_TRUE(record.trials[0].error.has_value());
  EXPECT_THAT(record.trials[0].error->message, HasSubstr("time stands still"));
}

TEST(BrokenBody, ThatAsksForAModelThatIsNotThereIsTold) {
  ExpectEachToSay(RunBody([](Body& body, Trial& trial) -> Task<void> {
                    const Request request{.user = "hi"};
                    trial.Show(co_await body.client("unknown").Send(request));
                  }),
                  "there is no model 'unknown'");
}

TEST(BrokenBody, ThatHasNoSuchArgumentIsTold) {
  ExpectEachToSay(RunBody([](Body& body, Trial& trial) -> Task<void> {
                    co_await body.Pause(std::chrono::seconds(trial.arg(1)));
                  }),
                  "trial.arg(1) of a case that has 0 arguments");
}

TEST(BrokenBody, ThatMakesAHedgeForAFewRequestsIsTold) {
  const auto hedged = [](HedgeOptions options) {
    return RunBody([options](Body& body, Trial& trial) -> Task<void> {
      Hedge hedge(body.loop(), body.client(), body.client(), options);
      const Request request{.user = "hi"};
      trial.Show(co_await hedge.Send(request));
    });
  };
  ExpectEachToSay(hedged({}), "a Hedge ended after 1 requests, which is within its warm-up of 20");
  EXPECT_FALSE(hedged({.after = FromMs(10)}).trials[0].error.has_value());
  EXPECT_FALSE(hedged({.seen = {.warm_up = 1}}).trials[0].error.has_value());
}

TEST(BrokenBody, WhoseStepDoesNotEndIsTold) {
  ExpectEachToSay(RunBody([](Body& body, Trial& trial) -> Task<void> {
                    body.kept.emplace(trial.StepInto("search"));
                    co_await body.Answer(trial);
                  }),
                  "the step 'search' had not ended");
}

TEST(BrokenBody, ThatStepsIntoAStepThatHasEndedIsTold) {
  ExpectEachToSay(RunBody([](Body& body, Trial& trial) -> Task<void> {
                    Step step = trial.StepInto("search");
                    step.End();
                    const Step inner = step.StepInto("look up");
                    co_await body.Answer(trial);
                  }),
                  "StepInto(\"look up\") of a step that has ended");
}

TEST(BrokenBody, ThatNotesWhatMeansNothingIsTold) {
  struct Row {
    void (*note)(Trial&);
    const char* says;
  };
  for (const Row& row :
       {Row{[](Trial& t) { t.Note("", 1); }, "Note(\"\")"},
        Row{[](Trial& t) { t.Note("x", std::nan("")); }, "finite number"},
        Row{[](Trial& t) { t.Grade(1.5); }, "Grade(1.5)"},
        Row{[](Trial& t) { t.Grade(std::nan("")); }, "Grade(nan)"},
        Row{[](Trial& t) { t.Classify("", "x"); }, "Classify(\"\""},
        Row{[](Trial& t) { t.Measure("x", -FromMs(1)); }, "-1 ms when it should be 0"},
        Row{[](Trial& t) { t.Show(Reply()); }, "a reply that nobody gave"},
        Row{[](Trial& t) { t.StepInto(" "); }, "a step needs a name"}}) {
    ExpectEachToSay(RunBody([note = row.note](Body& body, Trial& trial) -> Task<void> {
                      co_await body.Answer(trial);
                      note(trial);
                    }),
                    row.says);
  }
}

TEST(BrokenBody, ThatShowsAnAnswerFromBeforeItWasAskedIsTold) {
  ExpectEachToSay(RunBody([](Body& body, Trial& trial) -> Task<void> {
                    const Request request{.user = "hi"};
                    const Reply reply = co_await body.client().Send(request);
                    co_await body.Pause(FromMs(1));
                    trial.Ask();
                    trial.Show(reply);
                  }),
                  "ended before the user asked");
}

TEST(BrokenBody, ThatPausesForLessThanNothingIsTold) {
  ExpectEachToSay(RunBody([](Body& body, Trial&) { return body.Pause(-FromMs(5)); }),
                  "Pause(-5 ms)");
}

class Early : public Body {
 public:
  Early() : Body([](Body& body, Trial& trial) { return body.Answer(trial); }) { client(); }
};

TEST(BrokenFixture, ThatWantsAClientInItsConstructorIsTold) {
  ExpectEachToSay(RunFixture([] { return std::make_unique<Early>(); }),
                  "not there in the constructor of a fixture");
}

class Throwing : public Body {
 public:
  Throwing() : Body([](Body& body, Trial& trial) { return body.Answer(trial); }) {}
  Task<void> SetUp() override {
    throw std::runtime_error("boom");
    co_return;
  }
};

TEST(BrokenFixture, WhoseSetUpThrowsIsTold) {
  ExpectEachToSay(RunFixture([] { return std::make_unique<Throwing>(); }), "its SetUp threw: boom");
}

}  // namespace
}  // namespace lab::testing
