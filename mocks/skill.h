// Whether the model is right: a modelled skill, drawn by seed and task.
//
//   std::optional<SkilledAnswer> said = AnswerBySkill(profile.skill, seed, request.hints);
//   if (said) text = said->text;        // the known answer, or a plausible wrong one
//
// A task announces itself in the hints: `answer` (the right answer), `complexity` (1, 2, ...; 1),
// `labels` ("a|b|c": then the answer is one of them and nothing else is said), `task` (its name;
// the answer's own text where it has none) and `sample` (to ask the same model again, drawn anew).
//
// One draw serves every profile: at the same seed a model that is right more often is right
// wherever the weaker one is, so that routing between them is compared on the same tasks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mocks/hints.h"
#include "mocks/profile.h"

namespace lab::mocks {

struct SkilledAnswer {
  bool right = true;
  std::string text;    ///< what the model will say
  bool label = false;  ///< it says only that
};

/// nullopt when the hints hold no answer.
std::optional<SkilledAnswer> AnswerBySkill(const Skill& skill, std::uint64_t seed,
                                           const Hints& hints);

/// Whether tool call number `call` of a request has arguments that fit.
bool CallsToolsWell(const Skill& skill, std::uint64_t seed, std::uint64_t key, int call);

}  // namespace lab::mocks
