#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "framework/base/hash.h"
#include "mocks/incidents.h"
#include "mocks/latency_model.h"
#include "mocks/profile.h"
#include "tests/unit/mocks/simulated_model_testing.h"

namespace lab::mocks {
namespace {

using std::chrono::seconds;

TEST(ShippedProfiles, AreThoseThatAreDocumented) {
  EXPECT_THAT(ShippedProfileNames(),
              testing::ElementsAre("claude-haiku-5-5", "claude-opus-5-5", "claude-sonnet-5-5",
                                   "command-a", "gemini-2.5-flash", "gpt-5", "gpt-5-mini", "ideal",
                                   "llama-70b-tp4", "llama-70b-tp8", "llama-8b-h100"));
  for (std::string_view name : ShippedProfileNames()) {
    ASSERT_NE(ShippedProfile(name), nullptr);
    EXPECT_EQ(ShippedProfile(name)->name, name);
    EXPECT_FALSE(ShippedProfile(name)->about.empty());
    EXPECT_GT(ShippedProfile(name)->decode.b0_us, 0);
  }
  EXPECT_EQ(ShippedProfile("claude"), nullptr);
}

TEST(ShippedProfiles, StandInForTheModelsOfTheirFamily) {
  const std::pair<const char*, const char*> cases[] = {
      {"claude-haiku-5-5", "claude-haiku-5-5"},
      {"claude-haiku-5-5-20261001", "claude-haiku-5-5"},
      {"claude-haiku-4-5", "claude-haiku-5-5"},
      {"claude-3-opus-20240229", "claude-opus-5-5"},
      {"claude-sonnet-4-6", "claude-sonnet-5-5"},
      {"claude-fable-5-2", "claude-sonnet-5-5"},
      {"gpt-5-mini-2025-08-07", "gpt-5-mini"},
      {"gpt-5-2025-08-07", "gpt-5"},
      {"gpt-5-nano", "gpt-5-mini"},
      {"gpt-5.6-sol", "gpt-5"},
      {"gpt-4o-mini", "gpt-5-mini"},
      {"gpt-oss-120b", "llama-8b-h100"},
      {"o3", "gpt-5"},
      {"chatgpt-4o-latest", "gpt-5"},
      {"gemini-2.5-flash-lite", "gemini-2.5-flash"},
      {"command-r-plus", "command-a"},
      {"meta-llama/Llama-3.3-70B-Instruct", "llama-70b-tp8"},
      {"mistral-small", "llama-8b-h100"},
      {"", "llama-8b-h100"},
  };
  for (const auto& [model, profile] : cases) {
    EXPECT_EQ(ProfileForModel(model).name, profile) << model;
  }
}

// ---- the figures that the profiles claim

struct Measured {
  std::vector<double> ttft_ms;  ///< sorted
  double tokens_per_second = 0;

  double At(double p) const {
    return ttft_ms[static_cast<std::size_t>(p * static_cast<double>(ttft_ms.size() - 1))];
  }
};

PromptBlock Cached(const Claim& claim) {
  return Block(1, claim.cached_tokens.count, CacheTtl::k1Hour);
}

/// A monitor: one request a minute, alone, in all weathers.
struct Monitor {
  const Profile& profile;
  const Claim& claim;

  MockRequest Request(int i, std::int64_t output_tokens) const {
    MockRequest request = Ask("k" + std::to_string(i), {.output_tokens = output_tokens});
    request.model = profile.name;
    const Tokens uncached = claim.prompt_tokens - claim.cached_tokens;
    request.blocks = {Block(1000 + static_cast<std::uint64_t>(i), uncached.count)};
    if (claim.cached_tokens.count > 0) {
      request.blocks.insert(request.blocks.begin(), Cached(claim));
    }
    return request;
  }

  // The first chunk is there when its last token is: answers of a chunk, as a client times them.
  Measured Run(int requests, std::int64_t output_tokens) const {
    constexpr int kSeeds = 20;
    Measured measured;
    double s = 0;
    std::int64_t tokens = 0;
    for (int seed = 1; seed <= kSeeds; ++seed) {
      VirtualLoop loop;
      SimulatedModel model(loop, profile, {.seed = static_cast<std::uint64_t>(seed)});
      if (claim.cached_tokens.count > 0) Collect(loop, model, Request(-1, 1));  // fills the cache
      for (int i = 0; i < requests / kSeeds; ++i) {
        const Time asked = loop.Now();
        const Collected answer = Collect(loop, model, Request(i, output_tokens));
        const Time first = answer.pieces.front().came;
        measured.ttft_ms.push_back(ToMs(first - asked));
        s += ToSeconds(answer.end - first);
        tokens += answer.TokenCount() - answer.pieces.front().tokens;
        Pass(loop, seconds(60));
      }
    }
    std::sort(measured.ttft_ms.begin(), measured.ttft_ms.end());
    measured.tokens_per_second = static_cast<double>(tokens) / s;
    return measured;
  }
};

class EachShippedProfile : public testing::TestWithParam<std::string_view> {};

void ExpectNear(double value, double claimed, double tolerance) {
  if (claimed > 0) {
    EXPECT_NEAR(value / claimed, 1, tolerance);
  }
}

// Tolerances: the claim's own (5 %) for the median and the speed; the tail is estimated from 20,000
// requests, whose p95 and p99 are good to another 3 % and 8 % where they are steepest.
TEST_P(EachShippedProfile, ReproducesTheFiguresThatItClaims) {
  const Profile& profile = *ShippedProfile(GetParam());
  for (const Claim& claim : profile.claims) {
    SCOPED_TRACE(claim.source);
    const Measured ttft = Monitor{profile, claim}.Run(20'000, profile.decode.chunk_tokens_max);
    ExpectNear(ttft.At(0.50), claim.ttft_p50_ms, claim.tolerance);
    ExpectNear(ttft.At(0.95), claim.ttft_p95_ms, claim.tolerance + 0.03);
    ExpectNear(ttft.At(0.99), claim.ttft_p99_ms, claim.tolerance + 0.08);
    if (claim.tokens_per_second == 0) continue;
    const Measured speed = Monitor{profile, claim}.Run(1000, 200);
    ExpectNear(speed.tokens_per_second, claim.tokens_per_second, claim.tolerance);
  }
}

std::string TestName(const testing::TestParamInfo<std::string_view>& parameter) {
  std::string name(parameter.param);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(c); }, '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, EachShippedProfile, testing::ValuesIn(ShippedProfileNames()),
                         TestName);

// The formula of profile.h and docs/mock.md, for every service that is an API: all of its dice but
// the noise and the size of the chunk are taken out, so that a step is b0.
TEST_P(EachShippedProfile, AnswersAfterTheTimeThatItsFormulaStates) {
  Profile profile = *ShippedProfile(GetParam());
  if (profile.batch.max_sequences > 0) return;  // its prefill takes steps, which others may share
  profile.decode.jitter_sigma = 0;
  profile.decode.stall_probability = 0;
  profile.regime = {};
  profile.route = {};
  profile.limits = {};
  const Claim claim{.prompt_tokens = Tokens{4000}};
  const Monitor monitor{profile, claim};
  const LatencyModel latency(profile, 1);
  VirtualLoop loop;
  SimulatedModel model(loop, profile, {.seed = 1});
  int later = 0;
  for (int i = 0; i < 200; ++i) {
    const MockRequest request = monitor.Request(i, 100);
    const Time asked = loop.Now();
    const Spoken first = Collect(loop, model, request).pieces.front();
    const Duration prefill = latency.Prefill(Hash64(request.key), {Tokens{4000}, Tokens{}}, 1);
    const Duration steps = FromMs(profile.decode.b0_us / 1000 * (first.tokens - 1));
    EXPECT_NEAR(ToMs(first.came - asked), ToMs(prefill + steps), 1e-3) << first.tokens;
    later += first.tokens > 1 ? 1 : 0;
    Pass(loop, seconds(60));
  }
  EXPECT_EQ(later > 0, profile.decode.chunk_tokens_max > 1);
}

double RankAutocorrelation(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] < values[b]; });
  std::vector<double> rank(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) rank[order[i]] = static_cast<double>(i);
  const double mean = static_cast<double>(values.size() - 1) / 2;
  double product = 0;
  double square = 0;
  for (std::size_t i = 0; i < rank.size(); ++i) {
    square += (rank[i] - mean) * (rank[i] - mean);
    if (i > 0) product += (rank[i] - mean) * (rank[i - 1] - mean);
  }
  return product / square;
}

double AutocorrelationAt(const Profile& profile, Duration spacing) {
  double sum = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Incidents incidents(profile, seed);
    const LatencyModel latency(profile, seed);
    std::vector<double> ttft;
    for (int i = 0; i < 20'000; ++i) {
      const std::uint64_t key = Hash64(std::to_string(i), seed);
      const double factor = incidents.PrefillFactor(spacing * i, key);
      ttft.push_back(ToMs(latency.Prefill(key, {Tokens{4000}, Tokens{}}, factor)));
    }
    sum += RankAutocorrelation(ttft);
  }
  return sum / 5;
}

TEST(ShippedProfiles, OfApisAnswerSlowlyInRuns) {
  for (const char* name : {"claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5", "gpt-5-mini",
                           "gpt-5", "gemini-2.5-flash"}) {
    const Profile& profile = *ShippedProfile(name);
    EXPECT_NEAR(AutocorrelationAt(profile, std::chrono::milliseconds(500)), 0.25, 0.06) << name;
    EXPECT_NEAR(AutocorrelationAt(profile, seconds(60)), 0, 0.03) << name;
  }
}

TEST(ShippedProfiles, OfBatchesSlowDownWhenTheyAreFull) {
  const Profile& profile = *ShippedProfile("llama-70b-tp8");
  const LatencyModel latency(profile, 1);
  Rng rng(1);
  double alone = 0;
  double full = 0;
  for (int i = 0; i < 20'000; ++i) {
    alone += ToMs(latency.Step(rng, 0, 1, 1));
    full += ToMs(latency.Step(rng, 0, profile.batch.max_sequences, 1));
  }
  EXPECT_NEAR(alone / 20'000, 25, 0.5);
  EXPECT_NEAR(full / alone, 3, 0.05);
}

}  // namespace
}  // namespace lab::mocks
