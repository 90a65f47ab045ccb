#include "framework/bench/recording_client.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "framework/bench/trial_sink.h"
#include "framework/runtime/task_scope.h"
#include "tests/unit/bench/fake_world.h"

namespace lab::testing {
namespace {

std::shared_ptr<CallSink> SinkOf(measure::TrialRecord& record, std::string key = "suite/Group/3") {
  return std::make_shared<TrialSink>(record, std::move(key), PriceTable::Shipped());
}

Task<void> SendOnly(Client& client, Request request, Call call) {
  co_await client.Send(std::move(request), std::move(call));
}
Task<void> Wait(Loop& loop) { co_await loop.Sleep(std::chrono::milliseconds(10)); }

TEST(RecordingClient, WritesDownEachRequestWithItsCost) {
  VirtualLoop loop;
  measure::TrialRecord record;
  const CallDefaults defaults{.sink = SinkOf(record)};
  RecordingClient client(std::make_unique<FakeClient>(loop, "claude-sonnet-5-5"), defaults);
  const std::optional<Reply> reply = loop.Run(client.Send(Request{.user = "hello"}));
  ASSERT_TRUE(reply.has_value());
  ASSERT_EQ(record.samples.size(), 1U);
  EXPECT_EQ(record.samples[0].model, "claude-sonnet-5-5");
  EXPECT_EQ(record.samples[0].request_id, "suite/Group/3/0");
  const Price* price = PriceTable::Shipped().Find("claude-sonnet-5-5");
  EXPECT_EQ(record.samples[0].cost, CostOf(reply->usage, *price));
}

TEST(RecordingClient, LeavesAKeyThatTheExperimentChose) {
  VirtualLoop loop;
  measure::TrialRecord record;
  const CallDefaults defaults{.sink = SinkOf(record)};
  RecordingClient client(std::make_unique<FakeClient>(loop, "m"), defaults);
  loop.Run(client.Send(Request{.user = "hello"}, Call().Key("mine")));
  EXPECT_EQ(record.samples[0].request_id, "mine");
}

Task<void> SendLater(Client* client, Loop* loop, Duration later) {
  co_await loop->Sleep(later);
  Request request{.user = "hello"};
  co_await client->Send(std::move(request));
}

TEST(RecordingClient, WritesACallWhereItBelongsThatOutlastsItsTrial) {
  VirtualLoop loop;
  measure::TrialRecord one;
  measure::TrialRecord two;
  CallDefaults defaults{.sink = SinkOf(one, "one")};
  RecordingClient client(std::make_unique<FakeClient>(loop, "m"), defaults);
  TaskScope scope(loop);
  scope.Spawn(SendLater(&client, &loop, Duration::zero()));
  loop.Run(Wait(loop));
  defaults.sink = SinkOf(two, "two");
  scope.Spawn(SendLater(&client, &loop, Duration::zero()));
  loop.Run(scope.Join());
  ASSERT_EQ(one.samples.size(), 1U);
  ASSERT_EQ(two.samples.size(), 1U);
  EXPECT_EQ(one.samples[0].request_id, "one/0");
  EXPECT_EQ(two.samples[0].request_id, "two/0");
}

TEST(RecordingClient, LeavesTheSinkThatACallBrings) {
  VirtualLoop loop;
  measure::TrialRecord others;
  measure::TrialRecord own;
  const CallDefaults defaults{.sink = SinkOf(others)};
  RecordingClient client(std::make_unique<FakeClient>(loop, "m"), defaults);
  Call call;
  call.sink = SinkOf(own);
  loop.Run(client.Send(Request{.user = "hello"}, std::move(call)));
  EXPECT_TRUE(others.samples.empty());
  EXPECT_EQ(own.samples.size(), 1U);
}

/// Says how far it came when its caller gives up, as every client does.
class EndlessClient final : public Client {
 public:
  explicit EndlessClient(Loop& loop) : loop_(loop) {}
  Task<Reply> Answer(Request /*request*/, Call call) override {
    const Goodbye goodbye(call.abandoned, came);
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

class AbandonedRequest : public ::testing::Test {
 protected:
  /// What is recorded of a request that had come as far as `came` when it was given up.
  measure::Sample GiveUp(Reply came, Request request, Call call = {}) {
    auto inner = std::make_unique<EndlessClient>(loop);
    came.error = Error{ErrorKind::kCancelled, "given up"};
    inner->came = std::move(came);
    const CallDefaults defaults{.sink = SinkOf(record)};
    RecordingClient client(std::move(inner), defaults);
    {
      TaskScope scope(loop);
      scope.Spawn(SendOnly(client, std::move(request), std::move(call)));
      loop.Run(Wait(loop));
      EXPECT_TRUE(record.samples.empty()) << "it is still under way";
    }
    EXPECT_EQ(record.samples.size(), 1U);
    return record.samples.empty() ? measure::Sample() : record.samples[0];
  }

  VirtualLoop loop;
  measure::TrialRecord record;
};

TEST_F(AbandonedRequest, IsWrittenDownAndBilled) {
  Reply came;
  came.timeline.sent = Time{};
  came.usage.input_uncached = Tokens{500};
  came.usage.output_total = Tokens{7};
  Call call;
  call.attempt = 2;
  call.step = 4;
  const measure::Sample sample = GiveUp(came, {.user = "hello"}, std::move(call));
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
  Call call;
  call.abandoned = [&told](const Reply&) { ++told; };
  GiveUp({}, {.user = "hello"}, std::move(call));
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace lab::testing
