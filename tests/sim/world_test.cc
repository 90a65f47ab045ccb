// Simulated runs end to end, as the benchmark binary makes them: virtual loop, simulated links,
// HTTP, SSE, JSON, the mock and the recording, all from one seed.
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "apps/worlds/sim_world.h"
#include "framework/bench/case_runner.h"
#include "framework/bench/fixture.h"
#include "framework/bench/registry.h"
#include "framework/measure/run_json.h"
#include "framework/runtime/parallel.h"
#include "tests/sim/world_by_hand.h"

namespace lab {
namespace {

class Desk : public Fixture {
 protected:
  Request Ask(const Trial& trial) {
    Request request{.system = corpus().Document("policy", Tokens{1500}),
                    .user = corpus().Question(trial.index())};
    request.max_tokens = Tokens{120};
    return request;
  }
};

LAB_BASELINE_F(world, Desk, Streamed) { trial.Show(co_await client().Send(Ask(trial))); }

LAB_BENCHMARK_F(world, Desk, Buffered) {
  Request request = Ask(trial).Buffered();
  trial.Show(co_await client().Send(std::move(request)));
}

LAB_BENCHMARK_F(world, Desk, OtherModel) {
  Request request = Ask(trial);
  trial.Show(co_await client("gpt-5-mini").Send(std::move(request)));
}

LAB_BENCHMARK_F(world, Desk, Stopped) {
  Call call = Call().Watch([](const Progress& so_far) {
    return so_far.reply.events > 5 ? Flow::kStop : Flow::kContinue;
  });
  trial.Show(co_await client().Send(Ask(trial), std::move(call)));
}

constexpr std::int64_t kTrials = 8;

WorldFactory Factory() {
  Result<WorldFactory> factory = apps::SimWorldFactory({.model = "claude-sonnet-5-5"});
  EXPECT_TRUE(factory.ok());
  return *factory;
}

/// Only the cases of this file: other tests of this binary may register their own.
std::vector<CaseInstance> Cases() {
  std::vector<CaseInstance> cases = AllCases();
  std::erase_if(cases, [](const CaseInstance& one) { return one.definition->suite() != "world"; });
  return cases;
}

measure::Run RunAll(std::uint64_t seed, int threads) {
  const WorldFactory factory = Factory();
  const std::vector<CaseInstance> cases = Cases();
  measure::Run run;
  run.simulated = true;
  run.config.seed = seed;
  run.cases.resize(cases.size());
  const CaseOptions options{.seed = seed, .trials = kTrials};
  ParallelFor(
      cases.size(), threads,
      [&](std::size_t i) { run.cases[i] = RunCase(cases[i], options, factory); },
      [](std::size_t /*i*/) {});
  return run;
}

std::string JsonOf(const measure::Run& run) {
  std::ostringstream out;
  measure::WriteRunJson(run, out);
  return out.str();
}

const measure::CaseRecord& CaseOf(const measure::Run& run, std::string_view name) {
  for (const measure::CaseRecord& record : run.cases) {
    if (record.name == name) return record;
  }
  ADD_FAILURE() << "no case " << name;
  return run.cases.front();
}

TEST(World, ASimulatedRunHasNoFailures) {
  const measure::Run run = RunAll(7, 1);
  ASSERT_EQ(run.cases.size(), 4u);
  for (const measure::CaseRecord& record : run.cases) {
    EXPECT_FALSE(record.skipped) << record.full_name() << ": " << *record.skipped;
    ASSERT_EQ(record.trials.size(), static_cast<std::size_t>(kTrials)) << record.full_name();
    for (const measure::TrialRecord& trial : record.trials) {
      EXPECT_FALSE(trial.error) << record.full_name() << ": " << trial.error->message;
      ASSERT_EQ(trial.samples.size(), 1u);
      EXPECT_FALSE(trial.samples[0].error) << trial.samples[0].error->message;
      EXPECT_EQ(trial.samples[0].stopped_early, record.name == "Stopped");
    }
  }
}

TEST(World, OneSeedGivesTheSameBytesTwice) {
  EXPECT_EQ(JsonOf(RunAll(7, 1)), JsonOf(RunAll(7, 1)));
}

TEST(World, TheNumberOfThreadsChangesNoByte) {
  EXPECT_EQ(JsonOf(RunAll(7, 1)), JsonOf(RunAll(7, 3)));
}

TEST(World, AnotherSeedGivesOtherTimes) {
  measure::Run other = RunAll(8, 1);
  other.config.seed = 7;  // not only because the seed itself is written down
  EXPECT_NE(JsonOf(RunAll(7, 1)), JsonOf(other));
  const measure::Run run = RunAll(7, 1);
  EXPECT_NE(CaseOf(run, "Streamed").trials[0].samples[0].timeline.first_token,
            CaseOf(other, "Streamed").trials[0].samples[0].timeline.first_token);
}

TEST(World, ARunReadsBackFromItsOwnBytes) {
  const std::string json = JsonOf(RunAll(7, 1));
  const Result<measure::Run> read = measure::ReadRunJson(json);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(JsonOf(*read), json);
}

// With one token an answer is over when its first token is there, so a buffered reply tells it too.
Duration FirstToken(std::uint64_t seed, const std::string& key, bool stream) {
  WorldByHand world({.seed = seed});
  Outgoing asked = QuestionOf(key);
  asked.request.max_tokens = Tokens{1};
  asked.request.stream = stream;
  const Reply reply = world.loop.Run(world.NewClient("claude-sonnet-5-5")->Send(asked)).value();
  EXPECT_TRUE(reply.ok());
  const Timeline& timeline = reply.timeline;
  return (stream ? timeline.first_token : timeline.end) - timeline.start;
}

TEST(World, TheFirstTokenIsDrawnAlikeForAStreamAndABody) {
  Duration shortest = Duration::max();
  Duration longest = Duration::zero();
  for (int trial = 0; trial < 20; ++trial) {
    const std::string key = "suite/group/" + std::to_string(trial) + "/0";
    const Duration streamed = FirstToken(7, key, true);
    EXPECT_NEAR(ToMs(streamed), ToMs(FirstToken(7, key, false)), 5) << key;
    shortest = std::min(shortest, streamed);
    longest = std::max(longest, streamed);
  }
  EXPECT_GT(ToMs(longest - shortest), 50) << "all trials alike would prove nothing";
}

TEST(World, TrialsOfOneGroupTakeAsLongStreamedAsBuffered) {
  const measure::Run run = RunAll(7, 1);
  const measure::CaseRecord& streamed = CaseOf(run, "Streamed");
  const measure::CaseRecord& buffered = CaseOf(run, "Buffered");
  for (std::size_t i = 0; i < streamed.trials.size(); ++i) {
    const Timeline& one = streamed.trials[i].samples[0].timeline;
    const Timeline& other = buffered.trials[i].samples[0].timeline;
    EXPECT_NEAR(ToMs(one.end - one.start), ToMs(other.end - other.start), 10) << "trial " << i;
    EXPECT_EQ(streamed.trials[i].samples[0].usage, buffered.trials[i].samples[0].usage);
  }
}

TEST(World, AStoppedStreamFreesTheMock) {
  WorldByHand world({.seed = 7});
  const auto client = world.NewClient("claude-sonnet-5-5");
  Outgoing asked = QuestionOf("long");
  asked.call.hints = "output_tokens=4000";
  asked.call.watch = [](const Progress& so_far) {
    return so_far.reply.events > 5 ? Flow::kStop : Flow::kContinue;
  };
  const Reply reply = world.loop.Run(client->Send(std::move(asked))).value();
  EXPECT_TRUE(reply.stopped_early);
  EXPECT_TRUE(reply.ok());

  const Tokens at_stop = world.server.ledger().output;
  world.loop.Run(
      [](Loop* loop) -> Task<void> { co_await loop->Sleep(std::chrono::minutes(5)); }(&world.loop));
  const mocks::Ledger ledger = world.server.ledger();
  EXPECT_EQ(ledger.requests, 1);
  EXPECT_EQ(ledger.cancelled, 1);
  EXPECT_LT((ledger.output - at_stop).count, 20) << "it went on for nobody";
  EXPECT_LT(ledger.output.count, 200);
}

Task<void> SendAndForget(Client* client, bool* answered) {
  const Reply reply = co_await client->Send(QuestionOf("forgotten"));
  *answered = true;
}

/// One request is given up `after`, with its client; then another is answered.
Task<bool> GiveUpThenAsk(World* world, Duration after) {
  bool answered = false;
  {
    std::unique_ptr<Client> client = std::move(world->NewClient("")).value();
    TaskScope scope(world->loop());
    scope.Spawn(SendAndForget(client.get(), &answered));
    co_await world->loop().Sleep(after);
    scope.Cancel();
  }
  EXPECT_FALSE(answered) << "given up too late to prove anything";
  std::unique_ptr<Client> client = std::move(world->NewClient("")).value();
  const Reply reply = co_await client->Send(QuestionOf("next"));
  co_return reply.ok();
}

TEST(World, AClientMayGoAtAnyMomentOfItsRequest) {
  for (const int ms : {0, 1, 5, 15, 25, 40, 45, 60, 200, 500, 600, 800}) {
    SCOPED_TRACE(ms);
    std::unique_ptr<World> world = std::move(Factory()({.case_name = "x", .seed = 7})).value();
    const std::optional<bool> ok =
        world->loop().Run(GiveUpThenAsk(world.get(), std::chrono::milliseconds(ms)));
    EXPECT_TRUE(ok.value_or(false));
  }
}

TEST(World, AWorldMayEndInTheMiddleOfARequest) {
  for (const int ms : {0, 10, 30, 100, 700}) {
    WorldByHand world({.seed = 7});
    const auto client = world.NewClient("gpt-5-mini");
    bool answered = false;
    TaskScope scope(world.loop);
    scope.Spawn(SendAndForget(client.get(), &answered));
    world.loop.Run([](Loop* loop, int delay) -> Task<void> {
      co_await loop->Sleep(std::chrono::milliseconds(delay));
    }(&world.loop, ms));
    EXPECT_FALSE(answered);
  }
}

TEST(World, AModelThatNobodyKnowsIsNamedWithTheKnownOnes) {
  const Result<WorldFactory> factory = apps::SimWorldFactory({.model = "gpt-99"});
  ASSERT_FALSE(factory.ok());
  EXPECT_EQ(factory.error().kind, ErrorKind::kUsage);
  EXPECT_NE(factory.error().message.find("gpt-99"), std::string::npos);
  EXPECT_NE(factory.error().message.find("claude-sonnet-5-5"), std::string::npos);
}

}  // namespace
}  // namespace lab
