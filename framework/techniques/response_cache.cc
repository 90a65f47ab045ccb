#include "framework/techniques/response_cache.h"

#include <iterator>
#include <utility>

#include "framework/techniques/local_reply.h"
#include "framework/techniques/option_check.h"

namespace lab {

ResponseCache::ResponseCache(Loop& loop, Client& inner, ResponseCacheOptions options)
    : loop_(loop),
      inner_(inner),
      options_(std::move(options)),
      wrong_(OptionCheck("ResponseCache").NotNegative("ttl", options_.ttl).error()) {}

const Reply* ResponseCache::Find(const std::string& key) {
  const auto found = places_.find(key);
  if (found == places_.end()) {
    ++counts_.misses;
    return nullptr;
  }
  const Place place = found->second;
  if (loop_.Now() - place->stored >= options_.ttl) {
    ++counts_.misses;
    ++counts_.expired;
    Drop(place);
    return nullptr;
  }
  ++counts_.hits;
  recent_.splice(recent_.begin(), recent_, place);
  return &place->answer;
}

void ResponseCache::Drop(Place place) {
  bytes_ -= place->bytes;
  places_.erase(place->key);
  recent_.erase(place);
}

void ResponseCache::Store(std::string key, const Reply& reply) {
  if (const auto old = places_.find(key); old != places_.end()) Drop(old->second);
  const std::size_t bytes = key.size() + reply.text.size() + reply.reasoning.size();
  if (bytes > options_.max_bytes || options_.max_entries == 0) return;
  while (recent_.size() >= options_.max_entries || bytes_ + bytes > options_.max_bytes) {
    Drop(std::prev(recent_.end()));
    ++counts_.evicted;
  }
  recent_.push_front({std::move(key), AnswerOf(reply), loop_.Now(), bytes});
  places_.emplace(recent_.front().key, recent_.begin());
  bytes_ += bytes;
}

Task<Reply> ResponseCache::Answer(Request request, Call call) {
  const Asked asked{request, call, loop_.Now()};
  if (wrong_) co_return FailedHere(asked, asked.at, *wrong_);
  std::string key = options_.key(request);
  if (const Reply* answer = Find(key)) co_return ServedHere(*answer, asked, asked.at);
  Reply reply = co_await inner_.Send(std::move(request), std::move(call));
  if (IsWholeAnswer(reply)) Store(std::move(key), reply);
  co_return reply;
}

}  // namespace lab
