#include "framework/techniques/answer_key.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace lab {
namespace {

Request Full() {
  Request request{.model = "m", .system = "rules", .user = "may I?"};
  request.messages.push_back({.text = "hello"});
  request.messages.push_back({.role = Role::kAssistant, .text = "hi"});
  request.tools.push_back({.name = "search", .description = "looks"});
  return request;
}

TEST(AnswerKey, IsAnotherForWhateverChangesTheAnswer) {
  const std::vector<std::function<void(Request&)>> changes = {
      [](Request& r) { r.model = "n"; },
      [](Request& r) { r.system = "other rules"; },
      [](Request& r) { r.user = "may we?"; },
      [](Request& r) { r.messages[0].text = "hullo"; },
      [](Request& r) { r.messages[1].role = Role::kUser; },
      [](Request& r) { r.messages[1].tool_calls.push_back({.name = "search"}); },
      [](Request& r) { r.messages.pop_back(); },
      [](Request& r) { r.tools[0].schema = "{}"; },
      [](Request& r) { r.tools.clear(); },
      [](Request& r) { r.tool_choice = ToolChoice::kNone; },
      [](Request& r) { r.parallel_tool_calls = false; },
      [](Request& r) { r.max_tokens = Tokens{7}; },
      [](Request& r) { r.temperature = 0; },
      [](Request& r) { r.stop_sequences = {"."}; },
      [](Request& r) { r.reasoning = Reasoning::kLow; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Request changed = Full();
    changes[i](changed);
    EXPECT_NE(AnswerKey(changed), AnswerKey(Full())) << "change " << i;
  }
}

TEST(AnswerKey, TellsAToolThatTheProviderRunsFromOneOfOurs) {
  Request ours = Full();
  ours.messages[1].tool_calls.push_back({.name = "search"});
  Request theirs = ours;
  theirs.messages[1].tool_calls[0].server = true;
  EXPECT_NE(AnswerKey(theirs), AnswerKey(ours));
}

TEST(AnswerKey, IsTheSameForWhatIsOnlyForUs) {
  Request request = Full();
  request.timeout = Duration(1);
  request.stream = false;
  request.cache_system = CacheTtl::k1Hour;
  EXPECT_EQ(AnswerKey(request), AnswerKey(Full()));
}

TEST(AnswerKey, KeepsNeighbouringFieldsApart) {
  EXPECT_NE(AnswerKey({.system = "ab", .user = "c"}), AnswerKey({.system = "a", .user = "bc"}));
}

TEST(ScopeKey, LeavesOutTheLastQuestionOnly) {
  Request other = Full();
  other.user = "another question";
  EXPECT_EQ(ScopeKey(other), ScopeKey(Full()));
  other.messages[0].text = "another history";
  EXPECT_NE(ScopeKey(other), ScopeKey(Full()));
}

}  // namespace
}  // namespace lab
