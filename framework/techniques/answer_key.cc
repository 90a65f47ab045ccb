#include "framework/techniques/answer_key.h"

#include <cstring>
#include <string_view>
#include <type_traits>

namespace lab {
namespace {

/// Fields one after the other, each with its length in front, so that none runs into the next.
class KeyWriter {
 public:
  void Add(std::string_view text) {
    AddNumber(text.size());
    key_ += text;
  }
  template <class T>
  void AddNumber(T value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    key_.append(bytes, sizeof value);
  }
  std::string Take() { return std::move(key_); }

 private:
  std::string key_;
};

void Add(const Message& message, KeyWriter& key) {
  key.AddNumber(message.role);
  key.Add(message.text);
  key.Add(message.tool_call_id);
  key.AddNumber(message.tool_error);
  key.AddNumber(message.tool_calls.size());
  for (const ToolCall& call : message.tool_calls) {
    key.Add(call.id);
    key.Add(call.name);
    key.Add(call.arguments);
    key.AddNumber(call.server);
  }
}

void Add(const Tool& tool, KeyWriter& key) {
  key.Add(tool.name);
  key.Add(tool.description);
  key.Add(tool.schema);
}

void AddOptions(const Request& request, KeyWriter& key) {
  key.AddNumber(request.tool_choice);
  key.AddNumber(request.parallel_tool_calls);
  key.AddNumber(request.max_tokens.count);
  key.AddNumber(request.temperature.has_value());
  key.AddNumber(request.temperature.value_or(0));
  key.AddNumber(request.reasoning);
  key.AddNumber(request.stop_sequences.size());
  for (const std::string& sequence : request.stop_sequences) key.Add(sequence);
}

std::string KeyOf(const Request& request, std::string_view user) {
  KeyWriter key;
  key.Add(request.model);
  key.Add(request.system);
  key.Add(user);
  key.AddNumber(request.messages.size());
  for (const Message& message : request.messages) Add(message, key);
  key.AddNumber(request.tools.size());
  for (const Tool& tool : request.tools) Add(tool, key);
  AddOptions(request, key);
  return key.Take();
}

}  // namespace

std::string AnswerKey(const Request& request) { return KeyOf(request, request.user); }

std::string ScopeKey(const Request& request) { return KeyOf(request, ""); }

}  // namespace lab
