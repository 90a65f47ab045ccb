// Reading a Messages request, with the errors of the real service.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "mocks/wire/anthropic_wire.h"
#include "mocks/wire/prompt_text.h"

namespace lab::mocks::anthropic {

namespace {

constexpr std::size_t kMaxBreakpoints = 4;

/// One pass over a body; the first mistake ends it.
class Reader {
 public:
  Reader(const net::Headers& headers, const WireRules& rules) : headers_(headers), rules_(rules) {}

  ParsedRequest Read(JsonView root) {
    const bool good = ReadModel(root) && ReadLimits(root) && ReadSampling(root) &&
                      ReadThinking(root) && ReadTools(root["tools"]) &&
                      ReadToolChoice(root["tool_choice"]) && ReadSystem(root["system"]) &&
                      ReadMessages(root["messages"]) && ReadTopLevelBreakpoint(root) &&
                      CheckBreakpoints() && CheckLength();
    if (!good) return std::move(error_);
    SetContentHash(mock());
    return std::move(request_);
  }

 private:
  MockRequest& mock() { return request_.mock; }

  bool Fail(std::string message) {
    error_ = {.type = "invalid_request_error", .message = std::move(message)};
    return false;
  }
  bool Require(bool good, std::string_view message) { return good || Fail(std::string(message)); }

  bool ReadModel(JsonView root) {
    if (!root.is_object()) return Fail("Input should be a valid dictionary");
    const JsonView model = root["model"];
    if (!model.present()) return Fail("model: Field required");
    if (!model.is_string()) return Fail("model: Input should be a valid string");
    mock().model = model.text();
    if (!rules_.knows_model || rules_.knows_model(mock().model)) return true;
    error_ = AnthropicWire().NoSuchModel(mock().model, NearestModel(rules_, mock().model));
    return false;
  }

  bool ReadLimits(JsonView root) {
    const JsonView max_tokens = root["max_tokens"];
    if (!max_tokens.present() && rules_.needs_max_tokens) {
      return Fail("max_tokens: Field required");
    }
    if (max_tokens.present() && !max_tokens.is_integer()) {
      return Fail("max_tokens: Input should be a valid integer");
    }
    mock().max_tokens = Tokens{max_tokens.integer(mock().max_tokens.count)};
    if (mock().max_tokens < Tokens{0}) {
      return Fail("max_tokens: Input should be greater than or equal to 0");
    }
    const JsonView stream = root["stream"];
    if (stream.present() && !stream.is_bool()) {
      return Fail("stream: Input should be a valid boolean");
    }
    mock().stream = stream.boolean(false);
    for (JsonView sequence : root["stop_sequences"].items()) {
      if (sequence.text().empty()) {
        return Fail("stop_sequences: each stop sequence must contain non-whitespace");
      }
      mock().stop_sequences.emplace_back(sequence.text());
    }
    return true;
  }

  bool ReadSampling(JsonView root) {
    const auto version = net::FindHeader(headers_, "anthropic-version");
    const bool newest = version && *version >= "2026-10-21";
    for (const std::string_view name : {"temperature", "top_p", "top_k"}) {
      const JsonView value = root[name];
      if (!value.present()) continue;
      if (newest) return Fail(fmt::format("{}: Extra inputs are not permitted", name));
      if (!value.is_number()) return Fail(fmt::format("{}: Input should be a valid number", name));
      if (name == "top_k") continue;
      if (value.number(0) < 0 || value.number(0) > 1) {
        return Fail(fmt::format("{}: range: 0..1", name));
      }
    }
    return true;
  }

  bool ReadThinking(JsonView root) {
    const JsonView thinking = root["thinking"];
    if (!thinking.present()) return true;
    const std::string_view type = thinking["type"].text();
    if (type != "enabled" && type != "adaptive" && type != "disabled" && type != "between_tools") {
      return Fail(
          "thinking.type: Input should be 'enabled', 'adaptive', 'disabled' or "
          "'between_tools'");
    }
    mock().thinking = type == "enabled" || type == "adaptive";
    mock().visible_thinking = thinking["display"].text() != "omitted";
    if (type != "enabled") return true;
    const std::int64_t budget = thinking["budget_tokens"].integer(-1);
    if (budget < 0) return Fail("thinking.enabled.budget_tokens: Field required");
    if (budget < 1024) {
      return Fail("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
    }
    return Require(budget < mock().max_tokens.count,
                   "`max_tokens` must be greater than `thinking.budget_tokens`");
  }

  bool ReadTools(JsonView tools) {
    if (tools.present() && !tools.is_array()) return Fail("tools: Input should be a valid list");
    std::size_t i = 0;
    for (JsonView tool : tools.items()) {
      const std::string where = fmt::format("tools.{}", i++);
      if (tool["name"].text().empty()) return Fail(where + ".custom.name: Field required");
      const bool ours = tool["type"].text().empty() || tool["type"].text() == "custom";
      if (ours && !tool["input_schema"].is_object()) {
        return Fail(where + ".custom.input_schema: Field required");
      }
      mock().blocks.push_back(ValueBlock(Section::kTools, "tool", tool));
      if (!ReadBreakpoint(tool["cache_control"], where, mock().blocks.back())) return false;
      if (!ours) continue;
      mock().tools.push_back({std::string(tool["name"].text()), tool["input_schema"].minified()});
    }
    return true;
  }

  bool ReadToolChoice(JsonView choice) {
    if (!choice.present()) return true;
    const std::string_view type = choice["type"].text();
    mock().parallel_tool_calls = !choice["disable_parallel_tool_use"].boolean(false);
    if (type == "auto") return true;
    if (type == "none") return mock().tool_choice = ToolChoice::kNone, true;
    if (type != "any" && type != "tool") {
      return Fail("tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'");
    }
    mock().tool_choice = ToolChoice::kAny;
    if (mock().tools.empty()) return Fail("tool_choice: tools must be provided");
    return type == "any" || KeepOnlyTool(choice["name"].text());
  }

  /// A forced tool is the only one that the model may call.
  bool KeepOnlyTool(std::string_view name) {
    std::erase_if(mock().tools, [name](const MockTool& tool) { return tool.name != name; });
    return Require(!mock().tools.empty(),
                   fmt::format("tool_choice: Tool '{}' not found in provided tools", name));
  }

  bool ReadSystem(JsonView system) {
    if (!system.present()) return true;
    if (system.is_string()) {
      mock().blocks.push_back(TextBlock(Section::kSystem, "system", system.text()));
      return true;
    }
    if (!system.is_array()) return Fail("system: Input should be a valid list");
    std::size_t i = 0;
    for (JsonView block : system.items()) {
      const std::string where = fmt::format("system.{}", i++);
      if (block["type"].text() != "text") {
        return Fail(where + ".type: Input should be 'text'");
      }
      if (!ReadText(block, Section::kSystem, "system", where)) return false;
    }
    return true;
  }

  bool ReadText(JsonView block, Section section, std::string_view role, const std::string& where) {
    const JsonView text = block["text"];
    if (!text.is_string()) return Fail(where + ".text: Field required");
    const JsonView cache = block["cache_control"];
    if (text.text().empty()) {
      return Fail(cache.present()
                      ? where + ".text: cache_control cannot be set for empty text blocks"
                      : std::string("messages: text content blocks must be non-empty"));
    }
    mock().blocks.push_back(TextBlock(section, role, text.text()));
    return ReadBreakpoint(cache, where, mock().blocks.back());
  }

  bool ReadMessages(JsonView messages) {
    if (!messages.present()) return Fail("messages: Field required");
    if (!messages.is_array()) return Fail("messages: Input should be a valid list");
    const std::vector<JsonView> items = messages.items();
    if (items.empty()) return Fail("messages: at least one message is required");
    for (std::size_t i = 0; i < items.size(); ++i) {
      unanswered_ = std::exchange(calls_, {});
      if (!ReadMessage(items[i], i) || !CheckAnswered(unanswered_, i - 1)) return false;
    }
    return CheckAnswered(calls_, items.size() - 1);
  }

  bool CheckAnswered(const std::vector<std::string>& calls, std::size_t i) {
    if (calls.empty()) return true;
    return Fail(fmt::format(
        "messages.{}: `tool_use` ids were found without `tool_result` blocks immediately after: "
        "{}. Each `tool_use` block must have a corresponding `tool_result` block in the next "
        "message.",
        i, fmt::join(calls, ", ")));
  }

  bool ReadMessage(JsonView message, std::size_t i) {
    const std::string_view role = message["role"].text();
    if (role != "user" && role != "assistant" && role != "system") {
      return Fail(fmt::format("messages.{}.role: Input should be 'user' or 'assistant'", i));
    }
    if (role == "assistant") mock().tool_results = 0;
    if (role == "user") mock().last_user_text.clear();
    const JsonView content = message["content"];
    if (content.is_string()) return ReadPlain(content.text(), role, i);
    if (!content.is_array()) return Fail(fmt::format("messages.{}.content: Field required", i));
    std::size_t k = 0;
    for (JsonView block : content.items()) {
      if (!ReadBlock(block, role, fmt::format("messages.{}.content.{}", i, k++))) return false;
    }
    return true;
  }

  bool ReadPlain(std::string_view text, std::string_view role, std::size_t i) {
    if (text.empty()) {
      return Fail(
          fmt::format("messages.{}: all messages must have non-empty content except for "
                      "the optional final assistant message",
                      i));
    }
    if (role == "user") mock().last_user_text = text;
    mock().blocks.push_back(TextBlock(Section::kMessages, role, text));
    return true;
  }

  bool ReadBlock(JsonView block, std::string_view role, const std::string& where) {
    const std::string_view type = block["type"].text();
    if (type.empty()) return Fail(where + ".type: Field required");
    if (type == "text") {
      if (role == "user") mock().last_user_text += block["text"].text();
      return ReadText(block, Section::kMessages, role, where);
    }
    if (!IsKnownBlock(type)) {
      return Fail(
          fmt::format("{}: Input tag '{}' found using 'type' does not match any of the "
                      "expected tags",
                      where, type));
    }
    const bool thinking = type == "thinking" || type == "redacted_thinking";
    if (thinking && block["cache_control"].present()) {
      return Fail(fmt::format("{}.{}.cache_control: Extra inputs are not permitted", where, type));
    }
    if (type == "tool_use") calls_.emplace_back(block["id"].text());
    if (type == "tool_result" && !ReadToolResult(block, where)) return false;
    mock().blocks.push_back(ValueBlock(Section::kMessages, role, block));
    return ReadBreakpoint(block["cache_control"], where, mock().blocks.back());
  }

  static bool IsKnownBlock(std::string_view type) {
    static constexpr std::string_view kKnown[] = {"image",
                                                  "document",
                                                  "search_result",
                                                  "tool_result",
                                                  "tool_use",
                                                  "thinking",
                                                  "redacted_thinking",
                                                  "server_tool_use",
                                                  "web_search_tool_result",
                                                  "web_fetch_tool_result",
                                                  "code_execution_tool_result",
                                                  "container_upload"};
    return std::find(std::begin(kKnown), std::end(kKnown), type) != std::end(kKnown);
  }

  bool ReadToolResult(JsonView block, const std::string& where) {
    const std::string id(block["tool_use_id"].text());
    if (id.empty()) return Fail(where + ".tool_result.tool_use_id: Field required");
    const auto call = std::find(unanswered_.begin(), unanswered_.end(), id);
    if (call == unanswered_.end()) {
      return Fail(fmt::format(
          "{}: unexpected `tool_use_id` found in `tool_result` blocks: {}. Each `tool_result` "
          "block must have a corresponding `tool_use` block in the previous message.",
          where, id));
    }
    unanswered_.erase(call);
    ++mock().tool_results;
    return true;
  }

  bool ReadBreakpoint(JsonView cache, const std::string& where, PromptBlock& block) {
    if (!cache.present()) return true;
    if (cache["type"].text() != "ephemeral") {
      return Fail(where + ".cache_control.type: Input should be 'ephemeral'");
    }
    const JsonView ttl = cache["ttl"];
    if (ttl.present() && ttl.text() != "5m" && ttl.text() != "1h") {
      return Fail(where + ".cache_control.ttl: Input should be '5m' or '1h'");
    }
    block.breakpoint = ttl.text() == "1h" ? CacheTtl::k1Hour : CacheTtl::k5Minutes;
    places_.push_back(where);
    return true;
  }

  /// Automatic caching: the breakpoint goes to the last block that has none.
  bool ReadTopLevelBreakpoint(JsonView root) {
    const JsonView cache = root["cache_control"];
    if (!cache.present() || mock().blocks.empty()) return true;
    if (mock().blocks.back().breakpoint != CacheTtl::kNone) return true;
    return ReadBreakpoint(cache, "cache_control", mock().blocks.back());
  }

  bool CheckBreakpoints() {
    if (places_.size() > kMaxBreakpoints) {
      return Fail(
          fmt::format("A maximum of {} blocks with cache_control may be provided. Found {}.",
                      kMaxBreakpoints, places_.size()));
    }
    bool short_seen = false;
    std::size_t place = 0;
    for (const PromptBlock& block : mock().blocks) {
      if (block.breakpoint == CacheTtl::kNone) continue;
      const std::string& where = places_[place++];
      if (block.breakpoint == CacheTtl::k1Hour && short_seen) {
        return Fail(where +
                    ".cache_control.ttl: a ttl='1h' cache_control block must not come after a "
                    "ttl='5m' cache_control block. Note that blocks are processed in the "
                    "following order: `tools`, `system`, `messages`.");
      }
      short_seen |= block.breakpoint == CacheTtl::k5Minutes;
    }
    return true;
  }

  bool CheckLength() {
    const Tokens length = mock().prompt_tokens();
    if (length <= rules_.max_prompt) return true;
    return Fail(fmt::format("prompt is too long: {} tokens > {} maximum", length.count,
                            rules_.max_prompt.count));
  }

  const net::Headers& headers_;
  const WireRules& rules_;
  WireRequest request_;
  WireError error_;
  std::vector<std::string> places_;      // of breakpoints, in prefix order
  std::vector<std::string> calls_;       // tool calls of this message, by id
  std::vector<std::string> unanswered_;  // tool calls of the message before that have no result
};

}  // namespace

ParsedRequest ParseBody(JsonView root, const net::Headers& headers, const WireRules& rules) {
  return Reader(headers, rules).Read(root);
}

}  // namespace lab::mocks::anthropic
