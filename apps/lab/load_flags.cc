#include "apps/lab/load_flags.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "apps/files.h"
#include "apps/flags.h"
#include "apps/percent.h"
#include "apps/suites_options.h"
#include "framework/base/duration_text.h"
#include "framework/base/text.h"
#include "framework/load/trace_schedule.h"

namespace lab::apps {
namespace {

constexpr std::uint64_t kMostRequests = 1'000'000'000;
constexpr std::uint64_t kMostUsers = 100'000;
constexpr std::uint64_t kMostTokens = 10'000'000;

void AddTargetFlags(CLI::App& app, LoadFlags& flags) {
  RequireOneOf(app.add_option("--target", flags.target,
                              "sim (simulated time), mock (our server on loopback) or a provider; "
                              "default: sim, with --url openai-compatible"),
               TargetNames());
  app.add_option("--url,--base-url", flags.url,
                 "where the requests go, e.g. http://127.0.0.1:8000/v1");
  app.add_option("--model", flags.model, "the model to ask");
  app.add_option("--profile", flags.profile,
                 "for sim and mock: a shipped profile or a YAML file, in place of the model's own");
  app.add_option("--fault", flags.fault,
                 "for sim and mock: a fault plan, e.g. \"status=529 p=0.02\"");
  app.add_option("--header", flags.headers, "'Name: value', sent with every request")
      ->allow_extra_args(false);
  app.add_flag("--no-stream-options", flags.no_stream_options,
               "do not ask for usage in streams (stream_options)");
}

void AddPacingFlags(CLI::App& app, LoadFlags& flags) {
  app.add_option("--rate", flags.rate,
                 "open loop: requests a second (20), a ramp (1..50/60s) or steps "
                 "(10x30s,20x30s), whatever becomes of the answers");
  app.add_option("--arrival", flags.arrival,
                 "how they scatter: poisson (default), constant, gamma:SHAPE, bursts:N; or the "
                 "rate itself as ramp:1..50/60s or steps:10x30s,20x30s");
  RequireWhole(app.add_option("--concurrency", flags.concurrency,
                              "closed loop: so many users, each asks again when it has its "
                              "answer; with --rate at most so many at a time"),
               1, kMostUsers);
  app.add_option("--turn-gap", flags.turn_gap,
                 "each user asks every so often, but not before its last answer");
  app.add_option("--think", flags.think, "each user waits so long behind an answer");
  app.add_option("--ramp-up", flags.ramp_up, "the users come one after the other in this time");
  RequireWhole(app.add_option("--requests", flags.requests, "so many in all"), 1, kMostRequests);
  app.add_option("--duration", flags.duration, "so long, e.g. 60s");
  RequireWhole(app.add_option("--max-errors", flags.max_errors, "end when so many failed"), 1,
               kMostRequests);
  RequirePositive(app.add_option("--max-cost", flags.max_cost, "end when so many USD are spent"));
  app.add_option("--warm-up", flags.warm_up,
                 "keep the first requests (20) or the first time (10s) out of the figures");
  app.add_option("--cool-down", flags.cool_down, "the same of the last");
  app.add_option("--grace", flags.grace, "what is under way at the end may take so long")
      ->capture_default_str();
}

void AddContentFlags(CLI::App& app, LoadFlags& flags) {
  RequireWhole(app.add_option("--input-tokens", flags.input_tokens, "length of a prompt"), 1,
               kMostTokens)
      ->capture_default_str();
  RequireWhole(
      app.add_option("--output-tokens", flags.output_tokens, "length of an answer at most"), 1,
      kMostTokens)
      ->capture_default_str();
  RequireWhole(app.add_option("--shared-tokens", flags.shared_tokens,
                              "a system prompt in front of it that all requests share"),
               0, kMostTokens)
      ->capture_default_str();
  app.add_flag("--buffered", flags.buffered, "do not stream");
  app.add_option("--temperature", flags.temperature, "of the answers (default: the model's own)");
  app.add_option("--timeout", flags.timeout, "of one request")->capture_default_str();
  RequireWhole(app.add_option("--attempts", flags.attempts,
                              "at one request: what may pass when asked again is asked again"),
               1, 100)
      ->capture_default_str();
  app.add_option("--first-backoff", flags.first_backoff,
                 "before the second attempt at most, doubled before each one after (default: "
                 "500ms)");
  app.add_option("--trace", flags.trace,
                 "a recorded load (Mooncake, BurstGPT, Azure, Qwen-Bailian, Weka, RAGPulse, "
                 "ShareGPT ...): its lengths and shared prefixes, and its times without --rate");
  RequireWhole(app.add_option("--block-tokens", flags.block_tokens,
                              "size of the trace's blocks (default: found by their lengths)"),
               1, 1'000'000);
  app.add_flag("--spread", flags.spread,
               "spread rows of one moment over the time up to the next one");
  RequirePositive(app.add_option("--speed-up", flags.speed_up, "play the trace faster"), 1e6)
      ->capture_default_str();
  app.add_option("--gap-cap", flags.gap_cap,
                 "cut pauses of the trace to this, after the speeding up");
}

void AddResultFlags(CLI::App& app, LoadFlags& flags) {
  app.add_option("--slo", flags.slos,
                 "ttft_ms=500 for each request (goodput), ttft_ms_p99=500 for a percentile (exit "
                 "code 1 when broken); may be repeated")
      ->allow_extra_args(false);
  app.add_flag("--count-failures-as-inf", flags.failures_as_inf,
               "a failed request took for ever, in every percentile");
  app.add_option("--max-error-rate", flags.max_error_rate, "more make the run INVALID")
      ->capture_default_str();
  RequireWhole(app.add_option("--seed", flags.seed, "of arrivals, prompts and the mock's luck"), 0)
      ->capture_default_str();
  app.add_option("--out", flags.out, "write the run as JSON to this file");
  app.add_option("--jsonl", flags.jsonl, "write a line a request to this file as they end");
  RequireOneOf(app.add_option("--color", flags.color, "auto, always or never"),
               {"auto", "always", "never"});
}

Error RefuseFlag(std::string_view flag, std::string_view why) {
  return {ErrorKind::kUsage, fmt::format("{}: {}", flag, why)};
}

Error RefuseDuration(std::string_view flag, std::string_view text) {
  return RefuseFlag(flag, fmt::format("'{}' should be a time with its unit, e.g. 500ms, 30s, 5m",
                                      Excerpt(text, 40)));
}

/// Reads the flags' texts; the first that does not read is kept.
class LoadFlagReader {
 public:
  std::optional<Error> fault;

  /// `fallback` where the flag was not given.
  Duration TimeOf(const char* flag, const std::string& text, Duration fallback = {}) {
    if (text.empty()) return fallback;
    const std::optional<Duration> duration = ParseDuration(text);
    if (!duration || *duration < Duration::zero())
      return Keep(RefuseDuration(flag, text)), fallback;
    return *duration;
  }
  load::LoadCut Cut(const char* flag, const std::string& text) {
    if (text.empty()) return {};
    const std::optional<std::int64_t> requests = ParseInteger(text);
    if (requests && *requests >= 0) return {.requests = *requests};
    const std::optional<Duration> duration = ParseDuration(text);
    if (duration && *duration >= Duration::zero()) return {.duration = *duration};
    Keep(RefuseFlag(flag, fmt::format("'{}' should be a number of requests (20) or a time (10s)",
                                      Excerpt(text, 40))));
    return {};
  }
  void Keep(Error error) {
    if (!fault) fault = std::move(error);
  }
};

/// The rate as it was written, wherever it was.
struct RateText {
  std::string rate;
  std::string law = "poisson";
};

Result<RateText> RateTextOf(const LoadFlags& flags) {
  RateText text{.rate = flags.rate};
  for (const std::string_view form : {"ramp:", "steps:"}) {
    if (!flags.arrival.starts_with(form)) continue;
    if (!flags.rate.empty())
      return RefuseFlag("--arrival",
                        fmt::format("{} is a rate itself; leave --rate out", flags.arrival));
    text.rate = flags.arrival.substr(form.size());
    return text;
  }
  if (!flags.arrival.empty()) text.law = flags.arrival;
  return text;
}

Result<void> PaceByRate(const LoadFlags& flags, const RateText& text, LoadJob& job) {
  load::ArrivalOptions options;
  Result<load::RateProfile> rate = load::RateProfile::Parse(text.rate);
  if (!rate) return Annotate(rate.error(), "--rate");
  options.rate = *std::move(rate);
  if (const Result<void> law = load::ParseGapLaw(text.law, options); !law)
    return Annotate(law.error(), "--arrival");
  const bool endless =
      !options.rate.total() && flags.requests == 0 && flags.duration.empty() && flags.max_cost == 0;
  if (endless)
    return RefuseFlag("--rate", "nothing ends the run; give --requests 500 or --duration 60s");
  job.plan.pacing = load::Pacing::kOpen;
  job.plan.arrivals = load::NewArrivals(options, flags.seed);
  job.arrival = fmt::format("{} req/s, {}", text.rate, text.law);
  return {};
}

Result<void> ReadJobTrace(const LoadFlags& flags, LoadJob& job) {
  const Result<std::string> bytes = ReadFile(flags.trace);
  if (!bytes) return Annotate(bytes.error(), "--trace");
  load::TraceOptions options;
  if (flags.block_tokens > 0) options.block_tokens = flags.block_tokens;
  Result<load::Trace> trace = load::ReadTrace(*bytes, flags.trace, options);
  if (!trace) return Annotate(trace.error(), "--trace");
  job.trace = std::make_shared<load::Trace>(*std::move(trace));
  const auto waiting = std::count_if(job.trace->rows.begin(), job.trace->rows.end(),
                                     [](const load::TraceRow& row) { return row.delay; });
  if (waiting > 0)
    job.notes.push_back(
        fmt::format("{} rows of the trace wait for an answer before them; they "
                    "were sent by their times instead",
                    waiting));
  std::int64_t& requests = job.plan.stop.requests;
  const auto rows = static_cast<std::int64_t>(job.trace->rows.size());
  requests = requests > 0 ? std::min(requests, rows) : rows;
  return {};
}

Result<void> PaceByTrace(const LoadFlags& flags, LoadFlagReader& reader, LoadJob& job) {
  const load::ScheduleOptions options{
      .spread = flags.spread,
      .speed_up = flags.speed_up,
      .longest_gap = reader.TimeOf("--gap-cap", flags.gap_cap, Duration::max())};
  if (const Result<void> checked = load::CheckSchedule(options); !checked)
    return Annotate(checked.error(), "--speed-up");
  job.plan.pacing = load::Pacing::kOpen;
  job.plan.arrivals = load::ReplayOf(load::ScheduleOf(*job.trace, options, flags.seed));
  job.arrival = fmt::format("the times of {}{}", flags.trace, flags.spread ? ", spread" : "");
  if (flags.speed_up != 1) job.arrival += fmt::format(", {} times as fast", flags.speed_up);
  return {};
}

void PaceByUsers(const LoadFlags& flags, LoadFlagReader& reader, LoadJob& job) {
  job.plan.turn_gap = reader.TimeOf("--turn-gap", flags.turn_gap);
  job.plan.think = reader.TimeOf("--think", flags.think);
  job.plan.ramp_up = reader.TimeOf("--ramp-up", flags.ramp_up);
  job.plan.pacing = flags.turn_gap.empty() ? load::Pacing::kClosed : load::Pacing::kUsers;
  job.plan.concurrency = std::max<std::int64_t>(flags.concurrency, 1);
  job.arrival =
      fmt::format("{} user{}", job.plan.concurrency, job.plan.concurrency == 1 ? "" : "s");
  if (!flags.turn_gap.empty()) job.arrival += ", a turn every " + flags.turn_gap;
}

// What acts on users alone, or on a trace alone, is refused where it would do nothing.
Result<void> CheckFlagsOfPacing(const LoadFlags& flags, bool by_rate) {
  const bool users = !flags.turn_gap.empty() || !flags.think.empty() || !flags.ramp_up.empty();
  if (by_rate && users)
    return RefuseFlag("--rate",
                      "--think, --turn-gap and --ramp-up are about users; leave them "
                      "out, or --rate");
  const bool of_trace =
      flags.spread || flags.speed_up != 1 || !flags.gap_cap.empty() || flags.block_tokens > 0;
  if (flags.trace.empty() && of_trace)
    return RefuseFlag("--trace", "--spread, --speed-up, --gap-cap and --block-tokens need one");
  if (!by_rate && !flags.arrival.empty()) return RefuseFlag("--arrival", "it needs --rate");
  return {};
}

Result<void> Pace(const LoadFlags& flags, LoadFlagReader& reader, LoadJob& job) {
  const Result<RateText> text = RateTextOf(flags);
  if (!text) return text.error();
  const bool by_rate = !text->rate.empty();
  if (Result<void> fit = CheckFlagsOfPacing(flags, by_rate); !fit) return fit;
  job.plan.concurrency = flags.concurrency;
  if (by_rate) return PaceByRate(flags, *text, job);
  if (job.trace && !job.trace->unit.empty()) return PaceByTrace(flags, reader, job);
  PaceByUsers(flags, reader, job);
  return {};
}

}  // namespace

void AddScenarioFlags(CLI::App& app, LoadFlags& flags) {
  app.add_option("scenario", flags.scenario,
                 "a scenario file (docs/load.md): its loads on each model of each provider");
  app.add_option("--set", flags.settings,
                 "path=value, in place of what the file has: execution.max_concurrency=32; may be "
                 "repeated")
      ->allow_extra_args(false);
  app.add_flag("--check", flags.check, "say whether the file is right, and send nothing");
}

void AddLoadFlags(CLI::App& app, LoadFlags& flags) {
  AddTargetFlags(app, flags);
  AddPacingFlags(app, flags);
  AddContentFlags(app, flags);
  AddResultFlags(app, flags);
}

Result<LoadJob> JobOf(const LoadFlags& flags) {
  LoadJob job;
  LoadFlagReader reader;
  load::LoadStop& stop = job.plan.stop;
  stop.requests = flags.requests;
  stop.duration = reader.TimeOf("--duration", flags.duration);
  stop.errors = flags.max_errors;
  if (flags.max_cost > 0) stop.cost = Usd::FromDollars(flags.max_cost);
  job.plan.warm_up = reader.Cut("--warm-up", flags.warm_up);
  job.plan.cool_down = reader.Cut("--cool-down", flags.cool_down);
  job.plan.grace = reader.TimeOf("--grace", flags.grace);
  job.plan.seed = flags.seed;
  job.timeout = reader.TimeOf("--timeout", flags.timeout);
  job.first_backoff =
      reader.TimeOf("--first-backoff", flags.first_backoff, std::chrono::milliseconds(500));
  for (const std::string& text : flags.slos) {
    Result<measure::LoadSlo> slo = measure::ParseLoadSlo(text);
    if (!slo) return Annotate(slo.error(), "--slo");
    job.slos.push_back(*std::move(slo));
  }
  const Result<double> share = ParsePercent("--max-error-rate", flags.max_error_rate);
  if (!share) return share.error();
  job.max_error_share = *share;
  if (!flags.trace.empty()) {
    if (const Result<void> read = ReadJobTrace(flags, job); !read) return read.error();
  }
  if (const Result<void> paced = Pace(flags, reader, job); !paced) return paced.error();
  if (reader.fault) return *reader.fault;
  if (const Result<void> checked = load::CheckPlan(job.plan); !checked) return checked.error();
  return job;
}

}  // namespace lab::apps
