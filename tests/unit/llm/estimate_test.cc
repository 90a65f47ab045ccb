#include "framework/llm/estimate.h"

#include <gtest/gtest.h>

namespace lab {
namespace {

TEST(EstimatedPrompt, IsATokenForEachFourBytesBegun) {
  EXPECT_EQ(EstimatedPrompt({}), Tokens{0});
  EXPECT_EQ(EstimatedPrompt({.user = "12345"}), Tokens{2});
}

TEST(EstimatedPrompt, CountsEverythingThatIsSent) {
  Request request{.system = "12345678", .user = "1234"};
  EXPECT_EQ(EstimatedPrompt(request), Tokens{3});
  request.messages.push_back({.role = Role::kAssistant, .text = "1234"});
  request.messages.back().tool_calls.push_back({.name = "look", .arguments = "{  }"});
  EXPECT_EQ(EstimatedPrompt(request), Tokens{6});
  request.tools.push_back({.name = "look", .description = "12345678", .schema = "{  }"});
  EXPECT_EQ(EstimatedPrompt(request), Tokens{10});
}

}  // namespace
}  // namespace lab
