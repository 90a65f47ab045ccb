// OpenAI's Chat Completions, streamed and buffered, and what others make of it.
//
//   const Dialect& dialect = OpenAiDialect();                 // api.openai.com
//   const Dialect& dialect = OpenAiCompatibleDialect();       // any server that says it is like it
//
// Both read the same streams: usage on any chunk, text as a string or a list of parts, reasoning
// under any of its names, [DONE] or an end after a finish_reason, an error object anywhere. They
// differ in what they send: OpenAI takes max_completion_tokens, the others take max_tokens.
// Cache breakpoints mean nothing here (caching is automatic); a tool's error is its text.
#pragma once

#include "framework/llm/providers/dialect.h"

namespace lab {

/// Lives for ever.
const Dialect& OpenAiDialect();
const Dialect& OpenAiCompatibleDialect();

}  // namespace lab
