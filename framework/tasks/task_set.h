// Tasks whose answers are known, to see what a technique costs in right answers.
//
//   const TaskSet& tasks = TaskSet::Shipped();
//   const KnownTask& task = tasks.At(trial.index());          // the same one in every case
//   Reply reply = co_await client().Send(RequestOf(task));    // task_request.h
//   trial.Grade(IsRight(task, reply.text));                   // grade.h
//
// The shipped ones are scenarios/tasks.yaml: 72 in six categories and five degrees of complexity.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"

namespace lab {

/// How a reply is compared with the known answer (grade.h says exactly when it is right).
enum class AnswerCheck : std::uint8_t {
  kNumber,  ///< the same number, however it is written: 1,234.50 or $1234.5
  kWord,    ///< the word or words are said, and are not denied
  kChoice,  ///< this one of `choices` is said and none of the others
  kList,    ///< these words in this order and no others, whatever stands between them
  kExact,   ///< the same characters; spaces and quotation marks around it do not count
};

/// "number", "word", "choice", "list", "exact".
std::string_view AnswerCheckName(AnswerCheck check);

struct KnownTask {
  std::string id;
  std::string category;
  int complexity = 1;  ///< 1 (one look) to 5 (a long chain, where one slip ruins the answer)
  std::string question;
  AnswerCheck check = AnswerCheck::kWord;
  std::vector<std::string> choices;  ///< of kChoice; else empty
  std::string answer;

  /// What a model is asked: the question, and which form the answer should have.
  std::string Prompt() const;
};

class TaskSet {
 public:
  static const TaskSet& Shipped();
  /// ErrorKind::kConfig names the file, the line, the task, the key, the value and what would be
  /// right. Refused are unknown keys, two tasks of one id, a category that is not declared, an
  /// answer that its own check would not take for right.
  static Result<TaskSet> Parse(std::string_view yaml, std::string_view file_name);

  const std::vector<KnownTask>& tasks() const { return tasks_; }
  const std::vector<std::string>& categories() const { return categories_; }
  /// Task number `index` (from 0 up, starting anew behind the last) in an order that spreads
  /// categories and complexities, so that the first twenty are a fair sample.
  const KnownTask& At(std::int64_t index) const;
  /// How often At() has been through the whole set before `index`.
  std::int64_t RoundOf(std::int64_t index) const;

 private:
  std::vector<std::string> categories_;
  std::vector<KnownTask> tasks_;
};

}  // namespace lab
