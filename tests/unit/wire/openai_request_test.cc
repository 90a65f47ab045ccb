#include <gtest/gtest.h>

#include <string>

#include "mocks/wire/openai_wire.h"
#include "tests/unit/wire/wire_testing.h"

namespace lab::mocks {
namespace {

const net::Headers kOpenAiHeaders = {{"authorization", "Bearer k"}};

WireRules AllModelsButOne() {
  WireRules rules;
  rules.knows_model = [](std::string_view model) { return model != "gpt-nope"; };
  return rules;
}

std::string OpenAiBody(const std::string& members, const std::string& model = "gpt-4o",
                       const std::string& messages = R"([{"role":"user","content":"Hi"}])") {
  return R"({"model":")" + model + R"(","messages":)" + messages +
         (members.empty() ? "" : "," + members) + "}";
}

WireRequest AcceptedByOpenAi(const std::string& body) {
  return Accepted(OpenAiWire(), body, kOpenAiHeaders, AllModelsButOne());
}

WireError RefusedByOpenAi(const std::string& body) {
  return Refused(OpenAiWire(), body, kOpenAiHeaders, AllModelsButOne());
}

constexpr const char* kTools =
    R"("tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}},)"
    R"({"type":"function","function":{"name":"g"}}])";

TEST(OpenAiRequest, ReadsWhatTheEngineNeeds) {
  const WireRequest request = AcceptedByOpenAi(OpenAiBody(
      R"("stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false},)"
      R"("max_tokens":77,"stop":"END","prompt_cache_key":"desk","parallel_tool_calls":false,)"
      R"("tool_choice":"required",)" +
      std::string(kTools)));
  const MockRequest& mock = request.mock;
  EXPECT_EQ(mock.family, Family::kOpenAi);
  EXPECT_TRUE(mock.stream);
  EXPECT_TRUE(request.include_usage);
  EXPECT_FALSE(request.obfuscation);
  EXPECT_EQ(mock.max_tokens, Tokens{77});
  EXPECT_EQ(mock.stop_sequences, std::vector<std::string>{"END"});
  EXPECT_EQ(mock.cache_key, "desk");
  EXPECT_FALSE(mock.parallel_tool_calls);
  EXPECT_EQ(mock.tool_choice, ToolChoice::kAny);
  ASSERT_EQ(mock.tools.size(), 2U);
  EXPECT_EQ(mock.tools[0].schema, R"({"type":"object"})");
  EXPECT_EQ(mock.tools[1].schema, R"({"type":"object","properties":{}})");
  EXPECT_EQ(mock.last_user_text, "Hi");
}

TEST(OpenAiRequest, SystemMessagesAtTheHeadAreTheSystemSection) {
  const MockRequest mock =
      AcceptedByOpenAi(
          OpenAiBody("", "gpt-4o",
                     R"([{"role":"system","content":"a"},{"role":"developer","content":"b"},
          {"role":"user","content":[{"type":"text","text":"c"},{"type":"text","text":"d"}]},
          {"role":"system","content":"e"},{"role":"user","content":"f"}])"))
          .mock;
  ASSERT_EQ(mock.blocks.size(), 6U);
  EXPECT_EQ(mock.blocks[1].section, Section::kSystem);
  EXPECT_EQ(mock.blocks[2].section, Section::kMessages);
  EXPECT_EQ(mock.blocks[4].section, Section::kMessages);
  EXPECT_EQ(mock.last_user_text, "f");
}

TEST(OpenAiRequest, ReasoningIsHiddenAtOpenAiAndShownElsewhere) {
  EXPECT_TRUE(AcceptedByOpenAi(OpenAiBody("", "gpt-5-mini")).mock.thinking);
  EXPECT_FALSE(AcceptedByOpenAi(OpenAiBody("", "gpt-5-mini")).mock.visible_thinking);
  EXPECT_FALSE(AcceptedByOpenAi(OpenAiBody(R"("reasoning_effort":"none")", "gpt-5")).mock.thinking);
  EXPECT_FALSE(AcceptedByOpenAi(OpenAiBody("", "gpt-4o")).mock.thinking);
  EXPECT_FALSE(AcceptedByOpenAi(OpenAiBody("", "llama-8b-h100")).mock.thinking);
  const MockRequest served =
      AcceptedByOpenAi(OpenAiBody(R"("reasoning_effort":"low")", "llama-8b-h100")).mock;
  EXPECT_TRUE(served.thinking);
  EXPECT_TRUE(served.visible_thinking);
}

TEST(OpenAiRequest, KnowsWhichModelsReason) {
  for (const char* model :
       {"gpt-5", "gpt-5-mini-2025-08-07", "gpt-6.1-sol", "o1", "o3-mini", "o4-mini"}) {
    EXPECT_TRUE(openai::IsReasoningModel(model)) << model;
  }
  for (const char* model :
       {"gpt-4o", "gpt-4.1", "gpt-5-chat-latest", "gpt-oss-20b", "olmo", "llama"}) {
    EXPECT_FALSE(openai::IsReasoningModel(model)) << model;
  }
  EXPECT_TRUE(openai::IsOwnModel("gpt-4o"));
  EXPECT_FALSE(openai::IsOwnModel("gpt-oss-20b"));
}

TEST(OpenAiRequest, CountsToolResultsBehindTheLastAssistantTurn) {
  const MockRequest mock =
      AcceptedByOpenAi(OpenAiBody("", "gpt-4o", R"([{"role":"user","content":"Hi"},
      {"role":"assistant","content":null,"tool_calls":[
        {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},
        {"id":"c2","type":"function","function":{"name":"f","arguments":"{}"}}]},
      {"role":"tool","tool_call_id":"c2","content":"2"},
      {"role":"tool","tool_call_id":"c1","content":"1"}])"))
          .mock;
  EXPECT_EQ(mock.tool_results, 2);
}

TEST(OpenAiRequest, AForcedToolIsTheOnlyOneLeft) {
  const MockRequest mock =
      AcceptedByOpenAi(OpenAiBody(std::string(kTools) +
                                  R"(,"tool_choice":{"type":"function","function":{"name":"g"}})"))
          .mock;
  ASSERT_EQ(mock.tools.size(), 1U);
  EXPECT_EQ(mock.tools[0].name, "g");
}

struct OpenAiMistake {
  std::string body;
  std::string param;
  std::string code;
  std::string message;
};

TEST(OpenAiRequest, MistakesAreAnsweredInTheProvidersWords) {
  const std::string one = R"([{"role":"user","content":"a"},)";
  const OpenAiMistake mistakes[] = {
      {"{", "", "", "We could not parse the JSON body of your request."},
      {"[]", "", "", "We could not parse the JSON body of your request."},
      {"{}", "", "", "you must provide a model parameter"},
      {R"({"model":"gpt-4o"})", "messages", "missing_required_parameter",
       "Missing required parameter: 'messages'."},
      {OpenAiBody("", "gpt-4o", "[]"), "messages", "empty_array",
       "Invalid 'messages': empty array."},
      {OpenAiBody("", "gpt-4o", R"([{"content":"a"}])"), "messages[0].role",
       "missing_required_parameter", "Missing required parameter: 'messages[0].role'."},
      {OpenAiBody("", "gpt-4o", R"([{"role":"robot","content":"a"}])"), "messages[0].role",
       "invalid_value", "Invalid value: 'robot'."},
      {OpenAiBody("", "gpt-4o", R"([{"role":"user","content":null}])"), "messages[0].content", "",
       "Invalid value for 'content': expected a string, got null."},
      {OpenAiBody("", "gpt-4o", one + R"({"role":"tool","tool_call_id":"c","content":"x"}])"),
       "messages[1].role", "", "Invalid parameter: messages with role 'tool' must be a response"},
      {OpenAiBody("", "gpt-4o", one + R"({"role":"assistant","tool_calls":[{"id":"c9"}]},
          {"role":"user","content":"b"}])"),
       "messages[2].role", "", "An assistant message with 'tool_calls' must be followed by tool"},
      {OpenAiBody(R"("max_tokens":5)", "gpt-5"), "max_tokens", "unsupported_parameter",
       "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
       "'max_completion_tokens' instead."},
      {OpenAiBody(R"("temperature":0.2)", "o3"), "temperature", "unsupported_value",
       "Unsupported value: 'temperature' does not support 0.2 with this model."},
      {OpenAiBody(R"("reasoning_effort":"low")", "gpt-4o"), "reasoning_effort",
       "unsupported_parameter", "Unsupported parameter: 'reasoning_effort'"},
      {OpenAiBody(R"("reasoning_effort":"huge")", "gpt-5"), "reasoning_effort", "invalid_value",
       "Invalid value: 'huge'."},
      {OpenAiBody(R"("max_completion_tokens":0)"), "max_completion_tokens",
       "integer_below_min_value", "Invalid 'max_completion_tokens': integer below minimum value."},
      {OpenAiBody(R"("stop":["a","b","c","d","e"])"), "stop", "array_above_max_length",
       "Invalid 'stop': array too long."},
      {OpenAiBody(R"("stream_options":{"include_usage":true})"), "stream_options", "",
       "The 'stream_options' parameter is only allowed when 'stream' is enabled."},
      {OpenAiBody(R"("tool_choice":"auto")"), "tool_choice", "",
       "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are "
       "specified."},
      {OpenAiBody(R"("tools":[{"type":"magic"}])"), "tools[0].type", "invalid_value",
       "Invalid value: 'magic'."},
      {OpenAiBody(R"("prompt_cache_key":")" + std::string(65, 'x') + "\""), "prompt_cache_key",
       "string_above_max_length", "Invalid 'prompt_cache_key': string too long."},
      {OpenAiBody(R"("n":2)"), "n", "unsupported_value", "This mock answers with one choice"},
  };
  for (const OpenAiMistake& mistake : mistakes) {
    const WireError error = RefusedByOpenAi(mistake.body);
    EXPECT_EQ(error.status, 400) << mistake.body;
    EXPECT_EQ(error.type, "invalid_request_error");
    EXPECT_EQ(error.param, mistake.param) << mistake.body;
    EXPECT_EQ(error.code, mistake.code) << mistake.body;
    EXPECT_EQ(error.message.substr(0, mistake.message.size()), mistake.message);
  }
}

TEST(OpenAiRequest, AnUnknownModelIsNotFound) {
  const WireError error = RefusedByOpenAi(OpenAiBody("", "gpt-nope"));
  EXPECT_EQ(error.status, 404);
  EXPECT_EQ(error.code, "model_not_found");
  EXPECT_EQ(error.message, "The model `gpt-nope` does not exist or you do not have access to it.");
}

TEST(OpenAiRequest, ATooLongPromptSaysHowLong) {
  WireRules rules;
  rules.max_prompt = Tokens{3};
  const ParsedRequest parsed = ParseWith(
      OpenAiWire(), OpenAiBody("", "gpt-4o", R"([{"role":"user","content":"0123456789abcdef"}])"),
      kOpenAiHeaders, rules);
  ASSERT_TRUE(std::holds_alternative<WireError>(parsed));
  EXPECT_EQ(std::get<WireError>(parsed).code, "context_length_exceeded");
}

}  // namespace
}  // namespace lab::mocks
