#include "mocks/cache_rules.h"

#include <charconv>

namespace lab::mocks {
namespace {

struct MinimumRow {
  std::string_view model;  ///< what its name begins with; the longest row wins
  std::int64_t tokens;
};

// platform.claude.com/docs/en/build-with-claude/prompt-caching, 2026-11. Rows marked "assumed" are
// not documented there and take their predecessor's figure.
constexpr MinimumRow kAnthropicMinimums[] = {
    {"claude-fable-5", 512},                             // 5.1, 5.2: assumed
    {"claude-mythos-5", 512},   {"claude-opus-5", 512},  // 5.5: assumed
    {"claude-opus-4", 1024},    {"claude-opus-4-8", 1024},
    {"claude-opus-4-7", 2048},  // other pages say 4,096
    {"claude-opus-4-6", 4096},  {"claude-opus-4-5", 4096},
    {"claude-sonnet", 1024},  // 5.5: assumed; users measured 2,048 for 4.6
    {"claude-haiku-4-5", 4096}, {"claude-haiku-5-5", 4096},  // assumed
    {"claude-3-5-haiku", 2048}, {"claude-3-haiku", 2048},
};

constexpr std::int64_t kDefaultMinimum = 1024;
constexpr Duration kExactLife = std::chrono::minutes(30);

}  // namespace

Tokens AnthropicCacheMinimum(std::string_view model) {
  std::size_t longest = 0;
  std::int64_t tokens = kDefaultMinimum;
  for (const MinimumRow& row : kAnthropicMinimums) {
    if (!model.starts_with(row.model) || row.model.size() <= longest) continue;
    longest = row.model.size();
    tokens = row.tokens;
  }
  return Tokens{tokens};
}

bool HasExactOpenAiCache(std::string_view model) {
  constexpr std::string_view kPrefix = "gpt-";
  if (!model.starts_with(kPrefix)) return false;
  model.remove_prefix(kPrefix.size());
  int major = 0;
  int minor = 0;
  const char* end = model.data() + model.size();
  const auto [rest, code] = std::from_chars(model.data(), end, major);
  if (code != std::errc{}) return false;
  if (rest != end && *rest == '.') std::from_chars(rest + 1, end, minor);
  return major > 5 || (major == 5 && minor >= 6);
}

AutomaticRules AutomaticRulesFor(const CacheModel& cache, std::string_view model) {
  AutomaticRules rules;
  rules.idle_min = FromMs(cache.idle_min_s * 1000);
  rules.idle_max = FromMs(cache.idle_max_s * 1000);
  const bool openai = cache.rules == CacheRules::kFamily || cache.rules == CacheRules::kOpenAi;
  if (cache.rules == CacheRules::kOpenAiExact || (openai && HasExactOpenAiCache(model))) {
    rules.step = Tokens{1};
    rules.paid_writes = true;
    rules.idle_min = rules.idle_max = kExactLife;
  }
  if (cache.rules == CacheRules::kImplicit) {
    rules.step = Tokens{1};
    rules.overflow_per_minute = 0;
  }
  if (cache.minimum_tokens > 0) rules.minimum = Tokens{cache.minimum_tokens};
  if (cache.step_tokens > 0) rules.step = Tokens{cache.step_tokens};
  return rules;
}

CacheStyle CacheStyleFor(const CacheModel& cache, Family family) {
  switch (cache.rules) {
    case CacheRules::kNone:
      return CacheStyle::kNone;
    case CacheRules::kFamily:
      return family == Family::kAnthropic ? CacheStyle::kExplicit : CacheStyle::kAutomatic;
    case CacheRules::kAnthropic:
      return CacheStyle::kExplicit;
    case CacheRules::kOpenAi:
    case CacheRules::kOpenAiExact:
    case CacheRules::kImplicit:
      return CacheStyle::kAutomatic;
  }
  return CacheStyle::kNone;
}

}  // namespace lab::mocks
