#include "mocks/simulated_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/mocks/simulated_model_testing.h"

namespace lab::mocks {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

MockRequest Keyless(std::uint64_t content) {
  MockRequest request = Ask("");
  request.hints.clear();
  request.content_hash = content;
  return request;
}

struct Sent {
  std::string key;
  Duration after;
};

/// The pieces of each key, asked in this order at these times.
std::map<std::string, std::vector<Spoken>> SendAll(const std::string& profile, std::uint64_t seed,
                                                   const std::vector<Sent>& requests) {
  VirtualLoop loop;
  SimulatedModel model(loop, *ShippedProfile(profile), {.seed = seed});
  std::vector<Collected> answers(requests.size());
  TaskScope scope(loop);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    MockRequest request = Ask(requests[i].key);
    request.hints.clear();
    scope.Spawn(CollectLater(loop, model, requests[i].after, std::move(request), &answers[i]));
  }
  loop.Run(scope.Join());
  std::map<std::string, std::vector<Spoken>> by_key;
  for (std::size_t i = 0; i < requests.size(); ++i) by_key[requests[i].key] = answers[i].pieces;
  return by_key;
}

TEST(SimulatedModel, RepeatsARunOfOneSeedToTheNanosecond) {
  for (const char* profile : {"claude-sonnet-5-5", "llama-8b-h100"}) {
    const std::vector<Sent> requests = {
        {"a", seconds(0)}, {"b", milliseconds(70)}, {"c", seconds(9)}};
    EXPECT_EQ(SendAll(profile, 1, requests), SendAll(profile, 1, requests)) << profile;
    EXPECT_NE(SendAll(profile, 1, requests), SendAll(profile, 2, requests)) << profile;
  }
}

TEST(SimulatedModel, DrawsForAKeyTheSameWhoeverElseAsksAndInWhichOrder) {
  const auto alone = SendAll("claude-sonnet-5-5", 1, {{"a", seconds(0)}});
  const auto crowd =
      SendAll("claude-sonnet-5-5", 1, {{"z", seconds(0)}, {"y", seconds(0)}, {"a", seconds(0)}});
  EXPECT_EQ(alone.at("a"), crowd.at("a"));
  EXPECT_NE(crowd.at("z"), crowd.at("a"));
}

TEST(SimulatedModel, AnswersARepeatedKeylessRequestDifferently) {
  VirtualLoop loop;
  SimulatedModel model(loop, *ShippedProfile("claude-sonnet-5-5"), {});
  const std::string first = Collect(loop, model, Keyless(7)).Text();
  const std::string again = Collect(loop, model, Keyless(7)).Text();
  EXPECT_NE(first, again);
  VirtualLoop other_loop;
  SimulatedModel other(other_loop, *ShippedProfile("claude-sonnet-5-5"), {});
  Collect(other_loop, other, Keyless(8));
  EXPECT_EQ(Collect(other_loop, other, Keyless(7)).Text(), first);
}

TEST(SimulatedModel, MeetsTheSameWeatherAtTheSameTimeWhenItIsToldWhenItBegan) {
  Profile profile = *ShippedProfile("ideal");
  profile.incidents = {{.kind = IncidentKind::kSlow, .start_s = 10, .length_s = 10, .factor = 3}};
  VirtualLoop loop;
  const Time began = loop.Now();
  Pass(loop, seconds(12));
  SimulatedModel late(loop, profile, {.began = began});
  EXPECT_EQ(ToMs(Collect(loop, late, Ask("k")).head - began), 12'600);
}

TEST(SimulatedModel, AdmitsUntilABucketIsEmptyAndSaysWhenToComeBack) {
  Profile profile = *ShippedProfile("ideal");
  profile.limits = {.requests_per_minute = 2};
  VirtualLoop loop;
  SimulatedModel model(loop, profile, {.speed = 10});
  EXPECT_FALSE(model.Admit(Ask("a")).rejected);
  EXPECT_FALSE(model.Admit(Ask("b")).rejected);
  const Admission rejected = model.Admit(Ask("c"));
  EXPECT_TRUE(rejected.rejected);
  EXPECT_EQ(rejected.retry_after, seconds(3));  // a minute takes six seconds at speed 10
  Pass(loop, rejected.retry_after);
  EXPECT_FALSE(model.Admit(Ask("c")).rejected);
}

TEST(SimulatedModel, CountsNoCachedInputAgainstTheLimit) {
  Profile profile = *ShippedProfile("ideal");
  profile.limits = {.input_tokens_per_minute = 100'000};
  VirtualLoop loop;
  SimulatedModel model(loop, profile, {});
  MockRequest request = Ask("k", {.prompt_tokens = 90'000});
  request.blocks[0].breakpoint = CacheTtl::k5Minutes;
  EXPECT_FALSE(model.Admit(request).rejected);
  EXPECT_TRUE(model.Admit(request).rejected);
  Collect(loop, model, request);
  EXPECT_FALSE(model.Admit(request).rejected);
}

TEST(SimulatedModel, ChargesOutputAsItIsMade) {
  Profile profile = *ShippedProfile("ideal");
  profile.limits = {.output_tokens_per_minute = 100};
  VirtualLoop loop;
  SimulatedModel model(loop, profile, {});
  EXPECT_FALSE(model.Admit(Ask("a")).rejected);
  Collect(loop, model, Ask("a", {.output_tokens = 150}));
  const Admission rejected = model.Admit(Ask("b"));
  EXPECT_TRUE(rejected.rejected);
  EXPECT_EQ(rejected.limit_name, "output tokens");
}

TEST(SimulatedModel, GathersFaultsFromThePlanTheHeaderAndIncidents) {
  Profile profile = *ShippedProfile("ideal");
  profile.faults = *ParseFaultRules("bom; refuse");
  profile.incidents = {
      {.kind = IncidentKind::kOutage, .start_s = 0, .length_s = 60, .status = 503}};
  VirtualLoop loop;
  SimulatedModel model(loop, profile, {.speed = 2});
  MockRequest request = Ask("k");
  request.faults = *ParseFaultRules("stall=1:500");
  const std::vector<Fault> faults = model.Faults(request);
  ASSERT_EQ(faults.size(), 3u);
  EXPECT_EQ(faults[0].kind, FaultKind::kBom);
  EXPECT_EQ(faults[1].delay, milliseconds(250));
  EXPECT_EQ(faults[2].status, 503);
}

TEST(SimulatedModel, LetsABrownOutSpareARetry) {
  Profile profile = *ShippedProfile("ideal");
  profile.incidents = {
      {.kind = IncidentKind::kBrownOut, .start_s = 0, .length_s = 60, .share = 0.5}};
  VirtualLoop loop;
  SimulatedModel model(loop, profile, {});
  std::string met;
  for (int i = 0; i < 32; ++i) met += model.Faults(Ask("k")).empty() ? '.' : 'x';
  EXPECT_THAT(met, testing::HasSubstr("x."));
  EXPECT_THAT(met, testing::HasSubstr(".x"));
}

TEST(SimulatedModel, SurvivesAProfileOfAbsurdFigures) {
  constexpr const char* kAbsurd =
      "{a0_ms: 1e12, a1_ms_per_token: 1e12, noise: {main_ms: {median: 1e12, sigma: 5}}}";
  for (const std::string& rest :
       {std::string(
            "{b0_us: 1e12, jitter_sigma: 5, stall_probability: 1, stall_ms: {median: 1e12}}"),
        std::string("{b0_us: 1e12, jitter_sigma: 5}\nbatch: {max_sequences: 2}")}) {
    const bool batch = rest.find("batch") != std::string::npos;
    const std::string prefill = batch ? "{a0_ms: 1e12}" : kAbsurd;
    const Result<Profile> profile = ParseProfile(
        "prefill: " + prefill + "\ndecode: " + rest +
            "\nregime: {slow_factor: 1e12, normal_dwell_s: 1e12, slow_dwell_s: 1e12}"
            "\nroute: {sigma: 5}\ncache: {rules: family, idle_min_s: 1e12, idle_max_s: 1e12}"
            "\nincidents: [{kind: slow, length_s: 1e12, factor: 1e12}]",
        "absurd.yaml");
    ASSERT_TRUE(profile.ok()) << profile.error().message;
    VirtualLoop loop;
    SimulatedModel model(loop, *profile, {.speed = 1000});
    for (int i = 0; i < 2; ++i) {
      const Collected answer = Collect(loop, model, Ask("k", {.output_tokens = 20}));
      EXPECT_EQ(answer.TokenCount(), 20) << rest;
    }
    EXPECT_GT(loop.Now().time_since_epoch(), std::chrono::hours(24));
  }
}

TEST(SimulatedModel, KeepsALedger) {
  VirtualLoop loop;
  SimulatedModel model(loop, *ShippedProfile("ideal"), {});
  for (int i = 0; i < 5; ++i) Collect(loop, model, Ask(std::to_string(i)));
  EXPECT_EQ(model.ledger().requests, 5);
  EXPECT_EQ(model.ledger().output, Tokens{50});
  EXPECT_EQ(model.profile().name, "ideal");
}

Task<void> Crowd(Loop& loop, SimulatedModel& model, std::vector<Collected>* answers) {
  TaskScope scope(loop);
  for (std::size_t i = 0; i < answers->size(); ++i) {
    MockRequest request = Ask(std::to_string(i), {.prompt_tokens = 20'000});
    request.blocks[0].breakpoint = CacheTtl::k5Minutes;
    scope.Spawn(CollectInto(loop, model, std::move(request), &(*answers)[i]));
  }
  co_await scope.Join();
}

TEST(SimulatedModel, LetsAColdCrowdMissAndAWarmOneHit) {
  VirtualLoop loop;
  SimulatedModel model(loop, *ShippedProfile("ideal"), {});
  std::vector<Collected> answers(10);
  loop.Run(Crowd(loop, model, &answers));
  for (const Collected& answer : answers) EXPECT_EQ(answer.usage.cache_write_5m, Tokens{20'000});
  loop.Run(Crowd(loop, model, &answers));
  for (const Collected& answer : answers) EXPECT_EQ(answer.usage.cache_read, Tokens{20'000});
}

}  // namespace
}  // namespace lab::mocks
