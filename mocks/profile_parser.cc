// YAML -> Profile. The keys are the names of the struct's members.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "framework/base/nearest_name.h"
#include "framework/base/yaml_file.h"
#include "mocks/profile.h"
#include "mocks/profile_checks.h"

namespace lab::mocks {
namespace {

constexpr double kMost = 1e12;

/// A closed range of allowed values.
struct Range {
  double low = 0;
  double high = kMost;
};
constexpr Range kShare{0, 1};
constexpr Range kSigma{0, 5};
constexpr Range kPositive{1e-9, kMost};

/// One mapping of the file. Remembers which keys were asked for: the others are unknown.
class ProfileSection {
 public:
  ProfileSection(const YAML::Node& node, std::string path) : node_(node), path_(std::move(path)) {
    if (!node_.IsDefined() || node_.IsMap() || node_.IsNull()) return;
    Report(node_, fmt::format("'{}' is '{}' when it should be a mapping of keys to values", path_,
                              ShownYaml(node_)));
  }

  template <class Number>
  void Get(const char* name, Number& field, Range range = {}) {
    const YAML::Node value = Find(name);
    if (!value.IsDefined()) return;
    const std::optional<double> number = AsNumber(value);
    const bool whole = std::is_integral_v<Number>;
    if (!number || !(*number >= range.low && *number <= range.high) ||
        (whole && std::floor(*number) != *number)) {
      Wrong(name, value,
            fmt::format("a {}number from {:g} to {:g}", whole ? "whole " : "", range.low,
                        range.high));
    }
    field = static_cast<Number>(*number);
  }

  void Get(const char* name, bool& field) {
    const YAML::Node value = Find(name);
    if (!value.IsDefined()) return;
    if (value.IsScalar() && (value.Scalar() == "true" || value.Scalar() == "false")) {
      field = value.Scalar() == "true";
      return;
    }
    Wrong(name, value, "true or false");
  }

  void Get(const char* name, std::string& field) {
    const YAML::Node value = Find(name);
    if (!value.IsDefined()) return;
    if (!value.IsScalar()) Wrong(name, value, "a text");
    field = value.Scalar();
  }

  void Get(const char* name, Tokens& field) { Get(name, field.count); }

  void Get(const char* name, LogNormal& law) {
    ProfileSection section(Find(name), PathOf(name));
    section.Get("median", law.median);
    section.Get("sigma", law.sigma, kSigma);
    section.Close();
  }

  template <class Enum, std::size_t n>
  void Get(const char* name, Enum& field,
           const std::array<std::pair<const char*, Enum>, n>& words) {
    const YAML::Node value = Find(name);
    if (!value.IsDefined()) return;
    std::vector<std::string_view> known;
    for (const auto& [word, meaning] : words) {
      if (value.IsScalar() && value.Scalar() == word) {
        field = meaning;
        return;
      }
      known.emplace_back(word);
    }
    const std::string written = value.IsScalar() ? value.Scalar() : "";
    Report(value, fmt::format("'{}' is '{}'{}", PathOf(name), ShownYaml(value),
                              RightNames(written, known)));
  }

  ProfileSection Inside(const char* name) { return ProfileSection(Find(name), PathOf(name)); }

  /// Calls `read` with each element of a list, as a section.
  template <class Read>
  void ForEach(const char* name, Read read) {
    const YAML::Node list = List(name);
    for (std::size_t i = 0; i < list.size(); ++i) {
      ProfileSection section(list[i], fmt::format("{}[{}]", PathOf(name), i));
      read(section);
      section.Close();
    }
  }

  /// A list of scalars. An absent one leaves `field` alone.
  void Get(const char* name, std::vector<double>& field, Range range) {
    const YAML::Node list = List(name);
    if (list.size() > 0) field.clear();
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::optional<double> number = AsNumber(list[i]);
      if (!number || !(*number >= range.low && *number <= range.high)) {
        Wrong(name, list[i],
              fmt::format("a list of numbers from {:g} to {:g}", range.low, range.high));
      }
      field.push_back(*number);
    }
  }

  void Get(const char* name, std::vector<FaultRule>& rules) {
    const YAML::Node list = List(name);
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!list[i].IsScalar()) Wrong(name, list[i], "a list of texts");
      Result<std::vector<FaultRule>> parsed = ParseFaultRules(list[i].Scalar());
      if (!parsed) Report(list[i], parsed.error().message);
      rules.insert(rules.end(), parsed->begin(), parsed->end());
    }
  }

  /// Every key must have been asked for.
  void Close() {
    if (!node_.IsDefined() || !node_.IsMap()) return;
    std::vector<std::string> seen;
    for (const auto& entry : node_) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "?";
      if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
        Report(entry.first, fmt::format("unknown key '{}'{}", PathOf(ShownYaml(entry.first)),
                                        RightNames(key, known_)));
      }
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
        Report(entry.first, fmt::format("key '{}' is there twice; remove one", PathOf(key)));
      }
      seen.push_back(key);
    }
  }

  /// For a rule that concerns several keys.
  void Require(bool good, const char* name, const std::string& message) {
    if (!good) Report(Find(name), fmt::format("'{}' {}", PathOf(name), message));
  }

 private:
  YAML::Node Find(const char* name) {
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.emplace_back(name);
    if (!node_.IsDefined() || !node_.IsMap()) return YAML::Node(YAML::NodeType::Undefined);
    return std::as_const(node_)[name];
  }

  YAML::Node List(const char* name) {
    YAML::Node list = Find(name);
    if (!list.IsDefined()) return YAML::Node(YAML::NodeType::Sequence);
    if (list.IsSequence()) return list;
    Wrong(name, list, "a list");
  }

  static std::optional<double> AsNumber(const YAML::Node& value) {
    double number = 0;
    if (!value.IsScalar() || !YAML::convert<double>::decode(value, number)) return std::nullopt;
    return number;
  }

  std::string PathOf(std::string_view name) const {
    return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
  }
  [[noreturn]] void Wrong(const char* name, const YAML::Node& value, const std::string& right) {
    Report(value,
           fmt::format("'{}' is '{}' when it should be {}", PathOf(name), ShownYaml(value), right));
  }
  [[noreturn]] void Report(const YAML::Node& where, std::string message) {
    RefuseYaml(where.IsDefined() ? where : node_, std::move(message));
  }

  YAML::Node node_;
  std::string path_;
  std::vector<std::string> known_;
};

constexpr std::array<std::pair<const char*, CacheRules>, 6> kCacheRules{{
    {"none", CacheRules::kNone},
    {"family", CacheRules::kFamily},
    {"anthropic", CacheRules::kAnthropic},
    {"openai", CacheRules::kOpenAi},
    {"openai_exact", CacheRules::kOpenAiExact},
    {"implicit", CacheRules::kImplicit},
}};

constexpr std::array<std::pair<const char*, IncidentKind>, 4> kIncidentKinds{{
    {"slow", IncidentKind::kSlow},
    {"brown_out", IncidentKind::kBrownOut},
    {"outage", IncidentKind::kOutage},
    {"squeeze", IncidentKind::kSqueeze},
}};

void Read(ProfileSection section, PrefillModel& prefill) {
  section.Get("a0_ms", prefill.a0_ms);
  section.Get("a1_ms_per_token", prefill.a1_ms_per_token);
  section.Get("a2_ms_per_token", prefill.a2_ms_per_token);
  section.Get("cache_hit_ms", prefill.cache_hit_ms, {-kMost, kMost});
  section.Get("early_headers", prefill.early_headers);
  section.Get("early_headers_ms", prefill.early_headers_ms);
  ProfileSection noise = section.Inside("noise");
  noise.Get("floor_ms", prefill.noise.floor_ms);
  noise.Get("main_ms", prefill.noise.main_ms);
  noise.Get("tail_share", prefill.noise.tail_share, kShare);
  noise.Get("tail_ms", prefill.noise.tail_ms);
  noise.Close();
  section.Close();
}

void Read(ProfileSection section, DecodeModel& decode) {
  section.Get("b0_us", decode.b0_us);
  section.Get("b1_us_per_token", decode.b1_us_per_token);
  section.Get("b2_us_per_sequence", decode.b2_us_per_sequence);
  section.Get("jitter_sigma", decode.jitter_sigma, kSigma);
  section.Get("stall_probability", decode.stall_probability, kShare);
  section.Get("stall_ms", decode.stall_ms);
  section.Get("chunk_tokens_min", decode.chunk_tokens_min, {1, 10'000});
  section.Get("chunk_tokens_max", decode.chunk_tokens_max, {1, 10'000});
  section.Get("cancel_lag_ms", decode.cancel_lag_ms);
  section.Require(decode.chunk_tokens_min <= decode.chunk_tokens_max, "chunk_tokens_max",
                  "is below chunk_tokens_min; raise it");
  section.Close();
}

void Read(ProfileSection section, BatchModel& batch) {
  section.Get("max_sequences", batch.max_sequences, {0, 1e6});
  section.Get("prefill_budget_tokens", batch.prefill_budget_tokens, {1, 1e9});
  section.Close();
}

void Read(ProfileSection section, RegimeModel& regime) {
  section.Get("slow_factor", regime.slow_factor, kPositive);
  section.Get("slow_decode_factor", regime.slow_decode_factor, kPositive);
  section.Get("normal_dwell_s", regime.normal_dwell_s);
  section.Get("slow_dwell_s", regime.slow_dwell_s);
  section.Close();
}

void Read(ProfileSection section, RouteModel& route) {
  section.Get("count", route.count, {1, 1e6});
  section.Get("sigma", route.sigma, kSigma);
  section.Get("dwell_s", route.dwell_s, kPositive);
  section.Close();
}

void Read(ProfileSection section, OutputModel& output) {
  section.Get("short_tokens", output.short_tokens);
  section.Get("medium_tokens", output.medium_tokens);
  section.Get("long_tokens", output.long_tokens);
  section.Close();
}

void Read(ProfileSection section, ThinkingModel& thinking) {
  section.Get("tokens", thinking.tokens);
  section.Get("visible", thinking.visible);
  section.Close();
}

void Read(ProfileSection section, CacheModel& cache) {
  section.Get("rules", cache.rules, kCacheRules);
  section.Get("minimum_tokens", cache.minimum_tokens, {0, 1e9});
  section.Get("step_tokens", cache.step_tokens, {0, 1e9});
  section.Get("hit_routes", cache.hit_routes, {1, 1e6});
  section.Get("idle_min_s", cache.idle_min_s, kPositive);
  section.Get("idle_max_s", cache.idle_max_s, kPositive);
  section.Require(cache.idle_min_s <= cache.idle_max_s, "idle_max_s",
                  "is below idle_min_s; raise it");
  section.Close();
}

void Read(ProfileSection section, LimitModel& limits) {
  section.Get("requests_per_minute", limits.requests_per_minute);
  section.Get("input_tokens_per_minute", limits.input_tokens_per_minute);
  section.Get("output_tokens_per_minute", limits.output_tokens_per_minute);
  section.Get("burst_s", limits.burst_s);
  section.Close();
}

void Read(ProfileSection section, Skill& skill) {
  section.Get("answers", skill.answers, kShare);
  section.Get("labels", skill.labels, kShare);
  section.Get("tool_calls", skill.tool_calls, kShare);
  section.Close();
}

Incident ReadIncident(ProfileSection& section) {
  Incident incident;
  section.Get("kind", incident.kind, kIncidentKinds);
  section.Get("start_s", incident.start_s);
  section.Get("length_s", incident.length_s);
  section.Get("ramp_s", incident.ramp_s);
  section.Get("factor", incident.factor, kPositive);
  section.Get("share", incident.share, kShare);
  section.Get("status", incident.status, {400, 599});
  return incident;
}

Claim ReadClaim(ProfileSection& section) {
  Claim claim;
  section.Get("source", claim.source);
  section.Get("prompt_tokens", claim.prompt_tokens);
  section.Get("cached_tokens", claim.cached_tokens);
  section.Get("ttft_p50_ms", claim.ttft_p50_ms);
  section.Get("ttft_p95_ms", claim.ttft_p95_ms);
  section.Get("ttft_p99_ms", claim.ttft_p99_ms);
  section.Get("tokens_per_second", claim.tokens_per_second);
  section.Get("tolerance", claim.tolerance, kShare);
  return claim;
}

Profile ReadProfile(const YAML::Node& root) {
  Profile profile;
  ProfileSection section(root, "");
  section.Get("name", profile.name);
  section.Get("about", profile.about);
  Read(section.Inside("prefill"), profile.prefill);
  Read(section.Inside("decode"), profile.decode);
  Read(section.Inside("batch"), profile.batch);
  Read(section.Inside("regime"), profile.regime);
  Read(section.Inside("route"), profile.route);
  Read(section.Inside("output"), profile.output);
  Read(section.Inside("thinking"), profile.thinking);
  Read(section.Inside("cache"), profile.cache);
  Read(section.Inside("limits"), profile.limits);
  section.ForEach("incidents",
                  [&](ProfileSection& each) { profile.incidents.push_back(ReadIncident(each)); });
  section.Get("faults", profile.faults);
  Read(section.Inside("skill"), profile.skill);
  section.ForEach("claims",
                  [&](ProfileSection& each) { profile.claims.push_back(ReadClaim(each)); });
  for (const IdleSetting& idle : IdleSettings(profile)) {
    section.Require(false, idle.key, idle.message);
  }
  section.Close();
  return profile;
}

}  // namespace

Result<Profile> ParseProfile(std::string_view yaml, std::string_view file_name) {
  Profile profile;
  const Result<void> read = ReadYaml(
      yaml, file_name, [&profile](const YAML::Node& root) { profile = ReadProfile(root); });
  if (!read) return read.error();
  return profile;
}

}  // namespace lab::mocks
