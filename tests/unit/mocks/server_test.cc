#include "mocks/server.h"

#include <gtest/gtest.h>

#include <string>

#include "framework/base/encoding.h"
#include "mocks/profile.h"
#include "tests/support/mock_world.h"

namespace lab::mocks {
namespace {

using namespace std::chrono_literals;

constexpr const char* kAsk = R"({"model":"ideal","max_tokens":9000,"stream":true,)"
                             R"("messages":[{"role":"user","content":"Hi"}]})";
constexpr const char* kFive = "x-lab-hints: output_tokens=5\r\n";

MockServerOptions Ideal() { return {.seed = 7, .profile = *ShippedProfile("ideal")}; }

std::size_t Count(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

TEST(MockServer, TokensArriveWhenTheScheduleSays) {
  MockWorld world(Ideal());
  const Received heard = world.Talk(PostAnthropic(kAsk, kFive));
  EXPECT_EQ(Count(heard.bytes, "text_delta"), 5U);
  // 4 ms of DNS and 2 ms to connect, 1 ms each way; the head and the first event after the 100.1 ms
  // that the profile needs, then a token every 10 ms.
  ASSERT_GE(heard.times.size(), 5U);
  const Duration first = heard.times[0].time_since_epoch();
  EXPECT_EQ(first, 4ms + 2ms + 2ms + 100100us);
  EXPECT_EQ(heard.times.back() - heard.times[0], 40ms);
}

TEST(MockServer, OneSeedSendsTheSameBytesAtTheSameTime) {
  const auto talk = [](std::uint64_t seed) {
    MockWorld world({.seed = seed});
    return world.Talk(PostAnthropic(R"({"model":"claude-haiku-5-5","max_tokens":50,"stream":true,)"
                                    R"("messages":[{"role":"user","content":"Hi"}]})"));
  };
  const Received once = talk(7);
  const Received again = talk(7);
  const Received other = talk(8);
  EXPECT_EQ(once.bytes, again.bytes);
  EXPECT_EQ(once.times, again.times);
  EXPECT_NE(once.bytes, other.bytes);
  EXPECT_NE(once.times, other.times);
}

TEST(MockServer, WhatOthersAskChangesNoAnswer) {
  const std::string mine = PostAnthropic(kAsk, "x-lab-request: mine\r\n");
  const std::string other = PostAnthropic(kAsk, "x-lab-request: other\r\n");
  MockWorld alone({.seed = 7, .profile = *ShippedProfile("claude-haiku-5-5")});
  MockWorld crowded({.seed = 7, .profile = *ShippedProfile("claude-haiku-5-5")});
  const Received single = alone.Talk(mine);
  const std::vector<Received> several = crowded.TalkTogether({other, mine, other});
  EXPECT_EQ(BodyOf(single.bytes), BodyOf(several[1].bytes));
  EXPECT_NE(BodyOf(several[0].bytes), BodyOf(several[1].bytes));
}

TEST(MockServer, OneConnectionCarriesManyRequests) {
  MockWorld world(Ideal());
  const std::string stays = std::string(kFive) + "connection: keep-alive\r\n";
  const Received heard =
      world.Talk(PostAnthropic(kAsk, stays) + PostAnthropic(kAsk, stays) + PostOpenAi(kAsk));
  EXPECT_EQ(Count(heard.bytes, "HTTP/1.1 200 OK"), 3U);
  EXPECT_EQ(Count(heard.bytes, "message_stop"), 4U);  // twice in each of two streams
  EXPECT_EQ(Count(heard.bytes, "[DONE]"), 1U);
  EXPECT_FALSE(heard.silent);
}

TEST(MockServer, APeerThatLeavesStopsTheModel) {
  MockWorld world(Ideal());
  const std::string long_answer = PostAnthropic(kAsk, "x-lab-hints: output_tokens=5000\r\n");
  const Received heard = world.TalkFor(long_answer, 500ms);
  EXPECT_TRUE(heard.silent);
  world.Wait(1s);
  EXPECT_EQ(world.server().ledger().requests, 1);
  EXPECT_EQ(world.server().ledger().cancelled, 1);
  EXPECT_LT(world.server().ledger().output, Tokens{60});
}

TEST(MockServer, APeerThatLeavesFreesItsPlaceInTheBatch) {
  Profile one_at_a_time = *ShippedProfile("ideal");
  one_at_a_time.batch.max_sequences = 1;
  MockWorld world({.seed = 7, .profile = one_at_a_time});
  world.TalkFor(PostAnthropic(kAsk, "x-lab-hints: output_tokens=100000\r\n"), 500ms);
  const Time start = world.loop().Now();
  const Received next = world.Talk(PostAnthropic(kAsk, kFive));
  EXPECT_EQ(Count(next.bytes, "text_delta"), 5U);
  EXPECT_LT(world.loop().Now() - start, 2s);
}

TEST(MockServer, LimitsTurnRequestsAway) {
  MockServerOptions options = Ideal();
  options.profile->limits.requests_per_minute = 1;
  MockWorld world(options);
  EXPECT_EQ(StatusOf(world.Talk(PostAnthropic(kAsk, kFive)).bytes), 200);
  const Received refused = world.Talk(PostAnthropic(kAsk, kFive));
  EXPECT_EQ(StatusOf(refused.bytes), 429);
  EXPECT_NE(HeadOf(refused.bytes).find("\r\nretry-after: 60"), std::string::npos)
      << HeadOf(refused.bytes);
  EXPECT_NE(HeadOf(refused.bytes).find("\r\nanthropic-ratelimit-requests-remaining: 0"),
            std::string::npos);
  EXPECT_NE(BodyOf(refused.bytes).find("rate_limit_error"), std::string::npos);
  world.Wait(60s);
  EXPECT_EQ(StatusOf(world.Talk(PostAnthropic(kAsk, kFive)).bytes), 200);
}

TEST(MockServer, FaultsAtAcceptMeetTheConnection) {
  MockServerOptions options = Ideal();
  options.faults = *ParseFaultRules("refuse at=0; slow_accept=5000 at=1; tls_failure at=2");
  MockWorld world(options);
  const Received refused = world.Talk(PostAnthropic(kAsk, kFive));
  EXPECT_TRUE(refused.reset);
  EXPECT_EQ(refused.bytes, "");
  const Time start = world.loop().Now();
  const Received slow = world.Talk(PostAnthropic(kAsk, kFive));
  EXPECT_EQ(StatusOf(slow.bytes), 200);
  EXPECT_GE(slow.times[0] - start, 5s);
  EXPECT_TRUE(world.Talk(PostAnthropic(kAsk, kFive)).reset);
  EXPECT_EQ(StatusOf(world.Talk(PostAnthropic(kAsk, kFive)).bytes), 200);
}

TEST(MockServer, GarbageAnswersAHandshake) {
  MockServerOptions options = Ideal();
  options.faults = *ParseFaultRules("tls_failure");
  options.secure = [](std::unique_ptr<net::Stream> plain) { return plain; };
  MockWorld world(options);
  const Received heard = world.Talk("\x16\x03\x01");
  EXPECT_NE(heard.bytes, "");
  EXPECT_FALSE(heard.bytes.starts_with("HTTP"));
  EXPECT_FALSE(heard.silent);
}

TEST(MockServer, EveryWriteIsOnRecordWithItsIntention) {
  struct Line {
    std::string request;
    Time intended, sent;
    std::int64_t offset;
  };
  std::vector<Line> lines;
  MockServerOptions options = Ideal();
  options.on_write = [&lines](const EventRecord& record) {
    lines.push_back({std::string(record.request), record.intended, record.sent, record.offset});
  };
  MockWorld world(options);
  const Received heard =
      world.Talk(PostAnthropic(kAsk, std::string(kFive) + "x-lab-request: mine\r\n"));
  ASSERT_EQ(lines.size(), 9U);  // head, message_start, five tokens, the end, the last chunk
  for (std::size_t i = 2; i < 7; ++i) {
    EXPECT_EQ(lines[i].request, "mine");
    EXPECT_EQ(lines[i].intended, lines[i].sent) << i;
    EXPECT_GT(lines[i].offset, lines[i - 1].offset);
  }
  EXPECT_EQ(lines[3].intended - lines[2].intended, 10ms);
}

TEST(MockServer, StampsTellWhenARequestCameAndAnEventLeft) {
  MockServerOptions options = Ideal();
  options.stamps = true;
  MockWorld world(options);
  const Received heard = world.Talk(PostAnthropic(kAsk, kFive));
  // The request arrived 4 + 2 + 1 ms after the start; the first event leaves 100.1 ms later.
  EXPECT_NE(heard.bytes.find(R"("lab":{"received_ns":7000000,"sent_ns":107100000})"),
            std::string::npos)
      << heard.bytes;
}

TEST(MockServer, SpeedShortensEverything) {
  MockServerOptions options = Ideal();
  options.speed = 10;
  MockWorld world(options);
  const Received heard = world.Talk(PostAnthropic(kAsk, kFive));
  EXPECT_EQ(heard.times.back() - heard.times[0], 4ms);
}

}  // namespace
}  // namespace lab::mocks
