// What makes two requests the same question.
//
//   if (AnswerKey(a) == AnswerKey(b)) ...       // one answer serves both
//
// The key holds what a provider is told and what changes the answer, in full: a hash of it could
// give one user another's answer. What is only for us (timeout and the call),
// how the answer travels (streamed or not) and what is cached on the way are not in it.
#pragma once

#include <string>

#include "framework/llm/request.h"

namespace lab {

std::string AnswerKey(const Request& request);

/// The same without `user`: two requests of one scope differ in their last question only. Model,
/// instructions, documents, history and tools are equal to the byte.
std::string ScopeKey(const Request& request);

}  // namespace lab
