// The provider's prompt cache: which part of a prompt need not be read again, and what is billed.
//
//   PromptCache cache(profile.cache, seed);
//   CachePlan plan = cache.Look(request, key, now);     // plan.usage has the prompt's counters
//   ...                                                 // the prompt is read
//   cache.Commit(plan, now);                            // the response begins: entries are usable
//
// Between Look and Commit nobody else finds the entries, so a crowd of cold requests all miss. A
// plan that is never committed (the request was cancelled) leaves nothing behind.
//
// Prompts are matched by whole blocks: a prefix that ends inside a block is not seen.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "framework/base/time.h"
#include "framework/llm/usage.h"
#include "mocks/mock_request.h"
#include "mocks/profile.h"

namespace lab::mocks {

/// Prefixes by hash, each with its life. A use renews it.
class CacheEntries {
 public:
  bool Live(std::uint64_t prefix, Duration now) const;
  /// Renews a live entry for its own life.
  void Touch(std::uint64_t prefix, Duration now);
  /// Adds or renews. An entry that lives longer already keeps its life.
  void Put(std::uint64_t prefix, Duration life, Duration now);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Duration life;
    Duration expires;
  };
  void DropExpired(Duration now);

  std::unordered_map<std::uint64_t, Entry> entries_;
  std::size_t next_sweep_ = 1024;
};

struct CachePlan {
  Usage usage;  ///< prompt counters only
  struct Write {
    std::uint64_t prefix = 0;
    Duration life = Duration::zero();
  };
  std::vector<Write> writes;
};

class PromptCache {
 public:
  PromptCache(const CacheModel& model, std::uint64_t seed);

  /// What the request would read and write, and renews what it reads. `key` picks the route.
  CachePlan Look(const MockRequest& request, std::uint64_t key, Duration now);
  /// The response has begun.
  void Commit(const CachePlan& plan, Duration now);
  /// What a request would read; changes nothing.
  Tokens Peek(const MockRequest& request, std::uint64_t key, Duration now) const;

 private:
  /// The prompt up to and with a block.
  struct Prefix {
    std::uint64_t hash;
    Tokens tokens;
    CacheTtl breakpoint;
  };
  using Prefixes = std::vector<Prefix>;

  Prefixes PrefixesOf(const MockRequest& request, std::uint64_t key, std::uint64_t machine) const;
  /// The longest live one; -1 for none.
  std::ptrdiff_t FindExplicit(const Prefixes& prefixes, Duration now) const;
  std::ptrdiff_t FindAutomatic(const Prefixes& prefixes, Duration now) const;
  CachePlan LookExplicit(const MockRequest& request, std::uint64_t key, Duration now);
  CachePlan LookAutomatic(const MockRequest& request, std::uint64_t key, Duration now);
  std::uint64_t MachineOf(const MockRequest& request, Duration now) const;
  std::uint64_t CrowdOf(const MockRequest& request) const;
  void CountIn(std::uint64_t crowd, Duration now);

  CacheModel model_;
  std::uint64_t seed_;
  CacheEntries entries_;
  /// Requests of the last minute on one prefix and key.
  std::unordered_map<std::uint64_t, std::deque<Duration>> crowds_;
  std::size_t next_sweep_ = 1024;
};

}  // namespace lab::mocks
