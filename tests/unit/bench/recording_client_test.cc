#include "framework/bench/recording_client.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "framework/runtime/task_scope.h"
#include "tests/unit/bench/fake_world.h"

namespace lab::testing {
namespace {

TEST(RecordingClient, WritesDownEachRequestWithItsCost) {
  VirtualLoop loop;
  Recorder recorder(PriceTable::Shipped());
  RecordingClient client(std::make_unique<FakeClient>(loop, "claude-sonnet-5-5"), recorder);
  measure::TrialRecord record;
  recorder.Begin(record, "suite/Group/3");
  const std::optional<Reply> reply = loop.Run(client.Send({.user = "hello"}));
  ASSERT_TRUE(reply.has_value());
  ASSERT_EQ(record.samples.size(), 1U);
  EXPECT_EQ(record.samples[0].model, "claude-sonnet-5-5");
  EXPECT_EQ(record.samples[0].request_id, "suite/Group/3/0");
  const Price* price = PriceTable::Shipped().Find("claude-sonnet-5-5");
  EXPECT_EQ(record.samples[0].cost, CostOf(reply->usage, *price));
}

TEST(RecordingClient, LeavesAKeyThatTheExperimentChose) {
  VirtualLoop loop;
  Recorder recorder(PriceTable::Shipped());
  RecordingClient client(std::make_unique<FakeClient>(loop, "m"), recorder);
  measure::TrialRecord record;
  recorder.Begin(record, "k");
  loop.Run(client.Send({.user = "hello", .lab_key = "mine"}));
  EXPECT_EQ(record.samples[0].request_id, "mine");
}

/// Says how far it came when its caller gives up, as every client does.
class EndlessClient final : public Client {
 public:
  explicit EndlessClient(Loop& loop) : loop_(loop) {}
  Task<Reply> Send(Request request) override {
    const Goodbye goodbye(request.abandoned, came);
    co_await loop_.Sleep(std::chrono::hours(1));
    co_return Reply();
  }
  std::string_view model() const override { return "claude-sonnet-5-5"; }

  Reply came;

 private:
  struct Goodbye {
    Goodbye(const std::function<void(const Reply&)>& told, const Reply& reply)
        : abandoned(told), how_far(reply) {}
    Goodbye(const Goodbye&) = delete;
    ~Goodbye() { abandoned(how_far); }
    const std::function<void(const Reply&)>& abandoned;
    const Reply& how_far;
  };
  Loop& loop_;
};

Task<void> SendOnly(Client& client, Request request) { co_await client.Send(std::move(request)); }
Task<void> Wait(Loop& loop) { co_await loop.Sleep(std::chrono::milliseconds(10)); }

class AbandonedRequest : public ::testing::Test {
 protected:
  /// What is recorded of a request that had come as far as `came` when it was given up.
  measure::Sample GiveUp(Reply came, Request request) {
    auto inner = std::make_unique<EndlessClient>(loop);
    came.error = Error{ErrorKind::kCancelled, "given up"};
    inner->came = std::move(came);
    RecordingClient client(std::move(inner), recorder);
    recorder.Begin(record, "suite/Group/3");
    {
      TaskScope scope(loop);
      scope.Spawn(SendOnly(client, std::move(request)));
      loop.Run(Wait(loop));
      EXPECT_TRUE(record.samples.empty()) << "it is still under way";
    }
    EXPECT_EQ(record.samples.size(), 1U);
    return record.samples.empty() ? measure::Sample() : record.samples[0];
  }

  VirtualLoop loop;
  Recorder recorder{PriceTable::Shipped()};
  measure::TrialRecord record;
};

TEST_F(AbandonedRequest, IsWrittenDownAndBilled) {
  Reply came;
  came.timeline.sent = Time{};
  came.usage.input_uncached = Tokens{500};
  came.usage.output_total = Tokens{7};
  const measure::Sample sample = GiveUp(came, {.user = "hello", .attempt = 2, .step = 4});
  EXPECT_EQ(sample.error->kind, ErrorKind::kCancelled);
  EXPECT_EQ(sample.retries, 2);
  EXPECT_EQ(sample.step, 4);
  const Price* price = PriceTable::Shipped().Find("claude-sonnet-5-5");
  EXPECT_EQ(sample.cost, CostOf(came.usage, *price));
}

TEST_F(AbandonedRequest, IsBilledForItsPromptWhereTheProviderHadSaidNothingYet) {
  Reply came;
  came.timeline.sent = Time{};
  const measure::Sample sample = GiveUp(came, {.user = std::string(4000, 'x')});
  EXPECT_NEAR(static_cast<double>(sample.usage.input_uncached.count), 1000, 50);
  EXPECT_GT(sample.cost, Usd());
}

TEST_F(AbandonedRequest, CostsNothingWhereItWasNeverSent) {
  const measure::Sample sample = GiveUp({}, {.user = std::string(4000, 'x')});
  EXPECT_EQ(sample.usage.prompt(), Tokens{0});
  EXPECT_EQ(sample.cost, Usd());
}

TEST_F(AbandonedRequest, IsStillToldToTheCallersOwnWatcher) {
  int told = 0;
  Request request{.user = "hello"};
  request.abandoned = [&told](const Reply&) { ++told; };
  GiveUp({}, std::move(request));
  EXPECT_EQ(told, 1);
}

TEST(SampleOf, KnowsNoCostWithoutAPrice) {
  Reply reply;
  reply.usage_reported = true;
  EXPECT_FALSE(SampleOf(reply, "a-model-without-a-price", PriceTable::Shipped()).cost.has_value());
}

TEST(SampleOf, KnowsNoCostOfAStreamThatWasCutBeforeItsUsageCame) {
  Reply reply;
  reply.http_status = 200;
  reply.usage.output_total = Tokens{10};
  EXPECT_FALSE(SampleOf(reply, "gpt-5", PriceTable::Shipped()).cost.has_value());
  reply.usage.input_uncached = Tokens{10};
  EXPECT_TRUE(SampleOf(reply, "gpt-5", PriceTable::Shipped()).cost.has_value());
}

TEST(SampleOf, CostsNothingWhenItWasRefused) {
  Reply reply;
  reply.http_status = 429;
  reply.error = Error{ErrorKind::kRateLimited, "slow down"};
  EXPECT_EQ(SampleOf(reply, "gpt-5", PriceTable::Shipped()).cost, Usd());
}

}  // namespace
}  // namespace lab::testing
