#include "framework/load/task_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cassert>

namespace lab {

Request RequestOf(const KnownTask& task, const TaskRequestOptions& options) {
  const std::int64_t tokens =
      options.tokens_base.count + options.tokens_step.count * task.complexity;
  return {.system =
              "You answer test questions. Work the answer out in a few short sentences, then end "
              "with a line of its own that says 'Answer: ' and the answer, and nothing behind it.",
          .user = task.Prompt(),
          .max_tokens = Tokens{400},
          .lab_hints = fmt::format("task={};complexity={};answer={};sample={};output_tokens={}",
                                   task.id, task.complexity, task.answer, options.sample, tokens)};
}

Request LabelRequest(std::string text, const LabelQuestion& question, std::string_view key) {
  assert(question.labels.size() > 1);
  return {.system = fmt::format("{} Reply with one word, one of these: {}.", question.instructions,
                                fmt::join(question.labels, ", ")),
          .user = std::move(text),
          .max_tokens = Tokens{16},
          .lab_hints = fmt::format("task=label/{};answer={};labels={}", key, question.truth,
                                   fmt::join(question.labels, "|"))};
}

}  // namespace lab
