#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mocks/profile.h"

namespace lab::mocks {
namespace {

using testing::HasSubstr;

Profile Parsed(std::string_view yaml) {
  Result<Profile> profile = ParseProfile(yaml, "mine.yaml");
  EXPECT_TRUE(profile.ok()) << (profile.ok() ? "" : profile.error().message);
  return profile.ok() ? std::move(*profile) : Profile{};
}

std::string ProfileFailure(std::string_view yaml) {
  const Result<Profile> profile = ParseProfile(yaml, "mine.yaml");
  EXPECT_FALSE(profile.ok()) << yaml;
  if (profile.ok()) return "";
  EXPECT_EQ(profile.error().kind, ErrorKind::kConfig);
  EXPECT_THAT(profile.error().message, testing::StartsWith("mine.yaml:"));
  return profile.error().message;
}

TEST(ProfileParser, ReadsEveryKey) {
  const Profile profile = Parsed(R"(
name: mine
about: for a test
prefill:
  {a0_ms: 1, a1_ms_per_token: 2, a2_ms_per_token: 3, cache_hit_ms: 4, early_headers: true,
   early_headers_ms: 5, noise: {floor_ms: 6, main_ms: {median: 7, sigma: 0.8}, tail_share: 0.9,
   tail_ms: {median: 10, sigma: 1.1}}}
decode:
  {b0_us: 12, b1_us_per_token: 13, b2_us_per_sequence: 14, jitter_sigma: 0.15,
   stall_probability: 0.16, stall_ms: {median: 17, sigma: 0.18}, chunk_tokens_min: 19,
   chunk_tokens_max: 20, cancel_lag_ms: 21}
batch: {max_sequences: 0, prefill_budget_tokens: 23}
regime: {slow_factor: 24, slow_decode_factor: 25, normal_dwell_s: 26, slow_dwell_s: 27}
route: {count: 28, sigma: 0.29, dwell_s: 30}
output: {short_tokens: {median: 31}, medium_tokens: {median: 32}, long_tokens: {median: 33}}
thinking: {tokens: {median: 34, sigma: 0.35}, visible: false}
cache:
  {rules: openai_exact, minimum_tokens: 36, step_tokens: 37, hit_routes: 38, idle_min_s: 39,
   idle_max_s: 40}
limits:
  {requests_per_minute: 41, input_tokens_per_minute: 42, output_tokens_per_minute: 43, burst_s: 44}
incidents:
  - {kind: brown_out, start_s: 44, length_s: 45, ramp_s: 46, factor: 47, share: 0.48, status: 503}
faults: [status=529 p=0.5, "bom; gzip"]
skill: {answers: [0.9, 0.5], labels: 0.51, tool_calls: 0.52}
claims:
  - {source: somewhere, prompt_tokens: 53, cached_tokens: 54, ttft_p50_ms: 55, ttft_p95_ms: 56,
     ttft_p99_ms: 57, tokens_per_second: 58, tolerance: 0.59}
)");
  EXPECT_EQ(profile.name, "mine");
  EXPECT_EQ(profile.prefill.a0_ms, 1);
  EXPECT_EQ(profile.prefill.a1_ms_per_token, 2);
  EXPECT_EQ(profile.prefill.a2_ms_per_token, 3);
  EXPECT_EQ(profile.prefill.cache_hit_ms, 4);
  EXPECT_TRUE(profile.prefill.early_headers);
  EXPECT_EQ(profile.prefill.early_headers_ms, 5);
  EXPECT_EQ(profile.prefill.noise.floor_ms, 6);
  EXPECT_EQ(profile.prefill.noise.main_ms.median, 7);
  EXPECT_EQ(profile.prefill.noise.main_ms.sigma, 0.8);
  EXPECT_EQ(profile.prefill.noise.tail_share, 0.9);
  EXPECT_EQ(profile.prefill.noise.tail_ms.sigma, 1.1);
  EXPECT_EQ(profile.decode.b0_us, 12);
  EXPECT_EQ(profile.decode.b2_us_per_sequence, 14);
  EXPECT_EQ(profile.decode.stall_ms.median, 17);
  EXPECT_EQ(profile.decode.chunk_tokens_max, 20);
  EXPECT_EQ(profile.decode.cancel_lag_ms, 21);
  EXPECT_EQ(profile.batch.prefill_budget_tokens, 23);
  EXPECT_EQ(profile.regime.slow_decode_factor, 25);
  EXPECT_EQ(profile.regime.slow_dwell_s, 27);
  EXPECT_EQ(profile.route.count, 28);
  EXPECT_EQ(profile.output.long_tokens.median, 33);
  EXPECT_FALSE(profile.thinking.visible);
  EXPECT_EQ(profile.cache.rules, CacheRules::kOpenAiExact);
  EXPECT_EQ(profile.cache.hit_routes, 38);
  EXPECT_EQ(profile.cache.idle_max_s, 40);
  EXPECT_EQ(profile.limits.output_tokens_per_minute, 43);
  EXPECT_EQ(profile.limits.burst_s, 44);
  ASSERT_EQ(profile.incidents.size(), 1u);
  EXPECT_EQ(profile.incidents[0].kind, IncidentKind::kBrownOut);
  EXPECT_EQ(profile.incidents[0].share, 0.48);
  EXPECT_EQ(profile.faults.size(), 3u);
  EXPECT_EQ(profile.skill.answers, (std::vector<double>{0.9, 0.5}));
  EXPECT_EQ(profile.skill.tool_calls, 0.52);
  ASSERT_EQ(profile.claims.size(), 1u);
  EXPECT_EQ(profile.claims[0].cached_tokens, Tokens{54});
  EXPECT_EQ(profile.claims[0].tolerance, 0.59);
}

TEST(ProfileParser, LeavesDefaultsWhereAKeyIsAbsent) {
  for (const char* yaml : {"", "name: x", "prefill:", "incidents: []", "skill: {}"}) {
    const Profile profile = Parsed(yaml);
    EXPECT_EQ(profile.decode.chunk_tokens_max, 1);
    EXPECT_EQ(profile.skill.answers, std::vector<double>{1.0});
  }
}

TEST(ProfileParser, NamesFileLineKeyValueAndWhatWouldBeRight) {
  EXPECT_EQ(ProfileFailure("name: x\nprefill:\n  a0_ms: fast\n"),
            "mine.yaml:3: 'prefill.a0_ms' is 'fast' when it should be a number from 0 to 1e+12");
}

TEST(ProfileParser, RejectsUnknownKeysAndListsTheKnownOnes) {
  const std::string message = ProfileFailure("decode:\n  b0_us: 5\n  b0_ms: 5\n");
  EXPECT_THAT(message, HasSubstr("mine.yaml:3: unknown key 'decode.b0_ms'"));
  EXPECT_THAT(message, HasSubstr("b0_us, b1_us_per_token"));
  EXPECT_THAT(ProfileFailure("colour: red"), HasSubstr("unknown key 'colour'"));
  EXPECT_THAT(ProfileFailure("claims:\n  - {from: me}"), HasSubstr("unknown key 'claims[0].from'"));
}

TEST(ProfileParser, RejectsAKeyThatIsThereTwice) {
  EXPECT_THAT(ProfileFailure("decode: {b0_us: 1, b0_us: 2}"),
              HasSubstr("'decode.b0_us' is there twice"));
}

struct Wrong {
  const char* yaml;
  const char* message;
};

TEST(ProfileParser, SaysForEachKindOfValueWhatItShouldBe) {
  for (const Wrong& wrong : {
           Wrong{"prefill: 5", "'prefill' is '5' when it should be a mapping"},
           {"prefill: {a0_ms: -1}", "a number from 0"},
           {"prefill: {a0_ms: .nan}", "a number from 0"},
           {"prefill: {a0_ms: [1]}", "'prefill.a0_ms' is 'a list'"},
           {"prefill: {early_headers: maybe}", "true or false"},
           {"prefill: {noise: {tail_share: 1.5}}", "'prefill.noise.tail_share' is '1.5'"},
           {"prefill: {noise: {main_ms: 5}}", "'prefill.noise.main_ms' is '5'"},
           {"decode: {chunk_tokens_min: 1.5}", "a whole number from 1"},
           {"decode: {chunk_tokens_min: 3}", "raise it"},
           {"batch: {max_sequences: 4}\nprefill: {a1_ms_per_token: 1}", "decode.b1_us_per_token"},
           {"regime: {slow_factor: 0}", "a number from"},
           {"cache: {rules: magic}",
            "one of none, family, anthropic, openai, openai_exact, implicit"},
           {"cache: {idle_min_s: 700}", "is below idle_min_s"},
           {"incidents: {kind: slow}", "a list"},
           {"incidents: [slow]", "'incidents[0]' is 'slow' when it should be a mapping"},
           {"incidents: [{kind: quake}]", "one of slow, brown_out, outage, squeeze"},
           {"incidents: [{status: 200}]", "a whole number from 400 to 599"},
           {"faults: [explode]", "'explode' is no fault"},
           {"faults: [[bom]]", "a list of texts"},
           {"faults: bom", "a list"},
           {"skill: {answers: [2]}", "a list of numbers from 0 to 1"},
           {"name: [x]", "a text"},
           {"- a list", "when it should be a mapping"},
           {"a: b: c", "not YAML"},
           {"{", "not YAML"},
       }) {
    EXPECT_THAT(ProfileFailure(wrong.yaml), HasSubstr(wrong.message)) << wrong.yaml;
  }
}

}  // namespace
}  // namespace lab::mocks
