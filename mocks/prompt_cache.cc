#include "mocks/prompt_cache.h"

#include <algorithm>

#include "framework/base/hash.h"
#include "mocks/cache_rules.h"

namespace lab::mocks {
namespace {

constexpr Duration kMinute = std::chrono::minutes(1);
/// OpenAI routes by the hash of roughly so many tokens.
constexpr Tokens kRoutingTokens{256};

Duration LifeOf(CacheTtl ttl) {
  return ttl == CacheTtl::k1Hour ? Duration(std::chrono::hours(1)) : std::chrono::minutes(5);
}

Tokens ReadTokens(Tokens matched, const AutomaticRules& rules) {
  const Tokens whole_steps{matched.count / rules.step.count * rules.step.count};
  return whole_steps < rules.minimum ? Tokens{} : whole_steps;
}

Duration IdleLife(std::uint64_t draw, const AutomaticRules& rules) {
  const auto span = static_cast<std::uint64_t>((rules.idle_max - rules.idle_min).count());
  return rules.idle_min + Duration(static_cast<std::int64_t>(Mix64(draw) % (span + 1)));
}

}  // namespace

bool CacheEntries::Live(std::uint64_t prefix, Duration now) const {
  const auto entry = entries_.find(prefix);
  return entry != entries_.end() && now < entry->second.expires;
}

void CacheEntries::Touch(std::uint64_t prefix, Duration now) {
  const auto entry = entries_.find(prefix);
  if (entry == entries_.end() || now >= entry->second.expires) return;
  entry->second.expires = Later(now, entry->second.life);
}

void CacheEntries::Put(std::uint64_t prefix, Duration life, Duration now) {
  if (entries_.size() >= next_sweep_) DropExpired(now);
  Entry& entry = entries_[prefix];
  const bool live = now < entry.expires;
  entry.life = live ? std::max(entry.life, life) : life;
  entry.expires = Later(now, entry.life);
}

void CacheEntries::DropExpired(Duration now) {
  std::erase_if(entries_, [now](const auto& entry) { return entry.second.expires <= now; });
  next_sweep_ = std::max<std::size_t>(1024, entries_.size() * 2);
}

PromptCache::PromptCache(const CacheModel& model, std::uint64_t seed)
    : model_(model), seed_(seed) {}

CachePlan PromptCache::Look(const MockRequest& request, std::uint64_t key, Duration now) {
  switch (CacheStyleFor(model_, request.family)) {
    case CacheStyle::kExplicit:
      return LookExplicit(request, key, now);
    case CacheStyle::kAutomatic:
      return LookAutomatic(request, key, now);
    case CacheStyle::kNone:
      break;
  }
  CachePlan plan;
  plan.usage.input_uncached = request.prompt_tokens();
  return plan;
}

void PromptCache::Commit(const CachePlan& plan, Duration now) {
  for (const CachePlan::Write& write : plan.writes) entries_.Put(write.prefix, write.life, now);
}

Tokens PromptCache::Peek(const MockRequest& request, std::uint64_t key, Duration now) const {
  const CacheStyle style = CacheStyleFor(model_, request.family);
  if (style == CacheStyle::kNone) return {};
  if (style == CacheStyle::kExplicit) {
    const Prefixes prefixes = PrefixesOf(request, key, 0);
    const std::ptrdiff_t hit = FindExplicit(prefixes, now);
    return hit < 0 ? Tokens{} : prefixes[static_cast<std::size_t>(hit)].tokens;
  }
  const Prefixes prefixes = PrefixesOf(request, key, MachineOf(request, now));
  const std::ptrdiff_t hit = FindAutomatic(prefixes, now);
  if (hit < 0) return {};
  return ReadTokens(prefixes[static_cast<std::size_t>(hit)].tokens,
                    AutomaticRulesFor(model_, request.model));
}

PromptCache::Prefixes PromptCache::PrefixesOf(const MockRequest& request, std::uint64_t key,
                                              std::uint64_t machine) const {
  const auto routes = static_cast<std::uint64_t>(std::max(1, model_.hit_routes));
  const std::uint64_t route = HashCombine(seed_, key) % routes;
  Prefix prefix{HashCombine(Hash64(request.model, machine), route), {}, {}};
  Prefixes prefixes;
  prefixes.reserve(request.blocks.size());
  for (const PromptBlock& block : request.blocks) {
    const auto section = static_cast<std::uint64_t>(block.section);
    prefix.hash = HashCombine(prefix.hash + section, block.hash);
    prefix.tokens += block.tokens;
    prefix.breakpoint = block.breakpoint;
    prefixes.push_back(prefix);
  }
  return prefixes;
}

// The latest breakpoint that finds anything wins: whatever it finds is the longest, but for an
// earlier breakpoint that looks back from a place behind it.
std::ptrdiff_t PromptCache::FindExplicit(const Prefixes& prefixes, Duration now) const {
  std::ptrdiff_t found = -1;
  for (std::size_t at = prefixes.size(); at-- > 0;) {
    if (prefixes[at].breakpoint == CacheTtl::kNone) continue;
    const std::size_t back = std::min(at, kAnthropicLookBack);
    for (std::size_t i = 0; i <= back; ++i) {
      const auto place = static_cast<std::ptrdiff_t>(at - i);
      if (place <= found) break;
      if (entries_.Live(prefixes[at - i].hash, now)) found = place;
    }
  }
  return found;
}

CachePlan PromptCache::LookExplicit(const MockRequest& request, std::uint64_t key, Duration now) {
  const Tokens minimum = model_.minimum_tokens > 0 ? Tokens{model_.minimum_tokens}
                                                   : AnthropicCacheMinimum(request.model);
  const Prefixes prefixes = PrefixesOf(request, key, 0);
  const std::ptrdiff_t hit = FindExplicit(prefixes, now);
  CachePlan plan;
  Tokens covered;
  if (hit >= 0) {
    const Prefix& read = prefixes[static_cast<std::size_t>(hit)];
    plan.usage.cache_read = covered = read.tokens;
  }
  std::size_t breakpoints = 0;
  for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(prefixes.size()); ++i) {
    const Prefix& prefix = prefixes[static_cast<std::size_t>(i)];
    if (i <= hit) entries_.Touch(prefix.hash, now);
    if (prefix.breakpoint == CacheTtl::kNone || prefix.tokens < minimum) continue;
    if (++breakpoints > kAnthropicMaxBreakpoints) break;
    if (i <= hit) continue;
    const bool hour = prefix.breakpoint == CacheTtl::k1Hour;
    Tokens& written = hour ? plan.usage.cache_write_1h : plan.usage.cache_write_5m;
    written += prefix.tokens - covered;
    covered = prefix.tokens;
    plan.writes.push_back({prefix.hash, LifeOf(prefix.breakpoint)});
  }
  plan.usage.input_uncached = request.prompt_tokens() - covered;
  return plan;
}

std::ptrdiff_t PromptCache::FindAutomatic(const Prefixes& prefixes, Duration now) const {
  for (std::size_t at = prefixes.size(); at-- > 0;) {
    if (entries_.Live(prefixes[at].hash, now)) return static_cast<std::ptrdiff_t>(at);
  }
  return -1;
}

CachePlan PromptCache::LookAutomatic(const MockRequest& request, std::uint64_t key, Duration now) {
  const AutomaticRules rules = AutomaticRulesFor(model_, request.model);
  const Tokens prompt = request.prompt_tokens();
  CachePlan plan;
  plan.usage.input_uncached = prompt;
  if (prompt < rules.minimum) return plan;
  const Prefixes prefixes = PrefixesOf(request, key, MachineOf(request, now));
  if (rules.overflow_per_minute > 0) CountIn(CrowdOf(request), now);
  const std::ptrdiff_t hit = FindAutomatic(prefixes, now);
  if (hit >= 0) {
    plan.usage.cache_read = ReadTokens(prefixes[static_cast<std::size_t>(hit)].tokens, rules);
  }
  plan.usage.input_uncached = prompt - plan.usage.cache_read;
  if (rules.paid_writes) std::swap(plan.usage.cache_write_5m, plan.usage.input_uncached);
  for (std::size_t i = 0; i < prefixes.size(); ++i) {
    if (prefixes[i].tokens < rules.minimum) continue;
    if (static_cast<std::ptrdiff_t>(i) <= hit) entries_.Touch(prefixes[i].hash, now);
    plan.writes.push_back({prefixes[i].hash, IdleLife(prefixes[i].hash ^ seed_, rules)});
  }
  return plan;
}

void PromptCache::CountIn(std::uint64_t crowd, Duration now) {
  const Duration horizon = now - kMinute;
  if (crowds_.size() >= next_sweep_) {
    std::erase_if(crowds_, [=](const auto& entry) { return entry.second.back() <= horizon; });
    next_sweep_ = std::max<std::size_t>(1024, crowds_.size() * 2);
  }
  std::deque<Duration>& times = crowds_[crowd];
  while (!times.empty() && times.front() <= horizon) times.pop_front();
  times.push_back(now);
}

std::uint64_t PromptCache::CrowdOf(const MockRequest& request) const {
  std::uint64_t crowd = Hash64(request.cache_key, Hash64(request.model));
  Tokens seen;
  for (const PromptBlock& block : request.blocks) {
    if (seen >= kRoutingTokens) break;
    crowd = HashCombine(crowd, block.hash);
    seen += block.tokens;
  }
  return crowd;
}

// Which of the machines that serve this prefix and key: the first takes so many requests a minute,
// the next the following ones. Machines share nothing; the key is part of the machine.
std::uint64_t PromptCache::MachineOf(const MockRequest& request, Duration now) const {
  const AutomaticRules rules = AutomaticRulesFor(model_, request.model);
  if (rules.overflow_per_minute == 0) return 0;
  const std::uint64_t crowd = CrowdOf(request);
  const auto recent = crowds_.find(crowd);
  std::int64_t count = 0;
  if (recent != crowds_.end()) {
    const auto& times = recent->second;
    count = times.end() - std::upper_bound(times.begin(), times.end(), now - kMinute);
  }
  return HashCombine(crowd, static_cast<std::uint64_t>(count / rules.overflow_per_minute));
}

}  // namespace lab::mocks
