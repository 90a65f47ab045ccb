// A model service as numbers: how fast it reads and writes, how it caches, limits, fails, and how
// often it is right.
//
//   const Profile* sonnet = ShippedProfile("claude-sonnet-5-5");
//   Result<Profile> own = ParseProfile(yaml_text, "mine.yaml");
//   const Profile& any = ProfileForModel("claude-sonnet-4-6");     // its family's
//
//   TTFT = queue + [a0 + a1 * uncached + a2 * cached + cache_hit if any is cached]
//                  * regime * route * incident + noise + (tokens of the first chunk - 1) * step
//   step = (b0 + b1 * prefill tokens in the step + b2 * sequences decoding) * regime * incident
//
// With `batch.max_sequences` 0 the service is an API whose users do not feel each other: a token
// takes b0. Above 0 it is one engine with continuous batching, and prefill takes steps. Every field
// has the neutral value as its default: a default profile answers at once and never fails.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/units.h"
#include "mocks/fault_plan.h"

namespace lab::mocks {

/// exp(N(ln median, sigma)); the unit is in the name of the field that holds it.
struct LogNormal {
  double median = 0;
  double sigma = 0;
};

/// Added to TTFT: floor + (with probability 1 - tail_share `main`, else `tail`).
struct NoiseModel {
  double floor_ms = 0;
  LogNormal main_ms;
  double tail_share = 0;
  LogNormal tail_ms;
};

struct PrefillModel {
  double a0_ms = 0;
  double a1_ms_per_token = 0;
  double a2_ms_per_token = 0;
  double cache_hit_ms = 0;  ///< once, when any part of the prompt came from a cache
  NoiseModel noise;
  bool early_headers = false;   ///< the response head does not wait for the prompt to be read
  double early_headers_ms = 0;  ///< from the request to that head
};

struct DecodeModel {
  double b0_us = 0;
  double b1_us_per_token = 0;
  double b2_us_per_sequence = 0;
  double jitter_sigma = 0;       ///< each step is multiplied by a lognormal of mean 1
  double stall_probability = 0;  ///< of a pause before a token; APIs only
  LogNormal stall_ms;
  int chunk_tokens_min = 1;  ///< tokens in one piece, uniform
  int chunk_tokens_max = 1;
  double cancel_lag_ms = 0;  ///< how long it goes on writing after the listener left
};

struct BatchModel {
  int max_sequences = 0;             ///< 0: unlimited, no shared steps
  int prefill_budget_tokens = 8192;  ///< prompt tokens read in one step, over all sequences
};

/// Slow answers come in runs: the whole service alternates between two states.
struct RegimeModel {
  double slow_factor = 1;         ///< of the bracket in TTFT
  double slow_decode_factor = 1;  ///< of the step
  double normal_dwell_s = 0;      ///< mean, exponential; 0: always normal
  double slow_dwell_s = 0;
};

/// A request's key picks a route; each route has a factor that it keeps for a while.
struct RouteModel {
  int count = 1;
  double sigma = 0;  ///< lognormal around 1
  double dwell_s = 5;
};

enum class AnswerClass : std::uint8_t { kShort, kMedium, kLong };

struct OutputModel {
  LogNormal short_tokens{40, 0};
  LogNormal medium_tokens{200, 0};
  LogNormal long_tokens{800, 0};
};

struct ThinkingModel {
  LogNormal tokens{0, 0};
  bool visible = true;  ///< false: nothing is sent while it thinks, whatever the request wishes
};

enum class CacheRules : std::uint8_t {
  kNone,
  kFamily,       ///< Anthropic's for Anthropic requests, OpenAI's for OpenAI requests
  kAnthropic,    ///< explicit breakpoints
  kOpenAi,       ///< automatic in steps; exact with paid writes where the model is gpt-5.6 or newer
  kOpenAiExact,  ///< automatic, exact, with paid writes
  kImplicit,     ///< automatic in steps of `step_tokens`, free: Gemini, vLLM
};

struct CacheModel {
  CacheRules rules = CacheRules::kNone;
  int minimum_tokens = 0;   ///< shortest cacheable prefix; 0: the rules' own, by model
  int step_tokens = 0;      ///< automatic caches only; 0: the rules' own
  int hit_routes = 1;       ///< machines that share nothing; a request's key picks one
  double idle_min_s = 300;  ///< automatic caches: an unused entry goes after 5 to 10 minutes
  double idle_max_s = 600;
};

/// A minute; 0: unlimited.
struct LimitModel {
  std::int64_t requests_per_minute = 0;
  std::int64_t input_tokens_per_minute = 0;
  std::int64_t output_tokens_per_minute = 0;
  /// How much of a minute's allowance may be used at once: with 1, 60 a minute are one a second.
  double burst_s = 60;
};

enum class IncidentKind : std::uint8_t {
  kSlow,      ///< everything takes `factor` times as long
  kBrownOut,  ///< a `share` of requests is answered with `status`
  kOutage,    ///< all are
  kSqueeze,   ///< rate limits are divided by `factor`
};

/// Times are since the mock began. The effect grows over `ramp_s` from nothing and shrinks likewise
/// before the end.
struct Incident {
  IncidentKind kind = IncidentKind::kSlow;
  double start_s = 0;
  double length_s = 0;
  double ramp_s = 0;
  double factor = 1;
  double share = 0;
  int status = 529;
};

struct Skill {
  /// Probability of a right answer at complexity 1, 2, ...; the last holds for all above.
  std::vector<double> answers{1.0};
  double labels = 1;      ///< of a right label when asked to classify
  double tool_calls = 1;  ///< of arguments that fit the schema
};

/// A published figure that the profile must reproduce; checked by a test. Zero: no claim.
struct Claim {
  std::string source;  ///< where and when
  Tokens prompt_tokens;
  Tokens cached_tokens;
  double ttft_p50_ms = 0;
  double ttft_p95_ms = 0;
  double ttft_p99_ms = 0;
  double tokens_per_second = 0;
  double tolerance = 0.05;  ///< relative
};

struct Profile {
  std::string name = "default";
  std::string about;
  PrefillModel prefill;
  DecodeModel decode;
  BatchModel batch;
  RegimeModel regime;
  RouteModel route;
  OutputModel output;
  ThinkingModel thinking;
  CacheModel cache;
  LimitModel limits;
  std::vector<Incident> incidents;
  std::vector<FaultRule> faults;
  Skill skill;
  std::vector<Claim> claims;
};

/// Compiled in from mocks/profiles. nullptr when there is none of that name. Lives as long as the
/// program.
const Profile* ShippedProfile(std::string_view name);
/// In the order of their names.
std::vector<std::string_view> ShippedProfileNames();

/// Its own profile, with or without a date behind the name ("gpt-5-mini-2025-08-07"); else the one
/// that stands for its family (model_families.h).
const Profile& ProfileForModel(std::string_view model);

/// ErrorKind::kConfig names the file, the line, the key, the value and what would be right. Unknown
/// keys are errors.
Result<Profile> ParseProfile(std::string_view yaml, std::string_view file_name);

}  // namespace lab::mocks
