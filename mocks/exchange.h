// What the wire formats and the engine of the mock agree on: a request in no provider's words,
// an answer in pieces.
//
//   Result<MockRequest> request = ParseAnthropicRequest(body, headers);
//   std::unique_ptr<Generation> generation = co_await engine.Start(std::move(*request));
//   while (std::optional<Piece> piece = co_await generation->Next()) Write(*piece);
//
// The wire formats parse into the first and print the second; the engine decides what is said
// and when. Neither knows the other.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "framework/base/time.h"
#include "framework/base/units.h"
#include "framework/llm/request.h"

namespace lab::mocks {

/// Where a block stands in the prompt; caches match in this order.
enum class Section : std::uint8_t { kTools, kSystem, kMessages };

/// One cacheable unit of a prompt: a tool, a system block, a message's content block.
struct PromptBlock {
  Section section = Section::kMessages;
  std::uint64_t hash = 0;  ///< of role and content: equal blocks have equal hashes
  Tokens tokens;
  CacheTtl breakpoint = CacheTtl::kNone;  ///< an explicit cache breakpoint behind this block
};

/// Whose rules hold for caches, where the profile does not name them.
enum class Family : std::uint8_t {
  kAnthropic,  ///< breakpoints
  kOpenAi,     ///< automatic: OpenAI's, and every other format's
};

struct MockTool {
  std::string name;
  std::string schema;  ///< JSON Schema; arguments are made to fit it
};

struct MockRequest {
  Family family = Family::kAnthropic;
  std::string model;
  std::vector<PromptBlock> blocks;  ///< in prefix order
  std::string last_user_text;       ///< what the answer is about
  int tool_results =
      0;  ///< tool results behind the last assistant turn: the model answers them with text
  std::vector<MockTool> tools;
  ToolChoice tool_choice = ToolChoice::kAuto;
  bool parallel_tool_calls = true;
  Tokens max_tokens{4096};
  std::vector<std::string> stop_sequences;
  bool stream = false;
  bool thinking = false;         ///< asked for, by whatever parameter the provider has
  bool visible_thinking = true;  ///< false: the provider streams nothing while the model thinks
  std::string cache_key;         ///< prompt_cache_key
  std::string key;  ///< x-lab-request; empty: derived from content_hash and how often it was seen
  std::uint64_t content_hash = 0;
  std::map<std::string, std::string> hints;  ///< x-lab-hints, "name=value;...", see hints.h
  std::string fault;                         ///< x-lab-fault, see fault_plan.h

  Tokens prompt_tokens() const {
    Tokens sum;
    for (const PromptBlock& block : blocks) sum += block.tokens;
    return sum;
  }
};

enum class PieceKind : std::uint8_t {
  kThinking,  ///< visible reasoning
  kText,
  kToolStart,      ///< `tool_name`, `tool_id`; no text
  kToolArguments,  ///< a fragment of JSON
};

/// What one engine step (or a bundle of steps) made. Pieces of a kind and index follow each other;
/// an index grows by one with each new content block.
struct Piece {
  PieceKind kind = PieceKind::kText;
  int index = 0;          ///< content block, from 0
  std::string_view text;  ///< valid until the next call of Next()
  std::string_view tool_name;
  std::string_view tool_id;  ///< "1", "2", ...: each wire format adds its own prefix
  int tokens = 0;            ///< output tokens in it
  /// When the schedule wanted it sent; the server's pacing error is the actual time minus this.
  Time due = kUnset;
};

enum class Stop : std::uint8_t { kEnd, kMaxTokens, kStopSequence, kToolUse };

}  // namespace lab::mocks
