#include "framework/bench/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace lab {

Trial::Trial(Loop& loop, std::uint64_t seed, const std::vector<std::int64_t>& args,
             measure::TrialRecord& record)
    : loop_(loop), seed_(seed), args_(args), record_(record), asked_(loop.Now()) {}

std::int64_t Trial::arg(std::size_t place) const {
  assert(place < args_.size() && "the case has no such argument: add ->Arg() or ->Args() to it");
  return args_[place];
}

Rng Trial::rng(std::string_view purpose) const {
  return Rng::For(seed_, purpose, static_cast<std::uint64_t>(record_.index));
}

namespace {

// What was generated from the first token on. Thinking that the provider keeps to itself came
// before it.
std::int64_t TokensSeen(const Reply& reply) {
  const bool hidden =
      std::none_of(reply.timeline.tokens.begin(), reply.timeline.tokens.end(),
                   [](const TokenArrival& token) { return token.kind == TokenKind::kReasoning; });
  const Tokens unseen = hidden ? reply.usage.output_reasoning : Tokens{0};
  return (reply.usage.output_total - unseen).count;
}

}  // namespace

void Trial::Show(const Reply& reply) {
  const Time buffered = reply.timeline.end;
  ShowAt(reply.timeline.streamed ? reply.timeline.first_visible : buffered, reply);
}

void Trial::ShowAt(Time first_visible, const Reply& last) {
  const Timeline& timeline = last.timeline;
  record_.views.push_back({.asked = asked_,
                           .first_token = timeline.streamed ? timeline.first_token : timeline.end,
                           .first_visible = first_visible,
                           .last_token = timeline.streamed ? timeline.last_token : kUnset,
                           .end = timeline.end,
                           .output_tokens = TokensSeen(last),
                           .failed = !last.ok()});
}

void Trial::Note(std::string_view name, double value) {
  if (std::isfinite(value)) {
    record_.counters[std::string(name)] = value;
    return;
  }
  Fail({ErrorKind::kUsage,
        fmt::format("the figure '{}' is {} when it should be a finite number", name, value)});
}

void Trial::Fail(Error error) {
  if (!record_.error) record_.error = std::move(error);
}

}  // namespace lab
