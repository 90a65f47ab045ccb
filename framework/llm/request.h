// What is asked of a model, in no provider's words.
//
//   Request request{.system = policy, .user = "May I return a kettle?", .max_tokens = Tokens{300}};
//   Reply reply = co_await client.Send(std::move(request).CacheSystem());
//
// Plain data with defaults; copied and moved freely. What a provider cannot express is an error of
// Send (ErrorKind::kUsage), not silently dropped.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/base/time.h"
#include "framework/base/units.h"

namespace lab {

struct Reply;

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
  std::string text;
  std::vector<ToolCall> tool_calls;  ///< assistant turns
  std::string tool_call_id;          ///< tool turns: which call `text` answers
  bool tool_error = false;           ///< tool turns: `text` is an error message
  CacheTtl cache = CacheTtl::kNone;  ///< a breakpoint behind this message
};

/// A tool the model may call.
struct Tool {
  std::string name;
  std::string description;
  std::string schema = R"({"type":"object","properties":{}})";  ///< JSON Schema of the arguments
};

enum class ToolChoice : std::uint8_t { kAuto, kAny, kNone };

/// How much the model may think before it answers.
enum class Reasoning : std::uint8_t {
  kOff,  ///< the provider's default for the model; no thinking is asked for
  kLow,
  kMedium,
  kHigh,
};

/// What a watcher of a stream wants to happen next.
enum class Flow : std::uint8_t {
  kContinue,
  kStop,  ///< the user has seen enough: the connection is closed, the reply ends as `stopped_early`
};

/// A look at a reply that is still coming.
struct Progress {
  /// Text, reasoning and tool calls so far; the last call's arguments may be incomplete.
  const Reply& reply;
  std::string_view delta;  ///< what this event added
  Time now;                ///< its arrival
};

struct Request {
  std::string model;   ///< empty: the client's own
  std::string system;  ///< instructions and documents at the head of the prompt
  /// The last user turn, behind `messages`; empty when they end with a turn of their own.
  std::string user;
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
  Time intended = kUnset;                        ///< when it should have been sent; unset: now
  std::string
      lab_key;  ///< the mock keys its draws by it (x-lab-request); not sent to real providers
  /// "name=value;..." for the mock (x-lab-hints): a known answer's length; not sent to real
  /// providers.
  std::string lab_hints;

  int attempt = 0;  ///< attempts at the same thing before this one; counts retries, is not sent

  /// Which step of a trial sends it (lab::Step::In); for traces, not sent. -1: the trial itself.
  std::int64_t step = -1;

  /// Called when the request is given up: its task is destroyed before it has ended. The reply is
  /// what had come until then, with ErrorKind::kCancelled. Must not throw.
  std::function<void(const Reply&)> abandoned;
  /// Called for each content event of a stream, on the loop's thread; must not block.
  std::function<Flow(const Progress&)> watch;

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
  Request Watch(std::function<Flow(const Progress&)> watcher) && {
    watch = std::move(watcher);
    return std::move(*this);
  }
};

}  // namespace lab
