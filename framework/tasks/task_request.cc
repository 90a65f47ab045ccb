#include "framework/tasks/task_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cassert>

namespace lab {
namespace {

/// Some models think unasked, and what they think counts.
constexpr Tokens kRoomToThink{4000};

}  // namespace

Outgoing RequestOf(const KnownTask& task, const TaskRequestOptions& options) {
  const std::int64_t tokens =
      options.tokens_base.count + options.tokens_step.count * task.complexity;
  return {
      .request =
          {.system =
               "You answer test questions. Work the answer out in a few short sentences, then end "
               "with a line of its own that says 'Answer: ' and the answer, and nothing behind it.",
           .user = task.Prompt(),
           .max_tokens = kRoomToThink},
      .call = Expecting(fmt::format("task={};complexity={};answer={};sample={};output_tokens={};"
                                    "thinking_tokens={}",
                                    task.id, task.complexity, task.answer, options.sample, tokens,
                                    options.thinking_step.count * task.complexity))};
}

Outgoing LabelRequest(std::string text, const LabelQuestion& question, std::string_view key) {
  assert(question.labels.size() > 1);
  return {
      .request = {.system = fmt::format("{} Reply with one word, one of these: {}.",
                                        question.instructions, fmt::join(question.labels, ", ")),
                  .user = std::move(text),
                  .max_tokens = kRoomToThink},
      .call = Expecting(fmt::format("task=label/{};answer={};labels={};thinking_tokens=64", key,
                                    question.truth, fmt::join(question.labels, "|")))};
}

}  // namespace lab
