#include "framework/techniques/local_reply.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace lab {
namespace {

using namespace std::chrono_literals;

Reply Stored() {
  Reply reply;
  reply.text = "thirty days";
  reply.stop_reason = "end_turn";
  reply.terminated = true;
  reply.usage.output_total = Tokens{3};
  reply.timeline.start = Time{1s};
  reply.timeline.end = Time{2s};
  reply.rate_limits.requests_remaining = 7;
  return reply;
}

TEST(FailedHere, HasATimelineFromTheAskingOn) {
  const Request request;
  const Call call;
  const Reply reply =
      FailedHere({request, call, Time{3s}}, Time{5s}, {ErrorKind::kTimeout, "waited too long"});
  EXPECT_EQ(reply.error->kind, ErrorKind::kTimeout);
  EXPECT_EQ(reply.timeline.start, Time{3s});
  EXPECT_EQ(reply.timeline.intended, Time{3s});
  EXPECT_EQ(reply.timeline.end, Time{5s});
  EXPECT_FALSE(IsSet(reply.timeline.sent));
}

TEST(ServedHere, GivesTheAnswerAtOnceAndUsesNothing) {
  const Request request;
  const Call call;
  const Reply reply = ServedHere(Stored(), {request, call, Time{9s}}, Time{9s});
  EXPECT_EQ(reply.text, "thirty days");
  EXPECT_EQ(reply.usage, Usage{});
  EXPECT_EQ(reply.timeline.first_visible, Time{9s});
  EXPECT_EQ(reply.timeline.end, Time{9s});
  EXPECT_FALSE(reply.rate_limits.requests_remaining.has_value());
}

TEST(ServedHere, ShowsAWatcherTheWholeTextInOneEvent) {
  std::string seen;
  const Request request;
  Call call;
  call.watch = [&seen](const Progress& progress) {
    seen += progress.delta;
    return Flow::kStop;
  };
  EXPECT_TRUE(ServedHere(Stored(), {request, call, Time{1s}}, Time{1s}).stopped_early);
  EXPECT_EQ(seen, "thirty days");
}

TEST(ServedHere, TellsNoWatcherOfABufferedRequest) {
  const Request request = Request{}.Buffered();
  Call call;
  call.watch = [](const Progress&) {
    ADD_FAILURE() << "a buffered answer is not watched";
    return Flow::kContinue;
  };
  const Reply reply = ServedHere(Stored(), {request, call, Time{1s}}, Time{1s});
  EXPECT_FALSE(reply.timeline.streamed);
  EXPECT_FALSE(IsSet(reply.timeline.first_token));
}

TEST(IsWholeAnswer, IsFalseForWhatOthersShouldNotBeGiven) {
  EXPECT_TRUE(IsWholeAnswer(Stored()));
  Reply cut = Stored();
  cut.stop_reason = "max_tokens";
  EXPECT_FALSE(IsWholeAnswer(cut));
  Reply stopped = Stored();
  stopped.stopped_early = true;
  EXPECT_FALSE(IsWholeAnswer(stopped));
  Reply calling = Stored();
  calling.tool_calls.push_back({.name = "search"});
  EXPECT_FALSE(IsWholeAnswer(calling));
  Reply failed = Stored();
  failed.error = Error{ErrorKind::kServer, "500"};
  EXPECT_FALSE(IsWholeAnswer(failed));
  Reply broken = Stored();
  broken.terminated = false;
  EXPECT_FALSE(IsWholeAnswer(broken));
}

}  // namespace
}  // namespace lab
