#include "mocks/paced_answer.h"

#include <gtest/gtest.h>

#include "tests/unit/mocks/simulated_model_testing.h"

namespace lab::mocks {
namespace {

class GenerationTest : public testing::Test {
 protected:
  Collected Send(MockRequest request) { return Collect(loop_, model_, std::move(request)); }

  VirtualLoop loop_;
  SimulatedModel model_{loop_, *ShippedProfile("ideal"), {}};
};

TEST_F(GenerationTest, CountsWhatItSaid) {
  MockRequest request = Ask("k", {.output_tokens = 25});
  request.thinking = true;
  request.hints["thinking_tokens"] = "12";
  const Collected answer = Send(request);
  EXPECT_EQ(answer.usage.input_uncached, Tokens{1000});
  EXPECT_EQ(answer.usage.output_total, Tokens{37});
  EXPECT_EQ(answer.usage.output_reasoning, Tokens{12});
  EXPECT_EQ(answer.TokenCount(), 37);
}

TEST_F(GenerationTest, TakesChunkTokensFromTheHintWhereItMakesSense) {
  const auto pieces = [this](std::string hint) {
    MockRequest request = Ask("k", {.output_tokens = 100});
    request.hints["chunk_tokens"] = std::move(hint);
    return Send(request).pieces.size();
  };
  EXPECT_EQ(pieces("4"), 25u);
  EXPECT_EQ(pieces("100"), 1u);
  EXPECT_LT(pieces("1-8"), 60u);
  for (const char* hint : {"", "many", "8-1", "-3", "3-", "-"})
    EXPECT_EQ(pieces(hint), 100u) << hint;
  EXPECT_EQ(pieces("0"), 100u);
}

Task<void> Grow(SimulatedModel& model, std::vector<std::int64_t>* totals, Usage* at_start) {
  MockRequest asked = Ask("k", {.output_tokens = 3});
  std::unique_ptr<ModelAnswer> generated = co_await model.Start(std::move(asked));
  *at_start = generated->usage();
  while (true) {
    const std::optional<Piece> piece = co_await generated->Next();
    if (!piece) break;
    totals->push_back(generated->usage().output_total.count);
  }
}

TEST_F(GenerationTest, HasPromptCountersFromTheStartAndGrowsItsOutput) {
  std::vector<std::int64_t> totals;
  Usage at_start;
  loop_.Run(Grow(model_, &totals, &at_start));
  EXPECT_EQ(at_start.input_uncached, Tokens{1000});
  EXPECT_EQ(at_start.output_total, Tokens{0});
  EXPECT_EQ(totals, (std::vector<std::int64_t>{1, 2, 3}));
}

TEST_F(GenerationTest, TellsWhyItStopped) {
  MockRequest request = Ask("k", {.output_tokens = 100});
  const std::string whole = Send(request).Text();
  request.stop_sequences = {whole.substr(40, 10)};
  const Collected answer = Send(request);
  EXPECT_EQ(answer.stop, Stop::kStopSequence);
  EXPECT_EQ(answer.stop_sequence, request.stop_sequences[0]);
}

}  // namespace
}  // namespace lab::mocks
