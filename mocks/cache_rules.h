// What the providers document about their prompt caches, as data.
//
//   Tokens minimum = AnthropicCacheMinimum("claude-haiku-4-5-20251001");    // 4,096
//   AutomaticRules rules = AutomaticRulesFor(profile.cache, "gpt-5-mini");
#pragma once

#include <cstdint>
#include <string_view>

#include "framework/base/time.h"
#include "framework/base/units.h"
#include "mocks/mock_request.h"
#include "mocks/profile.h"

namespace lab::mocks {

inline constexpr std::size_t kAnthropicMaxBreakpoints = 4;
/// Blocks behind a breakpoint that are searched for an earlier entry.
inline constexpr std::size_t kAnthropicLookBack = 20;

/// Shortest prefix that is cached; below it nothing is, without an error. 1,024 for unknown models.
Tokens AnthropicCacheMinimum(std::string_view model);

/// "gpt-5.6" and newer: exact prefixes, paid writes.
bool HasExactOpenAiCache(std::string_view model);

/// How an automatic prefix cache works.
struct AutomaticRules {
  Tokens minimum{1024};
  Tokens step{128};          ///< hits grow in steps of so many tokens; 1: exact
  bool paid_writes = false;  ///< reported as written tokens
  /// Requests a minute on one prefix and key above which the next machine is asked; 0: never.
  std::int64_t overflow_per_minute = 15;
  Duration idle_min = std::chrono::minutes(5);
  Duration idle_max = std::chrono::minutes(10);
};

AutomaticRules AutomaticRulesFor(const CacheModel& cache, std::string_view model);

/// Whether breakpoints, automatic prefixes or nothing counts for this request.
enum class CacheStyle : std::uint8_t { kNone, kExplicit, kAutomatic };
CacheStyle CacheStyleFor(const CacheModel& cache, Family family);

}  // namespace lab::mocks
