// A known task as a request: the instructions, the prompt, and the mock's hints.
//
//   Request second = RequestOf(task, {.sample = "second"});
//   Reply reply = co_await client.Send(std::move(second));
//   Outgoing triage = LabelRequest(task.question, {.instructions = "How hard?", ...}, task.id);
//
// The hints tell the mock the right answer, so that it can be right as often as its profile says. A
// real provider never sees them (Call::hints): its answer is its own, and is graded by the
// same function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/llm/call.h"
#include "framework/tasks/task_set.h"

namespace lab {

struct TaskRequestOptions {
  /// Asks the mock anew: with another sample it may be wrong where it was right. Real models do
  /// that by themselves.
  std::string sample;
  /// How long the mock reasons before it answers: base + step * complexity.
  Tokens tokens_base{10};
  Tokens tokens_step{15};
  /// How long a model that thinks before it answers does so in the mock, times the complexity.
  Tokens thinking_step{100};
};

Outgoing RequestOf(const KnownTask& task, const TaskRequestOptions& options = {});

/// What a model is asked to tell, and the right answer to that.
struct LabelQuestion {
  std::string instructions;         ///< system prompt; the labels are added to it
  std::vector<std::string> labels;  ///< single words, none part of another
  std::string truth;                ///< one of them; only the mock is told
};

/// Asks which label fits `text`; the reply is one word. `key` is what the mock draws its luck by:
/// the same label for the same key; whether it then answers the task itself rightly is another
/// draw.
Outgoing LabelRequest(std::string text, const LabelQuestion& question, std::string_view key);

}  // namespace lab
