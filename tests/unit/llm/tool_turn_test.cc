#include "framework/llm/tool_turn.h"

#include <gtest/gtest.h>

namespace lab {
namespace {

TEST(ToolTurn, TheModelsTurnComesFirstAndEachResultNamesItsCall) {
  Request request;
  Reply reply;
  reply.text = "I look it up.";
  reply.tool_calls = {{.id = "call_1", .name = "search"}, {.id = "call_2", .name = "weather"}};
  AppendToolTurn(request, reply, {"three hits", "rain"});
  ASSERT_EQ(request.messages.size(), 3U);
  EXPECT_EQ(request.messages[0].role, Role::kAssistant);
  EXPECT_EQ(request.messages[0].text, "I look it up.");
  EXPECT_EQ(request.messages[0].tool_calls.size(), 2U);
  EXPECT_EQ(request.messages[1].role, Role::kTool);
  EXPECT_EQ(request.messages[1].tool_call_id, "call_1");
  EXPECT_EQ(request.messages[1].text, "three hits");
  EXPECT_EQ(request.messages[2].tool_call_id, "call_2");
  EXPECT_EQ(request.messages[2].text, "rain");
}

}  // namespace
}  // namespace lab
