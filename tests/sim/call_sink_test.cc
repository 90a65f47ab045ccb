// A sink over the whole way: mock, link, HTTP, SSE, client.
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "framework/bench/recording_client.h"
#include "framework/runtime/combine.h"
#include "tests/sim/world_by_hand.h"

namespace lab {
namespace {

/// Keeps what a load run would: no token of a sample, each token as it comes.
class CountingSink final : public CallSink {
 public:
  void Add(const CallRecord& record) override {
    ++calls;
    kept += record.reply.timeline.tokens.size();
    output += record.reply.usage.output_total;
  }
  std::string NextKey() override { return "key " + std::to_string(keys++); }
  bool keeps_tokens() const override { return false; }
  void Token(const TokenArrival& token) override { tokens.push_back(token); }

  int calls = 0;
  int keys = 0;
  std::size_t kept = 0;
  Tokens output;
  std::vector<TokenArrival> tokens;
};

TEST(CallSink, ThatKeepsNoTokensIsToldOfEach) {
  WorldByHand world({.seed = 7});
  auto sink = std::make_shared<CountingSink>();
  const CallDefaults defaults{.sink = sink};
  RecordingClient client(world.NewClient("claude-haiku-5-5"), defaults);
  const Reply reply = world.loop.Run(client.Send(QuestionOf("a"))).value();
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(sink->calls, 1);
  EXPECT_EQ(sink->kept, 0U);
  EXPECT_TRUE(reply.timeline.tokens.empty());
  WorldByHand same({.seed = 7});
  const auto keeping = same.NewClient("claude-haiku-5-5");
  const Reply kept = same.loop.Run(keeping->Send(QuestionOf("a"))).value();
  EXPECT_EQ(sink->tokens.size(), kept.timeline.tokens.size());
  EXPECT_EQ(sink->tokens.front().stamp, reply.timeline.first_token);
  EXPECT_EQ(sink->tokens.back().stamp, reply.timeline.last_token);
}

TEST(CallSink, KnowsWhatAStoppedStreamHasUsedWithoutItsTokens) {
  WorldByHand world({.seed = 7});
  auto sink = std::make_shared<CountingSink>();
  const CallDefaults defaults{.sink = sink};
  RecordingClient client(world.NewClient("gpt-5-mini"), defaults);
  Outgoing asked = QuestionOf("a");
  asked.call.watch = [](const Progress& so_far) {
    return so_far.reply.text.size() < 40 ? Flow::kContinue : Flow::kStop;
  };
  const Reply reply = world.loop.Run(client.Send(std::move(asked))).value();
  EXPECT_TRUE(reply.stopped_early);
  EXPECT_GE(sink->output, Tokens{static_cast<std::int64_t>(sink->tokens.size())});
}

TEST(CallSink, OfEachOfManyUsersIsItsOwnOnOneLoop) {
  WorldByHand world({.seed = 7});
  const CallDefaults nobody;
  RecordingClient client(world.NewClient("claude-haiku-5-5"), nobody);
  std::vector<std::shared_ptr<CountingSink>> sinks;
  std::vector<Task<Reply>> sends;
  for (int user = 0; user < 20; ++user) {
    sinks.push_back(std::make_shared<CountingSink>());
    Outgoing asked = QuestionOf("user " + std::to_string(user));
    asked.call.sink = sinks.back();
    sends.push_back(client.Send(std::move(asked)));
  }
  const auto replies = world.loop.Run(All(world.loop, std::move(sends)));
  for (std::size_t user = 0; user < sinks.size(); ++user) {
    EXPECT_EQ(sinks[user]->calls, 1) << user;
    EXPECT_EQ(sinks[user]->tokens.back().stamp, (*replies)[user].timeline.last_token) << user;
  }
}

}  // namespace
}  // namespace lab
