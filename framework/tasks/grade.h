// Whether a reply answers a task rightly. Pure functions; real replies and simulated ones alike.
//
//   IsRight(task, "We need 6 * 9.\n\n**Answer:** 54 eggs.")      // true where the answer is 54
//
// What is graded is the final answer: what stands behind the last "answer:" (where there is none,
// the last "answer is") up to the end of its line, or in the next line that is not empty; without
// such a mark the last line that is not empty. A reply that ends before it has answered is wrong,
// and so is one that names the answer among others ("Ann or Bob").
#pragma once

#include <string>
#include <string_view>

#include "framework/tasks/stated_number.h"
#include "framework/tasks/task_set.h"

namespace lab {

/// A view into `reply`.
std::string_view FinalAnswer(std::string_view reply);

bool IsRight(const KnownTask& task, std::string_view reply);

/// The words of the final answer in lower case: replies of one essence answer alike.
std::string AnswerEssence(std::string_view reply);

}  // namespace lab
