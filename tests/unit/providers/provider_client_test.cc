#include "framework/llm/providers/provider_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/providers/scripted_service.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

using ProviderClientTest = ScriptedService;

TEST_F(ProviderClientTest, StampsEverythingOfAStream) {
  const Reply reply = Send({.steps = {{50ms, kRoleChunk},
                                      {10ms, ThoughtChunk("hm")},
                                      {10ms, TextChunk("a") + TextChunk("b")},
                                      {10ms, TextChunk("cd")},
                                      {10ms, kStopChunk + kUsageChunk + kDone}}},
                           {.user = "hi"});
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.text, "abcd");
  const Timeline& t = reply.timeline;
  // DNS 4 ms, TCP one round trip, half a round trip each way.
  EXPECT_EQ(At(reply, t.intended), 0);
  EXPECT_EQ(At(reply, t.dns), 4);
  EXPECT_EQ(At(reply, t.tcp), 24);
  EXPECT_EQ(At(reply, t.tls), 24);
  EXPECT_EQ(At(reply, t.sent), 24);
  EXPECT_EQ(At(reply, t.first_byte), 44);
  EXPECT_EQ(At(reply, t.first_event), 94);
  EXPECT_EQ(At(reply, t.first_token), 104);
  EXPECT_EQ(At(reply, t.first_visible), 114);
  EXPECT_EQ(At(reply, t.last_token), 124);
  EXPECT_EQ(At(reply, t.end), 134);
  EXPECT_FALSE(t.reused_connection);
  EXPECT_TRUE(t.streamed);
}

TEST_F(ProviderClientTest, StampsEachContentEventWithItsRead) {
  const Reply reply = Send({.steps = {{50ms, ThoughtChunk("hm") + TextChunk("a")},
                                      {10ms, TextChunk("xyz")},
                                      {0ms, kDone}}},
                           {.user = "hi"});
  const std::vector<TokenArrival>& tokens = reply.timeline.tokens;
  ASSERT_EQ(tokens.size(), 3u);
  EXPECT_EQ(tokens[0].kind, TokenKind::kReasoning);
  EXPECT_EQ(tokens[0].place_in_read, 0);
  EXPECT_EQ(tokens[0].bytes, 2u);
  EXPECT_EQ(tokens[1].kind, TokenKind::kText);
  EXPECT_EQ(tokens[1].place_in_read, 1);
  EXPECT_EQ(tokens[1].stamp, tokens[0].stamp);
  EXPECT_EQ(tokens[1].previous, tokens[0].previous);
  EXPECT_EQ(tokens[2].place_in_read, 0);
  EXPECT_EQ(tokens[2].previous, tokens[1].stamp);
  EXPECT_EQ(tokens[2].bytes, 3u);
  for (const TokenArrival& token : tokens) {
    EXPECT_LT(token.previous, token.stamp);
    EXPECT_EQ(token.client_delay, 0ns) << "simulated time has none";
  }
}

TEST_F(ProviderClientTest, ASecondRequestReusesTheConnection) {
  const std::vector<Reply> replies = SendAll({.steps = {{0ms, TextChunk("a") + kDone}}},
                                             {{{.user = "1"}, Call()}, {{.user = "2"}, Call()}});
  const Timeline& t = replies[1].timeline;
  EXPECT_TRUE(t.reused_connection);
  EXPECT_EQ(t.dns, t.start);
  EXPECT_EQ(t.tcp, t.start);
  EXPECT_EQ(t.tls, t.start);
  EXPECT_EQ(At(replies[1], t.first_byte), 20);
}

TEST_F(ProviderClientTest, ABufferedAnswerIsVisibleAtItsEnd) {
  const Reply reply =
      Send({.type = "application/json; charset=utf-8",
            .headers = {{"x-request-id", "r1"}, {"openai-processing-ms", "7"}},
            .steps = {{0ms, R"({"model":"m","choices":[{"message":{"content":"hi"},)"
                            R"("finish_reason":"stop"}],"usage":{"completion_tokens":3}})"}},
            .buffered = true},
           Request{.user = "hi"}.Buffered());
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.text, "hi");
  EXPECT_EQ(reply.usage.output_total, Tokens{3});
  EXPECT_EQ(reply.request_id, "r1");
  EXPECT_EQ(reply.server_time, 7ms);
  EXPECT_TRUE(reply.terminated);
  const Timeline& t = reply.timeline;
  EXPECT_EQ(At(reply, t.end), 44);
  EXPECT_EQ(t.first_visible, t.end);
  EXPECT_FALSE(IsSet(t.first_token));
  EXPECT_FALSE(t.streamed);
}

TEST_F(ProviderClientTest, ARefusalIsClassifiedWithItsHeaders) {
  const Reply reply = Send({.status = 429,
                            .type = "application/json",
                            .headers = {{"retry-after-ms", "1500"}, {"x-should-retry", "true"}},
                            .steps = {{0ms, R"({"error":{"message":"slow down","type":"requests",)"
                                            R"("code":"rate_limit_exceeded"}})"}},
                            .buffered = true},
                           {.user = "hi"});
  EXPECT_EQ(ErrorText(reply),
            "rate_limited: POST http://mock/v1/chat/completions: the service answered 429 "
            "(requests, rate_limit_exceeded): slow down");
  EXPECT_EQ(reply.http_status, 429);
  EXPECT_EQ(reply.rate_limits.retry_after, 1500ms);
  EXPECT_EQ(reply.rate_limits.should_retry, true);
  EXPECT_EQ(At(reply, reply.timeline.first_byte), 44);
  EXPECT_TRUE(IsSet(reply.timeline.end));
}

TEST_F(ProviderClientTest, StoppingEarlyClosesTheConnectionAndCountsWhatCame) {
  Call call;
  std::vector<std::string> seen;
  call.watch = [&](const Progress& progress) {
    seen.push_back(progress.reply.text + "|" + std::string(progress.delta));
    return progress.reply.text.size() < 2 ? Flow::kContinue : Flow::kStop;
  };
  const Reply reply =
      Send({.steps = {{0ms, ThoughtChunk("t")}, {10ms, TextChunk("a")}, {10ms, TextChunk("b")}},
            .hang = true},
           {.user = "hi"}, std::move(call));
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_TRUE(reply.stopped_early);
  EXPECT_FALSE(reply.terminated);
  EXPECT_EQ(reply.text, "ab");
  EXPECT_THAT(seen, ElementsAre("|t", "a|a", "ab|b"));
  EXPECT_FALSE(reply.usage_reported);
  EXPECT_EQ(reply.usage.output_total, Tokens{3});
  EXPECT_EQ(reply.usage.output_reasoning, Tokens{1});
  EXPECT_EQ(reply.timeline.end, reply.timeline.last_token);
  EXPECT_EQ(At(reply, peer_gone_), At(reply, reply.timeline.end) + 10) << "half a round trip later";
}

TEST_F(ProviderClientTest, TheDeadlineHoldsForTheWholeExchangeAndKeepsWhatCame) {
  const Reply reply =
      Send({.steps = {{50ms, TextChunk("par")}}, .hang = true}, {.user = "hi", .timeout = 300ms});
  EXPECT_EQ(ErrorText(reply), "timeout: the request to mock took longer than 300 ms");
  EXPECT_EQ(reply.text, "par");
  EXPECT_EQ(reply.timeline.tokens.size(), 1u);
  EXPECT_EQ(At(reply, reply.timeline.end), 300);
  EXPECT_EQ(At(reply, reply.timeline.first_byte), 44);
  EXPECT_TRUE(IsSet(peer_gone_));
}

TEST_F(ProviderClientTest, GivingARequestUpTellsHowFarItCame) {
  std::optional<Reply> told;
  Call call;
  call.abandoned = [&told](const Reply& reply) { told = reply; };
  answer_ = {.steps = {{50ms, TextChunk("par")}}, .hang = true};
  loop_.Run(Impatient(this, {.user = "hi"}, std::move(call), 300ms));
  ASSERT_TRUE(told.has_value());
  EXPECT_EQ(told->error->kind, ErrorKind::kCancelled);
  EXPECT_EQ(told->text, "par");
  EXPECT_EQ(told->usage.output_total, Tokens{1});
  EXPECT_EQ(At(*told, told->timeline.sent), 24);
  EXPECT_EQ(At(*told, told->timeline.first_token), 94);
  EXPECT_EQ(At(*told, told->timeline.end), 300);
  EXPECT_TRUE(IsSet(peer_gone_)) << "the connection is closed";
}

TEST_F(ProviderClientTest, ARequestThatEndsIsNotToldAsGivenUp) {
  int told = 0;
  Request request{.user = "hi", .timeout = 300ms};
  Call call;
  call.abandoned = [&told](const Reply&) { ++told; };
  Send({.steps = {{50ms, TextChunk("a") + kDone}}}, request, call);
  Send({.status = 500, .type = "text/plain", .buffered = true}, request, call);
  Send({.steps = {{50ms, TextChunk("par")}}, .hang = true}, request, call);
  EXPECT_EQ(told, 0) << "whole, refused and timed out";
}

TEST_F(ProviderClientTest, AnEndlessTimeoutIsNoOverflow) {
  const Reply reply =
      Send({.steps = {{50ms, TextChunk("a") + kDone}}}, {.user = "hi", .timeout = Duration::max()});
  EXPECT_EQ(ErrorText(reply), "");
}

TEST_F(ProviderClientTest, AConnectionLostInTheMiddleKeepsWhatCame) {
  const Reply reply = Send({.steps = {{0ms, TextChunk("par")}}, .cut = true}, {.user = "hi"});
  ASSERT_TRUE(reply.error);
  EXPECT_TRUE(reply.error->kind == ErrorKind::kTruncated ||
              reply.error->kind == ErrorKind::kClosed);
  EXPECT_EQ(reply.text, "par");
  EXPECT_EQ(reply.usage.output_total, Tokens{1});
}

TEST_F(ProviderClientTest, AConnectionLostBehindTheTerminatorIsNoError) {
  const Reply reply = Send(
      {.steps = {{0ms, TextChunk("whole") + kUsageChunk + kDone}}, .cut = true}, {.user = "hi"});
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.usage.output_total, Tokens{42});
}

TEST_F(ProviderClientTest, AnOrderlyEndWithoutTerminatorIsTruncated) {
  const Reply reply = Send({.steps = {{0ms, TextChunk("par")}}}, {.user = "hi"});
  ASSERT_TRUE(reply.error);
  EXPECT_EQ(reply.error->kind, ErrorKind::kTruncated);
  EXPECT_EQ(reply.text, "par");
}

TEST_F(ProviderClientTest, AnErrorInTheStreamEndsTheReadingAtOnce) {
  const Reply reply =
      Send({.steps = {{0ms, TextChunk("par")}, {5ms, Data(R"({"error":"gone"})")}}, .hang = true},
           {.user = "hi"});
  ASSERT_TRUE(reply.error);
  EXPECT_EQ(reply.error->kind, ErrorKind::kProvider);
  EXPECT_EQ(reply.text, "par");
  EXPECT_EQ(At(reply, reply.timeline.end), 49);
}

TEST_F(ProviderClientTest, WhatCannotBeSentTouchesNoNetwork) {
  const Reply reply = Send({}, {});
  ASSERT_TRUE(reply.error);
  EXPECT_EQ(reply.error->kind, ErrorKind::kUsage);
  EXPECT_EQ(reply.timeline.end, reply.timeline.start);
  EXPECT_EQ(reply.http_status, 0);
  EXPECT_TRUE(seen_.empty());
}

TEST_F(ProviderClientTest, NobodyListeningIsAConnectError) {
  ProviderClient lost(loop_, http_, *FindProvider("openai-compatible"),
                      {.base_url = "http://mock:81", .model = "m"});
  const std::optional<Reply> reply = loop_.Run(lost.Send(Request{.user = "hi"}));
  ASSERT_TRUE(reply && reply->error);
  EXPECT_EQ(reply->error->kind, ErrorKind::kConnect);
  EXPECT_EQ(At(*reply, reply->timeline.end), 24);
  EXPECT_FALSE(IsSet(reply->timeline.first_byte));
}

TEST_F(ProviderClientTest, ARequestWithoutAModelGoesToTheClientsOwn) {
  Outgoing named{.request = {.model = "other", .user = "hi"}, .call = Call()};
  named.call.intended = loop_.Now() - 5ms;
  const Outgoing unnamed{.request = {.user = "hi"}, .call = Call()};
  const std::vector<Reply> replies = SendAll({.steps = {{0ms, kDone}}}, {unnamed, named});
  EXPECT_EQ(client_.model(), "own");
  ASSERT_EQ(seen_.size(), 2u);
  EXPECT_THAT(seen_[0].body, HasSubstr(R"("model":"own")"));
  EXPECT_THAT(seen_[1].body, HasSubstr(R"("model":"other")"));
  EXPECT_EQ(*net::FindHeader(seen_[0].headers, "authorization"), "Bearer our-own-key");
  EXPECT_LT(replies[1].timeline.intended, replies[1].timeline.start);
}

// ---- options that a service refuses

TEST_F(ProviderClientTest, WhatAServiceRefusesIsLeftOutFromThenOn) {
  refused_ = {"stream_options", "max_tokens"};
  const std::vector<Reply> replies = SendAll({.steps = {{50ms, TextChunk("a") + kDone}}},
                                             {{{.user = "1"}, {}}, {{.user = "2"}, {}}});
  ASSERT_EQ(seen_.size(), 4u) << "two refusals, then one request each";
  EXPECT_THAT(seen_[3].body, testing::Not(HasSubstr("stream_options")));
  EXPECT_THAT(seen_[3].body, HasSubstr("max_completion_tokens"));
  for (const Reply& reply : replies) {
    EXPECT_EQ(ErrorText(reply), "");
    EXPECT_EQ(At(reply, reply.timeline.end), 70) << "the refusals are no part of its latency";
    EXPECT_EQ(reply.timeline.intended, reply.timeline.start);
  }
  EXPECT_THAT(learnt_->notes, ElementsAre(HasSubstr("stream_options"), HasSubstr("max_tokens")));
}

TEST_F(ProviderClientTest, ARefusalOfSomethingElseIsReportedAsItCame) {
  Answer answer{.status = 400,
                .type = "application/json",
                .steps = {{0ms, R"({"error":"stream_options is all I can say"})"}},
                .buffered = true};
  const std::vector<Reply> replies = SendAll(answer, {{{.user = "1"}, {}}, {{.user = "2"}, {}}});
  for (const Reply& reply : replies) {
    EXPECT_THAT(ErrorText(reply), HasSubstr("invalid_request: POST http://mock/v1/chat/"));
  }
  EXPECT_EQ(seen_.size(), 3u) << "the second is not tried without it any more";
  EXPECT_TRUE(learnt_->notes.empty());
  EXPECT_FALSE(learnt_->left_out.has(WireOption::kStreamOptions));
}

TEST_F(ProviderClientTest, NothingIsLeftOutForGoodBeforeTheServiceHasAnsweredWithoutIt) {
  refused_ = {"stream_options"};
  for (const int status : {503, 429}) {
    Answer broken{.status = status, .type = "text/plain", .buffered = true};
    EXPECT_EQ(Send(broken, {.user = "1"}).http_status, status) << "the second try's own failure";
    EXPECT_FALSE(learnt_->left_out.has(WireOption::kStreamOptions));
    EXPECT_FALSE(learnt_->in_vain.has(WireOption::kStreamOptions));
    EXPECT_TRUE(learnt_->notes.empty());
  }
  seen_.clear();
  EXPECT_EQ(ErrorText(Send({.steps = {{0ms, TextChunk("a") + kDone}}}, {.user = "2"})), "");
  ASSERT_EQ(seen_.size(), 2u) << "it is tried again with the option, and without";
  EXPECT_THAT(seen_[0].body, HasSubstr("stream_options"));
  EXPECT_TRUE(learnt_->left_out.has(WireOption::kStreamOptions));
}

TEST_F(ProviderClientTest, AWholeAnswerInPlaceOfAStreamIsNotedOnce) {
  const Answer whole{
      .type = "application/json",
      .steps = {{0ms, R"({"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]})"}},
      .buffered = true};
  Request buffered{.user = "0"};
  buffered.stream = false;
  Send(whole, buffered);
  EXPECT_TRUE(learnt_->notes.empty()) << "nobody asked for a stream";
  SendAll(whole, {{{.user = "1"}, {}}, {{.user = "2"}, {}}});
  EXPECT_THAT(learnt_->notes, ElementsAre(HasSubstr("the whole answer at once")));
}

TEST_F(ProviderClientTest, ASuccessWithoutABodyIsNoAnswer) {
  const Reply reply = Send({.status = 204, .type = "", .buffered = true}, {.user = "hi"});
  EXPECT_THAT(ErrorText(reply), HasSubstr("POST http://mock/v1/chat/completions: the service "
                                          "answered 204, which has no body"));
}

TEST_F(ProviderClientTest, ARefusedKeyIsNamedByItsVariableAndNeverShown) {
  const Reply reply = Send({.status = 401,
                            .type = "application/json",
                            .steps = {{0ms, R"({"error":{"message":"Incorrect: our-own-key"}})"}},
                            .buffered = true},
                           {.user = "hi"});
  EXPECT_THAT(ErrorText(reply), HasSubstr("Incorrect: ***; the key is that of OPENAI_API_KEY"));
  EXPECT_THAT(ErrorText(reply), Not(HasSubstr("our-own-key")));
}

}  // namespace
}  // namespace lab
