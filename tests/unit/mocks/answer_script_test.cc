#include "mocks/answer_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mocks/tokens.h"
#include "tests/unit/mocks/simulated_model_testing.h"

namespace lab::mocks {
namespace {

struct Said {
  std::vector<Spoken> pieces;
  std::int64_t hidden = 0;
  std::int64_t total = 0;
  Stop stop = Stop::kEnd;
  std::string stop_sequence;

  std::string Text(PieceKind kind = PieceKind::kText) const {
    std::string text;
    for (const Spoken& piece : pieces) text += piece.kind == kind ? piece.text : "";
    return text;
  }
  std::int64_t Tokens(PieceKind kind) const {
    std::int64_t sum = 0;
    for (const Spoken& piece : pieces) sum += piece.kind == kind ? piece.tokens : 0;
    return sum;
  }
};

Said Say(const MockRequest& request, const Profile& profile = *ShippedProfile("ideal"),
         int most = 1, std::uint64_t key = 7) {
  AnswerScript answer(request, profile, 1, key);
  Said said;
  Piece piece;
  while (answer.Next(most, piece)) {
    said.pieces.push_back({piece.kind,
                           piece.index,
                           std::string(piece.text),
                           std::string(piece.tool_name),
                           std::string(piece.tool_id),
                           piece.tokens,
                           {},
                           {}});
  }
  said.hidden = answer.hidden_tokens();
  said.total = answer.total_tokens();
  said.stop = answer.stop();
  said.stop_sequence = answer.stop_sequence();
  return said;
}

MockRequest WithTools(std::string calls = "1") {
  MockRequest request = Ask("k");
  request.hints["tool_calls"] = std::move(calls);
  request.tools = {
      {"get_weather",
       R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})"},
      {"get_time", R"({"type":"object","properties":{"tz":{"type":"string"}},"required":["tz"]})"}};
  return request;
}

TEST(AnswerScript, SaysAsManyTokensAsTheHintWants) {
  const Said said = Say(Ask("k", {.output_tokens = 123}));
  EXPECT_EQ(said.pieces.size(), 123u);
  EXPECT_EQ(said.total, 123);
  EXPECT_EQ(said.stop, Stop::kEnd);
  EXPECT_EQ(said.pieces.front().index, 0);
}

TEST(AnswerScript, SaysTheSameTextWhateverTheBundling) {
  const MockRequest request = Ask("k", {.output_tokens = 100});
  const Said one = Say(request);
  const Said many = Say(request, *ShippedProfile("ideal"), 7);
  EXPECT_EQ(one.Text(), many.Text());
  EXPECT_EQ(many.pieces.size(), 15u);
  EXPECT_EQ(many.total, 100);
  EXPECT_EQ(many.pieces.back().tokens, 2);
}

TEST(AnswerScript, SaysSomethingElseForAnotherKey) {
  const MockRequest request = Ask("k", {.output_tokens = 100});
  EXPECT_NE(Say(request).Text(), Say(request, *ShippedProfile("ideal"), 1, 8).Text());
}

TEST(AnswerScript, DrawsTheLengthByTheClassOfTheQuestion) {
  MockRequest request = Ask("k");
  request.hints.erase("output_tokens");
  EXPECT_EQ(Say(request).total, 100);
  request.last_user_text = "Answer briefly: may I return a kettle?";
  EXPECT_EQ(Say(request).total, 20);
  request.last_user_text = "Explain in detail how returns work.";
  EXPECT_EQ(Say(request).total, 500);
  request.hints["class"] = "short";
  EXPECT_EQ(Say(request).total, 20);
}

TEST(AnswerScript, SpreadsLengthsAsTheProfileSays) {
  MockRequest request = Ask("k");
  request.hints = {{"class", "medium"}};
  Profile profile = *ShippedProfile("ideal");
  profile.output.medium_tokens = {200, 0.5};
  std::vector<std::int64_t> lengths;
  for (std::uint64_t key = 0; key < 2001; ++key) {
    lengths.push_back(AnswerScript(request, profile, 1, key).total_tokens());
  }
  std::sort(lengths.begin(), lengths.end());
  EXPECT_NEAR(static_cast<double>(lengths[1000]), 200, 10);
  EXPECT_NEAR(static_cast<double>(lengths[1683]), 330, 25);  // one deviation up: 200 * e^0.5
}

TEST(AnswerScript, EndsAtMaxTokens) {
  const Said said = Say(Ask("k", {.output_tokens = 50, .max_tokens = 20}));
  EXPECT_EQ(said.total, 20);
  EXPECT_EQ(said.stop, Stop::kMaxTokens);
  const Said exact = Say(Ask("k", {.output_tokens = 20, .max_tokens = 20}));
  EXPECT_EQ(exact.stop, Stop::kEnd);
}

TEST(AnswerScript, SaysNothingWhenMaxTokensIsZero) {
  const Said said = Say(Ask("k", {.max_tokens = 0}));
  EXPECT_TRUE(said.pieces.empty());
  EXPECT_EQ(said.total, 0);
  EXPECT_EQ(said.stop, Stop::kMaxTokens);
}

TEST(AnswerScript, ThinksOnlyWhenAsked) {
  MockRequest request = Ask("k");
  request.hints["thinking_tokens"] = "30";
  EXPECT_EQ(Say(request).Tokens(PieceKind::kThinking), 0);
  request.thinking = true;
  const Said said = Say(request);
  EXPECT_EQ(said.Tokens(PieceKind::kThinking), 30);
  EXPECT_EQ(said.Tokens(PieceKind::kText), 10);
  EXPECT_EQ(said.pieces.front().index, 0);
  EXPECT_EQ(said.pieces.back().index, 1);
  EXPECT_NE(said.Text(PieceKind::kThinking).substr(0, 20), said.Text().substr(0, 20));
}

TEST(AnswerScript, HidesThinkingFromThoseWhoMayNotSeeIt) {
  MockRequest request = Ask("k");
  request.thinking = true;
  request.visible_thinking = false;
  request.hints["thinking_tokens"] = "30";
  const Said said = Say(request);
  EXPECT_EQ(said.hidden, 30);
  EXPECT_EQ(said.total, 40);
  EXPECT_EQ(said.Tokens(PieceKind::kThinking), 0);
  request.visible_thinking = true;
  EXPECT_EQ(Say(request, *ShippedProfile("gpt-5")).hidden, 30);
}

TEST(AnswerScript, SpendsAllOnThinkingWhenMaxTokensIsSmall) {
  MockRequest request = Ask("k", {.max_tokens = 25});
  request.thinking = true;
  request.visible_thinking = false;
  request.hints["thinking_tokens"] = "30";
  const Said said = Say(request);
  EXPECT_EQ(said.hidden, 25);
  EXPECT_TRUE(said.pieces.empty());
  EXPECT_EQ(said.stop, Stop::kMaxTokens);
}

TEST(AnswerScript, StopsBeforeAStopSequence) {
  const std::string whole = Say(Ask("k", {.output_tokens = 200})).Text();
  const std::string sequence = whole.substr(whole.find(". ") - 3, 6);  // spans three tokens
  MockRequest request = Ask("k", {.output_tokens = 200});
  request.stop_sequences = {"never said", sequence};
  const Said said = Say(request);
  EXPECT_EQ(said.Text(), whole.substr(0, whole.find(sequence)));
  EXPECT_EQ(said.stop, Stop::kStopSequence);
  EXPECT_EQ(said.stop_sequence, sequence);
  EXPECT_EQ(said.total, CountTokens(said.Text()).count);
}

TEST(AnswerScript, StopsAtTheEarliestOfSeveralSequences) {
  MockRequest request = Ask("k", {.output_tokens = 200});
  const std::string whole = Say(request).Text();
  request.stop_sequences = {whole.substr(90, 8), whole.substr(30, 8)};
  EXPECT_EQ(Say(request).Text(), whole.substr(0, 30));
}

TEST(AnswerScript, IsNotTouchedByASequenceThatNeverComes) {
  MockRequest request = Ask("k", {.output_tokens = 200});
  const Said before = Say(request);
  request.stop_sequences = {"\n\nHuman:", ""};
  const Said after = Say(request);
  EXPECT_EQ(after.pieces, before.pieces);
  EXPECT_EQ(after.stop, Stop::kEnd);
}

TEST(AnswerScript, CallsADeclaredToolWithArgumentsThatFit) {
  const Said said = Say(WithTools());
  EXPECT_EQ(said.stop, Stop::kToolUse);
  ASSERT_GE(said.pieces.size(), 2u);
  const Spoken& start = said.pieces.front();
  EXPECT_EQ(start.kind, PieceKind::kToolStart);
  EXPECT_EQ(start.tool_id, "1");
  EXPECT_EQ(start.text, "");
  const auto arguments = nlohmann::json::parse(said.Text(PieceKind::kToolArguments));
  EXPECT_TRUE(arguments[start.tool_name == "get_weather" ? "city" : "tz"].is_string());
}

TEST(AnswerScript, CallsSeveralToolsOnlyWhereTheRequestAllowsIt) {
  MockRequest request = WithTools("3");
  const Said three = Say(request);
  EXPECT_EQ(std::count_if(three.pieces.begin(), three.pieces.end(),
                          [](const Spoken& p) { return p.kind == PieceKind::kToolStart; }),
            3);
  EXPECT_EQ(three.pieces.back().index, 2);
  EXPECT_EQ(three.pieces.back().tool_id, "3");
  request.parallel_tool_calls = false;
  EXPECT_EQ(Say(request).pieces.back().index, 0);
}

TEST(AnswerScript, HeedsTheToolChoiceAndTheHints) {
  MockRequest request = WithTools("0");
  EXPECT_EQ(Say(request).stop, Stop::kEnd);
  request.tool_choice = ToolChoice::kAny;
  EXPECT_EQ(Say(request).stop, Stop::kToolUse);
  request = WithTools();
  request.tool_choice = ToolChoice::kNone;
  EXPECT_EQ(Say(request).stop, Stop::kEnd);
  request = WithTools();
  request.hints["tool"] = "get_time";
  EXPECT_EQ(Say(request).pieces.front().tool_name, "get_time");
}

TEST(AnswerScript, AnswersToolResultsWithText) {
  MockRequest request = WithTools();
  request.tool_results = 2;
  const Said said = Say(request);
  EXPECT_EQ(said.stop, Stop::kEnd);
  EXPECT_EQ(said.Tokens(PieceKind::kText), 10);
}

TEST(AnswerScript, EndsWithTheKnownAnswer) {
  MockRequest request = Ask("k", {.output_tokens = 40});
  request.hints["answer"] = "42";
  const Said said = Say(request);
  EXPECT_THAT(said.Text(), testing::EndsWith("\n\nAnswer: 42"));
  EXPECT_EQ(said.total, 40);
  request.hints["labels"] = "41|42";
  EXPECT_EQ(Say(request).Text(), "42");
}

TEST(AnswerScript, NeverCutsAFixedTextInsideACharacter) {
  MockRequest request = Ask("k");
  request.hints["answer"] = "na\xc3\xafve \xe2\x82\xac\xf0\x9f\x98\x80\xf0\x9f\x98\x80 caf\xc3\xa9";
  request.hints["labels"] = "x";
  for (int most : {1, 2, 3}) {
    const Said said = Say(request, *ShippedProfile("ideal"), most);
    EXPECT_EQ(said.Text(), request.hints["answer"]);
    for (const Spoken& piece : said.pieces) {
      ASSERT_FALSE(piece.text.empty());
      EXPECT_NE(static_cast<unsigned char>(piece.text[0]) & 0xc0, 0x80);
    }
  }
}

}  // namespace
}  // namespace lab::mocks
