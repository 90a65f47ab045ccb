#include "framework/tasks/task_set.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <optional>
#include <utility>

#include "framework/base/words.h"
#include "framework/base/yaml_file.h"
#include "framework/tasks/grade.h"

namespace lab {

namespace embedded {
extern const std::string_view kTasksYaml;
}

namespace {

struct CheckRow {
  std::string_view name;
  std::string_view form;  ///< told to the model
};

/// In the order of the enum.
constexpr std::array<CheckRow, 5> kChecks{{
    {"number", "Give the answer as a number in figures, without a unit."},
    {"word", "Give the answer in one word."},
    {"choice", "Choose one of these words: "},
    {"list", "Give the answer as a list, separated by commas."},
    {"exact", "Give the answer exactly, character by character."},
}};

const CheckRow& RowOf(AnswerCheck check) { return kChecks[static_cast<std::size_t>(check)]; }

/// The mapping of one task. Its messages begin with the task's id, where it is known.
class TaskFields {
 public:
  explicit TaskFields(const YAML::Node& node) : node_(node) {
    if (!node_.IsMap())
      RefuseYaml(node_, fmt::format("a task is {} when it should be a mapping of keys to values",
                                    ShownYaml(node_)));
    if (node_["id"].IsDefined() && node_["id"].IsScalar()) name_ = ShownYaml(node_["id"]);
  }

  std::string Text(const char* key) const {
    const YAML::Node value = node_[key];
    if (!value.IsDefined() || !value.IsScalar() || value.Scalar().empty()) Wrong(key, "a text");
    return value.Scalar();
  }

  std::vector<std::string> Texts(const char* key) const {
    std::vector<std::string> texts;
    const YAML::Node list = node_[key];
    if (!list.IsDefined()) return texts;
    if (!list.IsSequence()) Wrong(key, "a list of texts");
    for (const YAML::Node& text : list) {
      if (!text.IsScalar()) Wrong(key, "a list of texts");
      texts.push_back(text.Scalar());
    }
    return texts;
  }

  int Whole(const char* key, int low, int high) const {
    int number = 0;
    const YAML::Node value = node_[key];
    const bool read = value.IsDefined() && YAML::convert<int>::decode(value, number);
    if (!read || number < low || number > high)
      Wrong(key, fmt::format("a whole number from {} to {}", low, high));
    return number;
  }

  /// Every key must be one of these, and be there once.
  void AllowOnly(const std::vector<std::string>& known) const {
    AllowOnlyKeys(node_, name_ + ": ", known);
  }

  [[noreturn]] void Wrong(const char* key, std::string_view wanted) const {
    const YAML::Node value = node_[key];
    RefuseYaml(
        value.IsDefined() ? value : node_,
        fmt::format("{}: '{}' is '{}' when it should be {}", name_, key, ShownYaml(value), wanted));
  }

 private:
  const YAML::Node node_;  // const: reading an absent key of another would add it
  std::string name_ = "a task without an id";
};

AnswerCheck CheckOf(const TaskFields& fields) {
  const std::string name = fields.Text("check");
  for (std::size_t i = 0; i < kChecks.size(); ++i) {
    if (kChecks[i].name == name) return static_cast<AnswerCheck>(i);
  }
  fields.Wrong("check", "one of number, word, choice, list, exact");
}

/// Replies are read by their words, so one choice must not be found inside another.
void RequireDistinct(const TaskFields& fields, const std::vector<std::string>& choices) {
  for (const std::string& one : choices) {
    for (const std::string& other : choices) {
      if (&one != &other && FindWords(WordsOf(one), WordsOf(other)))
        fields.Wrong("choices",
                     fmt::format("without '{}', which is also found in '{}'", other, one));
    }
  }
}

/// The mock is told the answer in a header of "name=value;..." (x-lab-hints).
bool FitsHeader(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }) &&
         text.find_first_of(";|") == std::string_view::npos;
}

void RequireCheckable(const TaskFields& fields, const KnownTask& task) {
  const bool choice = task.check == AnswerCheck::kChoice;
  if (choice && task.choices.size() < 2) fields.Wrong("choices", "a list of at least two texts");
  if (!choice && !task.choices.empty()) fields.Wrong("choices", "absent, unless check is choice");
  RequireDistinct(fields, task.choices);
  for (const char* key : {"id", "answer"}) {
    if (!FitsHeader(fields.Text(key))) fields.Wrong(key, "plain ASCII without ';' and '|'");
  }
  if (!IsRight(task, "Answer: " + task.answer)) {
    fields.Wrong("answer", choice ? fmt::format("one of {}", fmt::join(task.choices, ", "))
                                  : fmt::format("one that the check '{}' takes for right",
                                                AnswerCheckName(task.check)));
  }
}

KnownTask TaskFrom(const YAML::Node& node, const std::vector<std::string>& categories) {
  const TaskFields fields(node);
  fields.AllowOnly({"id", "category", "complexity", "question", "check", "choices", "answer"});
  KnownTask task{.id = fields.Text("id"),
                 .category = fields.Text("category"),
                 .complexity = fields.Whole("complexity", 1, 5),
                 .question = fields.Text("question"),
                 .check = CheckOf(fields),
                 .choices = fields.Texts("choices"),
                 .answer = fields.Text("answer")};
  if (std::find(categories.begin(), categories.end(), task.category) == categories.end())
    fields.Wrong("category", fmt::format("one of {}", fmt::join(categories, ", ")));
  RequireCheckable(fields, task);
  return task;
}

std::vector<std::string> CategoriesFrom(const YAML::Node& root) {
  const YAML::Node list = root["categories"];
  std::vector<std::string> categories;
  if (list.IsDefined() && list.IsSequence()) {
    for (const YAML::Node& name : list)
      categories.push_back(name.IsScalar() ? name.Scalar() : ShownYaml(name));
  }
  if (categories.empty())
    RefuseYaml(root, fmt::format("'categories' is '{}' when it should be a list of names",
                                 ShownYaml(list)));
  return categories;
}

std::vector<KnownTask> TasksFrom(const YAML::Node& root,
                                 const std::vector<std::string>& categories) {
  const YAML::Node list = root["tasks"];
  if (!list.IsDefined() || !list.IsSequence() || list.size() == 0)
    RefuseYaml(root,
               fmt::format("'tasks' is '{}' when it should be a list of tasks", ShownYaml(list)));
  std::vector<KnownTask> tasks;
  for (const YAML::Node& node : list) {
    KnownTask task = TaskFrom(node, categories);
    const bool twice = std::any_of(tasks.begin(), tasks.end(),
                                   [&](const KnownTask& other) { return other.id == task.id; });
    if (twice)
      RefuseYaml(node, fmt::format("{}: the id is there twice; give one of them another", task.id));
    tasks.push_back(std::move(task));
  }
  return tasks;
}

}  // namespace

std::string_view AnswerCheckName(AnswerCheck check) { return RowOf(check).name; }

std::string KnownTask::Prompt() const {
  std::string prompt = fmt::format("{}\n{}", question, RowOf(check).form);
  if (check == AnswerCheck::kChoice) prompt += fmt::format("{}.", fmt::join(choices, ", "));
  return prompt;
}

Result<TaskSet> TaskSet::Parse(std::string_view yaml, std::string_view file_name) {
  TaskSet set;
  const auto reader = [&set](const YAML::Node& root) {
    if (!root.IsMap())
      RefuseYaml(root, "the file should be a mapping with 'categories' and 'tasks'");
    AllowOnlyKeys(root, "", {"categories", "tasks"});
    set.categories_ = CategoriesFrom(root);
    set.tasks_ = TasksFrom(root, set.categories_);
  };
  if (const Result<void> read = ReadYaml(yaml, file_name, reader); !read) return read.error();
  return set;
}

const TaskSet& TaskSet::Shipped() {
  static const TaskSet set = [] {
    Result<TaskSet> parsed = Parse(embedded::kTasksYaml, "scenarios/tasks.yaml");
    assert(parsed.ok() && "the shipped tasks are tested");
    return *std::move(parsed);
  }();
  return set;
}

namespace {

// A step that visits all before it comes round, near the golden section of their number: then any
// run of neighbours is spread evenly over the file, where categories and complexities stand apart.
std::size_t StepFor(std::size_t count) {
  auto step = static_cast<std::size_t>(0.618 * static_cast<double>(count));
  while (step > 1 && std::gcd(step, count) != 1) --step;
  return std::max<std::size_t>(step, 1);
}

}  // namespace

const KnownTask& TaskSet::At(std::int64_t index) const {
  assert(index >= 0 && !tasks_.empty());
  const std::size_t place = static_cast<std::size_t>(index) % tasks_.size();
  return tasks_[place * StepFor(tasks_.size()) % tasks_.size()];
}

std::int64_t TaskSet::RoundOf(std::int64_t index) const {
  return index / static_cast<std::int64_t>(tasks_.size());
}

}  // namespace lab
