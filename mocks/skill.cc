#include "mocks/skill.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "framework/base/hash.h"
#include "framework/base/rng.h"
#include "framework/base/text.h"
#include "mocks/hints.h"

namespace lab::mocks {
namespace {

double ProbabilityAt(const Skill& skill, std::int64_t complexity) {
  if (skill.answers.empty()) return 1;
  const auto levels = static_cast<std::int64_t>(skill.answers.size());
  return skill
      .answers[static_cast<std::size_t>(std::clamp<std::int64_t>(complexity, 1, levels) - 1)];
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::string WrongLabel(std::string_view labels, std::string_view right, Rng& rng) {
  std::vector<std::string_view> others = Split(labels, '|');
  std::erase(others, right);
  return others.empty() ? "unknown" : std::string(others[rng.Below(others.size())]);
}

/// Off by a little where it is a whole number; else a statement that no grader takes for right.
std::string WrongAnswer(std::string_view right, Rng& rng) {
  const std::optional<std::int64_t> number = ParseInteger(right);
  if (!number) return "cannot be determined";
  const auto off = static_cast<std::int64_t>(1 + rng.Below(9));
  return std::to_string(*number > 0 ? *number - off : *number + off);
}

}  // namespace

std::optional<SkilledAnswer> AnswerBySkill(const Skill& skill, std::uint64_t seed,
                                           const Hints& hints) {
  const std::string_view answer = HintText(hints, "answer");
  if (answer.empty()) return std::nullopt;
  const std::string_view labels = HintText(hints, "labels");
  const std::string_view task = HintText(hints, "task");
  const std::uint64_t sample = Hash64(HintText(hints, "sample"));
  Rng rng = Rng::For(seed, "skill", HashCombine(Hash64(task.empty() ? answer : task), sample));
  SkilledAnswer said;
  said.label = !labels.empty();
  const double probability =
      said.label ? skill.labels : ProbabilityAt(skill, HintNumber(hints, "complexity").value_or(1));
  said.right = rng.Chance(probability);
  if (said.right) {
    said.text = answer;
  } else {
    said.text = said.label ? WrongLabel(labels, answer, rng) : WrongAnswer(answer, rng);
  }
  return said;
}

bool CallsToolsWell(const Skill& skill, std::uint64_t seed, std::uint64_t key, int call) {
  Rng rng = Rng::For(seed, "tool skill", HashCombine(key, static_cast<std::uint64_t>(call)));
  return rng.Chance(skill.tool_calls);
}

}  // namespace lab::mocks
