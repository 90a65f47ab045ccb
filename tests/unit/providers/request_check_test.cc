#include "framework/llm/providers/request_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "tests/unit/providers/bodies.h"

namespace lab {
namespace {

using testing::HasSubstr;

Request Good() { return {.model = "m", .user = "hi"}; }

TEST(CheckRequest, AnOrdinaryRequestPasses) {
  Request request = Good();
  request.messages = {{.text = "a"},
                      {.role = Role::kAssistant, .tool_calls = {{.id = "1", .name = "t"}}},
                      {.role = Role::kTool, .tool_call_id = "1"}};
  request.tools = {{.name = "t"}};
  request.max_tokens = Tokens{0};
  EXPECT_EQ(Complaint(CheckRequest(request)), "");
}

TEST(CheckRequest, NamesWhatIsWrong) {
  struct Row {
    void (*spoil)(Request&);
    std::string complaint;
  };
  const Row rows[] = {
      {[](Request& r) { r.model = ""; }, "names no model"},
      {[](Request& r) { r.user = ""; }, "both user and messages are empty"},
      {[](Request& r) { r.tool_choice = ToolChoice::kAny; }, "has no tools"},
      {[](Request& r) { r.tools = {{.name = ""}}; }, "a tool has no name"},
      {[](Request& r) { r.tools = {{.name = "t", .schema = "{"}}; }, "tool 't' is not JSON"},
      {[](Request& r) { r.tools = {{.name = "t", .schema = "[]"}}; }, "tool 't' is no object"},
      {[](Request& r) { r.messages = {{.role = Role::kTool, .text = "x"}}; }, "messages[0]"},
      {[](Request& r) {
         r.messages = {{.text = "x"}, {.text = ""}};
       },
       "messages[1] is empty"},
      {[](Request& r) { r.messages = {{.text = "x", .tool_calls = {{}}}}; }, "only the assistant"},
      {[](Request& r) { r.max_tokens = Tokens{-1}; }, "max_tokens is -1"},
      {[](Request& r) { r.temperature = std::numeric_limits<double>::infinity(); }, "temperature"},
  };
  for (const Row& row : rows) {
    Request request = Good();
    row.spoil(request);
    EXPECT_THAT(Complaint(CheckRequest(request)), HasSubstr(row.complaint));
  }
}

TEST(FindBadUtf8, NamesTheText) {
  Request request = Good();
  EXPECT_THAT(FindBadUtf8(request).message, HasSubstr("cache key"));
  request.messages = {{.text = "ok"}, {.text = "\xff"}};
  EXPECT_THAT(FindBadUtf8(request).message, HasSubstr("messages[1] is not UTF-8"));
  request.user = "\xc3";
  EXPECT_THAT(FindBadUtf8(request).message, HasSubstr("user"));
  request.system = "\x80";
  EXPECT_THAT(FindBadUtf8(request).message, HasSubstr("system"));
  EXPECT_EQ(FindBadUtf8(request).kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace lab
