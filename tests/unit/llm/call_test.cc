#include "framework/llm/call.h"

#include <gtest/gtest.h>

#include <memory>

#include "framework/llm/reply.h"

namespace lab {
namespace {

using namespace std::chrono_literals;

class NoSink final : public CallSink {
 public:
  void Add(const CallRecord& /*record*/) override {}
  std::string NextKey() override { return "key"; }
};

TEST(Call, BesideItGoesIntoTheSameSinkWithALuckOfItsOwn) {
  Call call = Call().Key("key").Expect("output_tokens=3");
  call.sink = std::make_shared<NoSink>();
  call.step = 4;
  call.deadline = Time{Duration(7)};
  call.attempt = 2;
  call.watch = [](const Progress&) { return Flow::kStop; };
  call.abandoned = [](const Reply&) {};
  const Call beside = call.Beside();
  EXPECT_EQ(beside.sink, call.sink);
  EXPECT_EQ(beside.step, 4);
  EXPECT_EQ(beside.deadline, call.deadline);
  EXPECT_EQ(beside.key, "");
  EXPECT_EQ(beside.hints, "");
  EXPECT_EQ(beside.attempt, 0);
  EXPECT_FALSE(beside.watch);
  EXPECT_FALSE(beside.abandoned);
}

TEST(Call, ExpectingTellsASimulatedModelWhatToAnswer) {
  EXPECT_EQ(Expecting("output_tokens=120").hints, "output_tokens=120");
}

TEST(DeadlineOf, DoesNotOverflow) {
  Request request;
  request.timeout = 2s;
  Call call;
  const Asked asked{request, call, Time{1s}};
  EXPECT_EQ(DeadlineOf(asked), Time{3s});
  request.timeout = Duration::max();
  EXPECT_EQ(DeadlineOf(asked), kNever);
}

TEST(DeadlineOf, IsTheCallsOwnWhereThatIsSooner) {
  const Request request;
  Call call;
  call.deadline = Time{2s};
  EXPECT_EQ(DeadlineOf({request, call, Time{1s}}), Time{2s});
}

}  // namespace
}  // namespace lab
