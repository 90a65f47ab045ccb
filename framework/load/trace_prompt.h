// The prompt of a trace's row: as the file has it, or made up to the length and the shared prefixes
// that it states.
//
//   const BlockWriter write = [](std::int64_t id, std::int64_t tokens) { ... };
//   std::string prompt = PromptOf(row, WrittenBlockTokens(trace), write);
//
// Two rows with the same ids at their heads get the same text there, in this run and in every other
// one, so that a cache finds what it would have found.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "framework/load/trace.h"

namespace lab::load {

/// `tokens` tokens of a text that belongs to `id`. Fewer tokens are a prefix of more.
using BlockWriter = std::function<std::string(std::int64_t id, std::int64_t tokens)>;

/// The size in which blocks are written: the trace's, or where it has none the largest with which
/// every row keeps a token for its last one. Looks at every row.
std::int64_t WrittenBlockTokens(const Trace& trace);

/// Of exactly row.input_tokens tokens as `write` counts them, where the file has no text. A row
/// without blocks gets a text of its own.
std::string PromptOf(const TraceRow& row, std::int64_t block_tokens, const BlockWriter& write);

}  // namespace lab::load
