// What is asked of a model, in no provider's words.
//
//   Request request{.system = policy, .user = "May I return a kettle?", .max_tokens = Tokens{300}};
//   Reply reply = co_await client.Send(std::move(request).CacheSystem());
//
// Plain data with defaults; copies are cheap, because the texts are shared. What a provider cannot
// express is an error of Send (ErrorKind::kUsage), not silently dropped. What is about one call and
// not about the question (a watcher, where the record goes) is a Call: call.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/base/time.h"
#include "framework/base/units.h"
#include "framework/llm/text.h"

namespace lab {

enum class Role : std::uint8_t { kUser, kAssistant, kTool };

/// How long a prompt prefix that ends here stays in the provider's cache. Providers with automatic
/// caching ignore breakpoints.
enum class CacheTtl : std::uint8_t {
  kNone,      ///< no breakpoint
  k5Minutes,  ///< refreshed by each hit; a write costs 1.25 times the input price at Anthropic
  k1Hour,     ///< refreshed by each hit; a write costs 2 times the input price at Anthropic
};

/// A tool call the model made.
struct ToolCall {
  std::string id;
  std::string name;
  std::string arguments;  ///< JSON text; "{}" where the model gave none
  bool server = false;    ///< run by the provider (web search and its like), not by us
};

/// One turn of a conversation.
struct Message {
  Role role = Role::kUser;
  Text text;
  std::vector<ToolCall> tool_calls;  ///< assistant turns
  std::string tool_call_id;          ///< tool turns: which call `text` answers
  bool tool_error = false;           ///< tool turns: `text` is an error message
  CacheTtl cache = CacheTtl::kNone;  ///< a breakpoint behind this message
};

/// A tool the model may call.
struct Tool {
  std::string name;
  Text description;
  Text schema = R"({"type":"object","properties":{}})";  ///< JSON Schema of the arguments
};

enum class ToolChoice : std::uint8_t { kAuto, kAny, kNone };

/// How much the model may think before it answers.
enum class Reasoning : std::uint8_t {
  kOff,  ///< the provider's default for the model; no thinking is asked for
  kLow,
  kMedium,
  kHigh,
};

struct Request {
  std::string model;  ///< empty: the client's own
  Text system;        ///< instructions and documents at the head of the prompt
  /// The last user turn, behind `messages`; empty when they end with a turn of their own.
  Text user;
  std::vector<Message> messages;
  std::vector<Tool> tools;
  ToolChoice tool_choice = ToolChoice::kAuto;
  bool parallel_tool_calls = true;

  Tokens max_tokens{
      1024};  ///< 0 asks Anthropic to read the prompt (and fill its cache) without answering
  std::optional<double> temperature;
  std::vector<std::string> stop_sequences;
  Reasoning reasoning = Reasoning::kOff;
  bool stream = true;

  CacheTtl cache_tools = CacheTtl::kNone;
  CacheTtl cache_system = CacheTtl::kNone;
  CacheTtl cache_user = CacheTtl::kNone;  ///< a breakpoint behind `user`
  std::string cache_key;  ///< OpenAI's prompt_cache_key: requests with one key go to one cache

  Duration timeout = std::chrono::seconds(600);  ///< for the whole exchange, from its start

  // The same request with one thing changed, for chaining in an experiment.
  Request CacheSystem(CacheTtl ttl = CacheTtl::k5Minutes) const& {
    return Request(*this).CacheSystem(ttl);
  }
  Request CacheSystem(CacheTtl ttl = CacheTtl::k5Minutes) && {
    cache_system = ttl;
    return std::move(*this);
  }
  Request Buffered() const& { return Request(*this).Buffered(); }
  Request Buffered() && {
    stream = false;
    return std::move(*this);
  }
};

}  // namespace lab
