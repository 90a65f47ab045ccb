// Reading a Chat Completions request, with the errors of the real service.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "mocks/model_families.h"
#include "mocks/wire/openai_wire.h"
#include "mocks/wire/prompt_text.h"

namespace lab::mocks::openai {

namespace {

constexpr std::size_t kMaxStops = 4;
constexpr std::size_t kMaxCacheKey = 64;

/// One pass over a body; the first mistake ends it.
class Reader {
 public:
  explicit Reader(const WireRules& rules) : rules_(rules) { mock().family = Family::kOpenAi; }

  ParsedRequest Read(JsonView root) {
    const bool good = ReadModel(root) && ReadStream(root) && ReadLimits(root) &&
                      ReadSampling(root) && ReadReasoning(root) && ReadTools(root["tools"]) &&
                      ReadToolChoice(root) && ReadMessages(root["messages"]) &&
                      ReadCache(root["prompt_cache_key"]) && CheckLength();
    if (!good) return std::move(error_);
    SetContentHash(mock());
    return std::move(request_);
  }

 private:
  MockRequest& mock() { return request_.mock; }

  bool Fail(std::string message, std::string param, std::string code) {
    error_ = {.type = "invalid_request_error",
              .message = std::move(message),
              .param = std::move(param),
              .code = std::move(code)};
    return false;
  }
  bool Missing(const std::string& param) {
    return Fail(fmt::format("Missing required parameter: '{}'.", param), param,
                "missing_required_parameter");
  }
  bool WrongType(const std::string& param, std::string_view expected) {
    return Fail(fmt::format("Invalid type for '{}': expected {}.", param, expected), param,
                "invalid_type");
  }
  bool WrongValue(const std::string& param, std::string_view value, std::string_view expected) {
    return Fail(fmt::format("Invalid value: '{}'. Supported values are: {}.", value, expected),
                param, "invalid_value");
  }
  bool Unsupported(std::string_view param, std::string_view hint) {
    return Fail(
        fmt::format("Unsupported parameter: '{}' is not supported with this model.{}", param, hint),
        std::string(param), "unsupported_parameter");
  }

  bool ReadModel(JsonView root) {
    const JsonView model = root["model"];
    if (model.text().empty()) return Fail("you must provide a model parameter", "", "");
    mock().model = model.text();
    reasons_ = IsReasoningModel(mock().model);
    if (!rules_.knows_model || rules_.knows_model(mock().model)) return true;
    error_ = OpenAiWire().NoSuchModel(mock().model, NearestModel(rules_, mock().model));
    return false;
  }

  bool ReadStream(JsonView root) {
    const JsonView stream = root["stream"];
    if (stream.present() && !stream.is_bool()) return WrongType("stream", "a boolean");
    mock().stream = stream.boolean(false);
    const JsonView options = root["stream_options"];
    if (options.present() && !options.is_object()) return WrongType("stream_options", "an object");
    if (options.present() && !mock().stream) {
      return Fail("The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                  "stream_options", "");
    }
    request_.include_usage = options["include_usage"].boolean(false);
    request_.obfuscation = options["include_obfuscation"].boolean(true);
    return true;
  }

  bool ReadLimits(JsonView root) {
    const JsonView old = root["max_tokens"];
    if (old.present() && reasons_) {
      return Unsupported("max_tokens", " Use 'max_completion_tokens' instead.");
    }
    const JsonView limit = root["max_completion_tokens"];
    const std::string name = limit.present() ? "max_completion_tokens" : "max_tokens";
    const JsonView value = limit.present() ? limit : old;
    if (value.present() && !value.is_integer()) return WrongType(name, "an integer");
    if (value.present() && value.integer(0) < 1) {
      return Fail(fmt::format("Invalid '{}': integer below minimum value. Expected a value >= 1, "
                              "but got {} instead.",
                              name, value.integer(0)),
                  name, "integer_below_min_value");
    }
    mock().max_tokens = Tokens{value.integer(mock().max_tokens.count)};
    return ReadStop(root["stop"]);
  }

  bool ReadStop(JsonView stop) {
    if (stop.is_string()) mock().stop_sequences.emplace_back(stop.text());
    for (JsonView item : stop.items()) mock().stop_sequences.emplace_back(item.text());
    const std::size_t count = mock().stop_sequences.size();
    if (count > 0 && reasons_) return Unsupported("stop", "");
    if (count <= kMaxStops) return true;
    return Fail(fmt::format("Invalid 'stop': array too long. Expected an array with maximum "
                            "length {}, but got an array with length {} instead.",
                            kMaxStops, count),
                "stop", "array_above_max_length");
  }

  bool ReadSampling(JsonView root) {
    const JsonView n = root["n"];
    if (n.present() && n.integer(0) != 1) {
      return Fail("This mock answers with one choice: 'n' must be 1.", "n", "unsupported_value");
    }
    for (const std::string_view name : {"temperature", "top_p"}) {
      const JsonView value = root[name];
      if (!value.present()) continue;
      if (!value.is_number()) return WrongType(std::string(name), "a decimal number");
      if (!reasons_ || value.number(1) == 1) continue;
      return Fail(fmt::format("Unsupported value: '{}' does not support {} with this model. Only "
                              "the default (1) value is supported.",
                              name, value.minified()),
                  std::string(name), "unsupported_value");
    }
    return true;
  }

  bool ReadReasoning(JsonView root) {
    const JsonView effort = root["reasoning_effort"];
    mock().visible_thinking = !IsOwnModel(mock().model);
    mock().thinking = reasons_;
    if (!effort.present()) return true;
    const std::string_view value = effort.text();
    if (IsOwnModel(mock().model) && !reasons_) return Unsupported("reasoning_effort", "");
    static constexpr std::string_view kEfforts[] = {"none", "minimal", "low", "medium",
                                                    "high", "xhigh",   "max"};
    if (std::find(std::begin(kEfforts), std::end(kEfforts), value) == std::end(kEfforts)) {
      return WrongValue("reasoning_effort", value,
                        "'none', 'minimal', 'low', 'medium', 'high', 'xhigh', and 'max'");
    }
    mock().thinking = value != "none";
    return true;
  }

  bool ReadTools(JsonView tools) {
    std::size_t i = 0;
    for (JsonView tool : tools.items()) {
      const std::string where = fmt::format("tools[{}]", i++);
      if (tool["type"].text() != "function") {
        return WrongValue(where + ".type", tool["type"].text(), "'function'");
      }
      const JsonView function = tool["function"];
      if (function["name"].text().empty()) return Missing(where + ".function.name");
      mock().blocks.push_back(ValueBlock(Section::kTools, "tool", tool));
      const JsonView schema = function["parameters"];
      mock().tools.push_back(
          {std::string(function["name"].text()),
           schema.present() ? schema.minified() : R"({"type":"object","properties":{}})"});
    }
    return true;
  }

  bool ReadToolChoice(JsonView root) {
    const JsonView choice = root["tool_choice"];
    mock().parallel_tool_calls = root["parallel_tool_calls"].boolean(true);
    if (!choice.present()) return true;
    if (mock().tools.empty() && choice.text() != "none") {
      return Fail(
          "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' "
          "are specified.",
          "tool_choice", "");
    }
    if (choice.is_object()) return KeepOnlyTool(choice["function"]["name"].text());
    const std::string_view value = choice.text();
    if (value == "auto") return true;
    if (value != "none" && value != "required") {
      return WrongValue("tool_choice", value, "'none', 'auto', and 'required'");
    }
    mock().tool_choice = value == "none" ? ToolChoice::kNone : ToolChoice::kAny;
    return true;
  }

  /// A forced tool is the only one that the model may call.
  bool KeepOnlyTool(std::string_view name) {
    mock().tool_choice = ToolChoice::kAny;
    std::erase_if(mock().tools, [name](const MockTool& tool) { return tool.name != name; });
    if (!mock().tools.empty()) return true;
    return Fail(fmt::format("Invalid value for 'tool_choice': Tool choice '{}' not found in "
                            "'tools' parameter.",
                            name),
                "tool_choice", "");
  }

  bool ReadMessages(JsonView messages) {
    if (!messages.present()) return Missing("messages");
    if (!messages.is_array()) return WrongType("messages", "an array of objects");
    const std::vector<JsonView> items = messages.items();
    if (items.empty()) {
      return Fail(
          "Invalid 'messages': empty array. Expected an array with minimum length 1, but "
          "got an empty array instead.",
          "messages", "empty_array");
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!ReadMessage(items[i], fmt::format("messages[{}]", i))) return false;
    }
    return CheckAnswered("messages");
  }

  bool ReadMessage(JsonView message, const std::string& where) {
    const std::string_view role = message["role"].text();
    if (role.empty()) return Missing(where + ".role");
    if (role == "tool") return ReadToolResult(message, where);
    if (!CheckAnswered(where + ".role")) return false;
    if (role != "system" && role != "developer" && role != "user" && role != "assistant") {
      return WrongValue(where + ".role", role,
                        "'system', 'assistant', 'user', 'function', 'tool', and 'developer'");
    }
    head_ &= role == "system" || role == "developer";
    if (role == "user") mock().last_user_text.clear();
    if (role == "assistant") mock().tool_results = 0;
    if (!ReadContent(message, role, where)) return false;
    for (JsonView call : message["tool_calls"].items()) {
      unanswered_.emplace_back(call["id"].text());
      mock().blocks.push_back(ValueBlock(Section::kMessages, role, call));
    }
    return true;
  }

  bool ReadContent(JsonView message, std::string_view role, const std::string& where) {
    const JsonView content = message["content"];
    const Section section = head_ ? Section::kSystem : Section::kMessages;
    if (content.is_string()) {
      if (role == "user") mock().last_user_text = content.text();
      mock().blocks.push_back(TextBlock(section, role, content.text()));
      return true;
    }
    if (content.is_array()) {
      for (JsonView part : content.items()) ReadPart(part, role, section);
      return true;
    }
    if (role == "assistant" && !message["tool_calls"].items().empty()) return true;
    return Fail(fmt::format("Invalid value for 'content': expected a string, got null.", where),
                where + ".content", "");
  }

  void ReadPart(JsonView part, std::string_view role, Section section) {
    const JsonView text = part["text"];
    if (!text.is_string()) return mock().blocks.push_back(ValueBlock(section, role, part));
    if (role == "user") mock().last_user_text += text.text();
    mock().blocks.push_back(TextBlock(section, role, text.text()));
  }

  bool ReadToolResult(JsonView message, const std::string& where) {
    const std::string_view id = message["tool_call_id"].text();
    if (id.empty()) return Missing(where + ".tool_call_id");
    const auto call = std::find(unanswered_.begin(), unanswered_.end(), id);
    if (call == unanswered_.end()) {
      return Fail(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding "
          "message with 'tool_calls'.",
          where + ".role", "");
    }
    unanswered_.erase(call);
    ++mock().tool_results;
    mock().blocks.push_back(ValueBlock(Section::kMessages, "tool", message));
    return true;
  }

  bool CheckAnswered(const std::string& where) {
    if (unanswered_.empty()) return true;
    return Fail(fmt::format("An assistant message with 'tool_calls' must be followed by tool "
                            "messages responding to each 'tool_call_id'. The following "
                            "tool_call_ids did not have response messages: {}",
                            fmt::join(unanswered_, ", ")),
                where, "");
  }

  bool ReadCache(JsonView key) {
    mock().cache_key = key.text();
    if (mock().cache_key.size() <= kMaxCacheKey) return true;
    return Fail(fmt::format("Invalid 'prompt_cache_key': string too long. Expected a string with "
                            "maximum length {}, but got a string with length {} instead.",
                            kMaxCacheKey, mock().cache_key.size()),
                "prompt_cache_key", "string_above_max_length");
  }

  bool CheckLength() {
    const Tokens length = mock().prompt_tokens();
    if (length <= rules_.max_prompt) return true;
    return Fail(fmt::format("This model's maximum context length is {} tokens. However, your "
                            "messages resulted in {} tokens. Please reduce the length of the "
                            "messages.",
                            rules_.max_prompt.count, length.count),
                "messages", "context_length_exceeded");
  }

  const WireRules& rules_;
  WireRequest request_;
  WireError error_;
  bool reasons_ = false;
  bool head_ = true;                     // only system messages so far
  std::vector<std::string> unanswered_;  // ids of tool calls that have no result yet
};

}  // namespace

ParsedRequest ParseBody(JsonView root, const WireRules& rules) { return Reader(rules).Read(root); }

bool IsReasoningModel(std::string_view model) {
  if (!IsOwnModel(model)) return false;
  if (model.starts_with("o")) return true;
  const bool chat = model.find("chat") != std::string_view::npos;
  return !chat && model.size() > 4 && model[4] >= '5' && model[4] <= '9';
}

bool IsOwnModel(std::string_view model) {
  const ModelFamily* family = FamilyOf(model);
  return family != nullptr && family->maker == Maker::kOpenAi;
}

}  // namespace lab::mocks::openai
