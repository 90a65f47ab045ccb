// Remembers answers, and gives them to questions that mean nearly the same.
//
//   HashedNgramEmbedder embedder;
//   SemanticCache cache(loop, model, embedder, {.threshold = 0.9});
//   Request first{.system = faq, .user = "How do I reset my password?"};
//   Request second{.system = faq, .user = "how can i reset my password"};
//   co_await cache.Send(first);       // asks the model
//   co_await cache.Send(second);      // perhaps a hit
//
// What is compared is `Request::user`; everything else that changes the answer (model, system
// prompt, history, tools, settings) must be equal to the byte (ScopeKey). The nearest stored
// question answers when its cosine reaches the threshold.
//
// A lower threshold hits more often and is more often wrong: "What temperature should my freezer
// have?" is close to the same question about the fridge. Nobody can see such a false hit from
// outside, so measure it first, on questions whose answers are known, as suites/caching/
// semantic_cache.cc does. Answers that depend on time, user or tools do not belong here.
//
// Only whole answers are kept (IsWholeAnswer), the least recently used goes first. A request whose
// `user` is empty passes by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/time.h"
#include "framework/llm/client.h"
#include "framework/runtime/loop.h"
#include "framework/techniques/answer_key.h"
#include "framework/techniques/cache_counts.h"
#include "framework/techniques/embedder.h"
#include "framework/techniques/vector_index.h"

namespace lab {

/// For whoever looks into why a question was answered from the cache.
struct SemanticHit {
  std::string_view asked;
  std::string_view stored;  ///< the question that was answered instead
  double similarity;        ///< the cosine of the two, threshold to 1
};

struct SemanticCacheOptions {
  double threshold = 0.9;
  Duration ttl = std::chrono::hours(1);  ///< from when the answer was stored
  /// Each holds its question, its answer and 4 bytes times the embedder's dimension; each is looked
  /// at by every request (vector_index.h says what that costs).
  std::size_t max_entries = 1000;
  /// What an embedding takes: waited for by every request, hit or miss. The local embedder needs
  /// some ten microseconds, which are not worth counting; one behind an API takes 20 to 200 ms.
  Duration embedding_time = Duration::zero();
  std::function<std::string(const Request&)> scope = ScopeKey;
  /// Called at each hit, before its reply is returned. May be empty.
  std::function<void(const SemanticHit&)> on_hit;
};

class SemanticCache final : public Client {
 public:
  /// `loop`, `inner` and `embedder` must outlive it.
  SemanticCache(Loop& loop, Client& inner, const Embedder& embedder,
                SemanticCacheOptions options = {});

  Task<Reply> Answer(Request request, Call call) override;
  std::string_view model() const override { return inner_.model(); }

  const CacheCounts& counts() const { return counts_; }
  std::size_t entries() const { return entries_.size(); }

 private:
  /// Number i belongs to row i of the index.
  struct Entry {
    std::int64_t scope;
    std::string question;
    Reply answer;
    Time stored;
    std::int64_t used;  // the greater the later
  };
  /// A scope is a whole prompt: it is kept once, as long as an entry has it.
  struct Scope {
    std::int64_t number;
    std::size_t entries;
  };
  struct Question {
    std::string scope;
    std::string text;
    std::vector<float> vector;
  };

  Question Ask(const Request& request) const;
  std::optional<Nearest> Find(const Question& question);
  void Store(Question question, const Reply& reply);
  void MakeRoom(const Question& question, std::int64_t scope);
  std::int64_t EnterScope(const std::string& key);
  void LeaveScope(std::int64_t number);
  void Drop(std::size_t row);
  void DropExpired();

  Loop& loop_;
  Client& inner_;
  const Embedder& embedder_;
  SemanticCacheOptions options_;
  std::optional<Error> wrong_;  // with the options
  VectorIndex index_;
  std::vector<Entry> entries_;
  std::map<std::string, Scope> scopes_;
  std::int64_t next_scope_ = 0;
  std::int64_t uses_ = 0;
  CacheCounts counts_;
};

}  // namespace lab
