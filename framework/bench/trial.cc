#include "framework/bench/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "framework/base/text.h"
#include "framework/measure/critical_path.h"
#include "framework/measure/reading.h"

namespace lab {

Step::Step(Loop& loop, measure::TrialRecord& record, std::string_view name, SpanKind kind,
           std::int64_t parent)
    : loop_(&loop), record_(&record), index_(static_cast<std::int64_t>(record.spans.size())) {
  if (Trim(name).empty() && !record.error)
    record.error = Error{ErrorKind::kUsage, "StepInto(\"\"): a step needs a name"};
  record.spans.push_back(
      {.name = std::string(name), .kind = kind, .parent = parent, .start = loop.Now()});
}

Step::Step(Step&& other) noexcept
    : loop_(other.loop_),
      record_(other.record_),
      index_(other.index_),
      ended_(std::exchange(other.ended_, true)) {}

Step Step::StepInto(std::string_view name, SpanKind kind) const {
  if (ended_ && !record_->error) {
    record_->error = Error{ErrorKind::kUsage,
                           fmt::format("StepInto(\"{}\") of a step that has ended; begin it before "
                                       "End(), or in the trial",
                                       Excerpt(name, 60))};
  }
  return {*loop_, *record_, name, kind, index_};
}

Call Step::In(Call call) const {
  call.step = index_;
  return call;
}

void Step::End() {
  if (std::exchange(ended_, true)) return;
  record_->spans[static_cast<std::size_t>(index_)].end = loop_->Now();
}

Trial::Trial(Loop& loop, std::uint64_t seed, const std::vector<std::int64_t>& args,
             measure::TrialRecord& record)
    : loop_(loop), seed_(seed), args_(args), record_(record), asked_(loop.Now()) {}

std::int64_t Trial::arg(std::size_t place) const {
  if (place < args_.size()) return args_[place];
  throw std::out_of_range(
      fmt::format("trial.arg({}) of a case that has {} argument{}; add "
                  "->Arg() or ->Args() to it by LAB_OPTIONS_F",
                  place, args_.size(), args_.size() == 1 ? "" : "s"));
}

Rng Trial::rng(std::string_view purpose) const {
  return Rng::For(seed_, purpose, static_cast<std::uint64_t>(record_.index));
}

namespace {

bool HasContent(const Reply& reply) {
  return !reply.text.empty() || !reply.reasoning.empty() || !reply.tool_calls.empty();
}

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
  const Time buffered = reply.text.empty() ? kUnset : reply.timeline.end;
  ShowAt(reply.timeline.streamed ? reply.timeline.first_visible : buffered, reply);
}

void Trial::ShowAt(Time first_visible, const Reply& last) {
  const Timeline& timeline = last.timeline;
  if (last.ok() && !IsSet(timeline.end))
    return Refuse("Show() got a reply that nobody gave; show one that a client answered");
  if (last.ok() && timeline.end < asked_)
    return Refuse(
        "Show() got an answer that ended before the user asked; call Ask() before Send()");
  record_.views.push_back({.asked = asked_,
                           .first_token = timeline.streamed  ? timeline.first_token
                                          : HasContent(last) ? timeline.end
                                                             : kUnset,
                           .first_visible = first_visible,
                           .last_token = timeline.streamed ? timeline.last_token : kUnset,
                           .end = timeline.end,
                           .output_tokens = TokensSeen(last),
                           .failed = !last.ok()});
}

void Trial::Note(std::string_view name, double value) {
  if (Trim(name).empty()) return Refuse("Note(\"\"): a figure needs a name");
  if (!std::isfinite(value))
    return Refuse(
        fmt::format("the figure '{}' is {} when it should be a finite number", name, value));
  record_.counters[std::string(name)] = value;
}

void Trial::Grade(double share) {
  if (!(share >= 0 && share <= 1))
    return Refuse(fmt::format("Grade({}): a share of right answers is from 0 to 1", share));
  Note(measure::kAccuracy, 100 * share);
}

void Trial::Measure(std::string_view name, Duration duration) {
  if (const std::string why = measure::WhyNoOwnName(name); !why.empty())
    return Refuse(
        fmt::format("the time '{}' cannot be measured by this name: {}", Excerpt(name, 60), why));
  if (duration < Duration::zero())
    return Refuse(
        fmt::format("the time '{}' is {} ms when it should be 0 or more", name, ToMs(duration)));
  record_.times[std::string(name)].push_back(duration);
}

void Trial::Classify(std::string_view truth, std::string_view said) {
  if (truth.empty())
    return Refuse("Classify(\"\", ...): the label that would be right has no name");
  record_.label = {.truth = std::string(truth), .said = std::string(said)};
  Note(measure::kLabelAccuracy, record_.label->right() ? 100 : 0);
}

Step Trial::StepInto(std::string_view name, SpanKind kind) {
  return {loop_, record_, name, kind, -1};
}

void Trial::NoteEffort() {
  Tokens tokens;
  for (const measure::Sample& sample : record_.samples)
    tokens += sample.usage.prompt() + sample.usage.output_total;
  Note("calls", static_cast<double>(record_.samples.size()));
  Note("tokens", static_cast<double>(tokens.count));
  const auto path = measure::CriticalPathOf(record_).calls.size();
  Note("critical path", static_cast<double>(path));
}

void Trial::Refuse(std::string why) { Fail({ErrorKind::kUsage, std::move(why)}); }

void Trial::Fail(Error error) {
  if (!record_.error) record_.error = std::move(error);
}

}  // namespace lab
