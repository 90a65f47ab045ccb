#include "framework/techniques/semantic_cache.h"

#include <algorithm>
#include <utility>

#include "framework/techniques/give_up_notice.h"
#include "framework/techniques/local_reply.h"
#include "framework/techniques/option_check.h"

namespace lab {

SemanticCache::SemanticCache(Loop& loop, Client& inner, const Embedder& embedder,
                             SemanticCacheOptions options)
    : loop_(loop),
      inner_(inner),
      embedder_(embedder),
      options_(std::move(options)),
      wrong_(OptionCheck("SemanticCache")
                 .AtLeast("the embedder's dimension",
                          static_cast<std::int64_t>(embedder.dimension()), 1)
                 .Within("threshold", options_.threshold, -1, 1)
                 .NotNegative("ttl", options_.ttl)
                 .NotNegative("embedding_time", options_.embedding_time)
                 .error()),
      index_(embedder.dimension()) {}

SemanticCache::Question SemanticCache::Ask(const Request& request) const {
  Question question{.scope = options_.scope(request), .text = request.user.str()};
  question.vector.resize(embedder_.dimension());
  embedder_.Embed(question.text, question.vector);
  return question;
}

std::optional<Nearest> SemanticCache::Find(const Question& question) {
  DropExpired();
  const auto scope = scopes_.find(question.scope);
  if (scope == scopes_.end()) return std::nullopt;
  const std::int64_t number = scope->second.number;
  const std::optional<Nearest> nearest = index_.FindNearest(
      question.vector, [this, number](std::size_t row) { return entries_[row].scope == number; });
  constexpr double kRounding = 1e-6;  // of floats: a text's cosine with itself may miss 1 by that
  if (!nearest || static_cast<double>(nearest->similarity) < options_.threshold - kRounding) {
    return std::nullopt;
  }
  return nearest;
}

// The oldest cannot be told by their place, so all are looked at: less work than comparing vectors.
void SemanticCache::DropExpired() {
  for (std::size_t row = entries_.size(); row-- > 0;) {
    if (loop_.Now() - entries_[row].stored < options_.ttl) continue;
    Drop(row);
    ++counts_.expired;
  }
}

void SemanticCache::Drop(std::size_t row) {
  LeaveScope(entries_[row].scope);
  index_.Remove(row);
  if (row + 1 < entries_.size()) entries_[row] = std::move(entries_.back());
  entries_.pop_back();
}

std::int64_t SemanticCache::EnterScope(const std::string& key) {
  const auto [place, is_new] = scopes_.try_emplace(key, Scope{next_scope_, 0});
  if (is_new) ++next_scope_;
  ++place->second.entries;
  return place->second.number;
}

void SemanticCache::LeaveScope(std::int64_t number) {
  const auto place = std::find_if(scopes_.begin(), scopes_.end(), [number](const auto& scope) {
    return scope.second.number == number;
  });
  if (--place->second.entries == 0) scopes_.erase(place);
}

// The same question is kept once: two that were in flight together both missed.
void SemanticCache::MakeRoom(const Question& question, std::int64_t scope) {
  const auto same = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.scope == scope && entry.question == question.text;
  });
  if (same != entries_.end()) return Drop(static_cast<std::size_t>(same - entries_.begin()));
  if (entries_.size() < options_.max_entries) return;
  const auto oldest =
      std::min_element(entries_.begin(), entries_.end(),
                       [](const Entry& a, const Entry& b) { return a.used < b.used; });
  Drop(static_cast<std::size_t>(oldest - entries_.begin()));
  ++counts_.evicted;
}

void SemanticCache::Store(Question question, const Reply& reply) {
  if (options_.max_entries == 0) return;
  const std::int64_t scope = EnterScope(question.scope);
  MakeRoom(question, scope);
  index_.Add(question.vector);
  entries_.push_back({scope, std::move(question.text), AnswerOf(reply), loop_.Now(), ++uses_});
}

Task<Reply> SemanticCache::Answer(Request request, Call call) {
  if (request.user.empty()) co_return co_await inner_.Send(std::move(request), std::move(call));
  const Asked asked{request, call, loop_.Now()};
  if (wrong_) co_return FailedHere(asked, asked.at, *wrong_);
  call.deadline = DeadlineOf(asked);
  call.intended = IntendedOf(asked);
  const Duration left = call.deadline - asked.at;
  GiveUpNotice notice(loop_, asked);
  Question question = Ask(request);
  co_await loop_.Sleep(std::min(options_.embedding_time, left));
  notice.Over();  // from here on the client below tells of it
  if (options_.embedding_time > left) {
    Error late{ErrorKind::kTimeout, "embedding the question took the whole time of the request"};
    co_return FailedHere(asked, loop_.Now(), std::move(late));
  }
  if (const std::optional<Nearest> nearest = Find(question)) {
    ++counts_.hits;
    Entry& entry = entries_[nearest->row];
    entry.used = ++uses_;
    const SemanticHit hit{question.text, entry.question, std::min(nearest->similarity, 1.0f)};
    if (options_.on_hit) options_.on_hit(hit);
    co_return ServedHere(entry.answer, asked, loop_.Now());
  }
  ++counts_.misses;
  Reply reply = co_await inner_.Send(std::move(request), std::move(call));
  if (IsWholeAnswer(reply)) Store(std::move(question), reply);
  co_return reply;
}

}  // namespace lab
