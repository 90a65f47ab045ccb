// Remembers answers: the same request again is answered at once and costs nothing.
//
//   ResponseCache cache(loop, model, {.ttl = 10min, .max_entries = 1000});
//   Reply first = co_await cache.Send(request);      // asks the model
//   Reply again = co_await cache.Send(request);      // its text, 0 ms, no usage
//
// Only whole answers are kept: no failure, nothing that was cut, no tool calls (IsWholeAnswer). The
// least recently used goes first when there are too many or they are too large. Two equal requests
// that are in flight together both miss: put a Coalescer below the cache for those.
//
// At a temperature above 0 everybody gets the first answer that was drawn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "framework/base/time.h"
#include "framework/llm/client.h"
#include "framework/runtime/loop.h"
#include "framework/techniques/answer_key.h"
#include "framework/techniques/cache_counts.h"

namespace lab {

struct ResponseCacheOptions {
  Duration ttl = std::chrono::hours(1);  ///< from when the answer was stored; a hit adds nothing
  std::size_t max_entries = 1000;
  std::size_t max_bytes = std::size_t{64} << 20;  ///< of keys (the whole prompt) and answers
  std::function<std::string(const Request&)> key = AnswerKey;
};

class ResponseCache final : public Client {
 public:
  /// `loop` and `inner` must outlive it.
  ResponseCache(Loop& loop, Client& inner, ResponseCacheOptions options = {});

  /// A hit has a timeline of its own that begins and ends now, `request_id` and model of the first.
  Task<Reply> Answer(Request request, Call call) override;
  std::string_view model() const override { return inner_.model(); }

  const CacheCounts& counts() const { return counts_; }
  std::size_t entries() const { return recent_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::string key;
    Reply answer;
    Time stored;
    std::size_t bytes;
  };
  using Place = std::list<Entry>::iterator;

  const Reply* Find(const std::string& key);
  void Store(std::string key, const Reply& reply);
  void Drop(Place place);

  Loop& loop_;
  Client& inner_;
  ResponseCacheOptions options_;
  std::optional<Error> wrong_;                          // with the options
  std::list<Entry> recent_;                             // the latest used first
  std::unordered_map<std::string_view, Place> places_;  // by the entries' own keys
  std::size_t bytes_ = 0;
  CacheCounts counts_;
};

}  // namespace lab
