#include "framework/llm/tool_turn.h"

#include <cassert>
#include <cstddef>

namespace lab {

void AppendToolTurn(Request& request, const Reply& reply, const std::vector<std::string>& results) {
  assert(results.size() == reply.tool_calls.size() && "every tool call needs its result");
  request.messages.push_back(
      {.role = Role::kAssistant, .text = reply.text, .tool_calls = reply.tool_calls});
  for (std::size_t i = 0; i < results.size(); ++i) {
    request.messages.push_back(
        {.role = Role::kTool, .text = results[i], .tool_call_id = reply.tool_calls[i].id});
  }
}

}  // namespace lab
