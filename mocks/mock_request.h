// A request in no provider's words: what the wire formats parse into, and all that a simulated
// model knows of it.
//
//   ParsedRequest parsed = wire.Parse(document, body, headers, rules);
//   std::unique_ptr<ModelAnswer> answer = co_await model.Start(std::get<WireRequest>(parsed).mock);
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/base/units.h"
#include "framework/llm/request.h"
#include "mocks/fault_plan.h"
#include "mocks/hints.h"

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
  Hints hints;                    ///< x-lab-hints
  std::vector<FaultRule> faults;  ///< x-lab-fault

  Tokens prompt_tokens() const {
    Tokens sum;
    for (const PromptBlock& block : blocks) sum += block.tokens;
    return sum;
  }
};

}  // namespace lab::mocks
