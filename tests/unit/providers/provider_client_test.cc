#include "framework/llm/providers/provider_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/net/http_server.h"
#include "framework/net/sim_network.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/providers/folding.h"
#include "tests/unit/providers/openai_chunks.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

std::string ThoughtChunk(std::string_view text) {
  return DeltaChunk(R"({"reasoning":")" + std::string(text) + R"("})");
}
const std::string kRoleChunk = DeltaChunk(R"({"role":"assistant","content":""})");
const std::string kUsageChunk =
    Data(R"({"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":42}})");

/// What the server writes, and how long after the write before.
struct Step {
  Duration after;
  std::string bytes;
};

/// How the server answers a request.
struct Answer {
  int status = 200;
  std::string type = "text/event-stream";
  net::Headers headers;
  std::vector<Step> steps;
  bool buffered = false;  ///< one write with a length; the steps' bytes are the body
  bool cut = false;       ///< reset instead of the last chunk
  bool hang = false;      ///< say nothing more, and wait for the peer to go
};

/// A server with one answer for everything; over a link of 20 ms without jitter or limits.
class ProviderClientTest : public testing::Test {
 protected:
  Reply Send(Answer answer, Request request, Call call = {}) {
    return SendAll(std::move(answer), {{std::move(request), std::move(call)}})[0];
  }

  /// One after the other, over one client.
  std::vector<Reply> SendAll(Answer answer, std::vector<Outgoing> requests) {
    answer_ = std::move(answer);
    loop_.Run(Everything(this, std::move(requests)));
    return std::move(replies_);
  }

  static Task<void> Everything(ProviderClientTest* test, std::vector<Outgoing> requests) {
    Result<std::unique_ptr<net::Listener>> listener =
        test->network_.Listen({.host = "mock", .port = 80});
    TaskScope server(test->loop_);
    server.Spawn(Listen(test, listener->get()));
    for (Outgoing& request : requests) {
      Task<Reply> sending = test->client_.Send(std::move(request));
      test->replies_.push_back(co_await sending);
    }
    co_await test->loop_.Sleep(1s);  // what the server learns afterwards
  }

  static Task<void> Drop(Task<Reply> sending) { co_await sending; }
  /// Destroys the request's task after `patience`.
  static Task<void> Impatient(ProviderClientTest* test, Request request, Call call,
                              Duration patience) {
    Result<std::unique_ptr<net::Listener>> listener =
        test->network_.Listen({.host = "mock", .port = 80});
    TaskScope server(test->loop_);
    server.Spawn(Listen(test, listener->get()));
    TaskScope sending(test->loop_);
    sending.Spawn(Drop(test->client_.Send(std::move(request), std::move(call))));
    co_await test->loop_.Sleep(patience);
    sending.Cancel();
    co_await test->loop_.Sleep(1s);  // what the server learns afterwards
  }

  static Task<void> Listen(ProviderClientTest* test, net::Listener* listener) {
    TaskScope connections(test->loop_);
    while (true) {
      Result<std::unique_ptr<net::Stream>> stream = co_await listener->Accept();
      if (!stream) co_return;
      connections.Spawn(Serve(test, std::move(*stream)));
    }
  }

  static Task<void> Serve(ProviderClientTest* test, std::unique_ptr<net::Stream> stream) {
    net::HttpServerConnection http(test->loop_, std::move(stream), {});
    while (true) {
      Result<std::optional<net::ServerRequest>> request = co_await http.ReadRequest();
      if (!request || !request->has_value()) co_return;
      test->seen_.push_back(std::move(**request));
      const bool whole = co_await Respond(test, &http);
      if (!whole) co_return;
    }
  }

  static Task<bool> Respond(ProviderClientTest* test, net::HttpServerConnection* http) {
    const Answer& answer = test->answer_;
    net::HttpResponseHead head{.status = answer.status, .headers = answer.headers};
    if (!answer.type.empty()) head.headers.push_back({"content-type", answer.type});
    if (answer.buffered) {
      std::string body;
      for (const Step& step : answer.steps) body += step.bytes;
      (void)co_await http->WriteResponse(head, body);
      co_return true;
    }
    (void)co_await http->StartChunked(head);
    for (const Step& step : answer.steps) {
      co_await test->loop_.Sleep(step.after);
      (void)co_await http->WriteChunk(step.bytes);
    }
    if (answer.hang) {
      co_await http->PeerGone();
      test->peer_gone_ = test->loop_.Now();
      co_return false;
    }
    if (answer.cut) http->stream().FinishWriting();
    if (answer.cut) co_return false;
    (void)co_await http->FinishChunked();
    co_return true;
  }

  VirtualLoop loop_;
  net::SimNetwork network_{loop_, {.round_trip = 20ms, .bandwidth_bytes_per_s = 0, .dns = 4ms}};
  net::HttpClient http_{loop_, network_, {}};
  ProviderClient client_{loop_,
                         http_,
                         *FindProvider("openai-compatible"),
                         {.base_url = "http://mock", .api_key = Secret("k"), .model = "own"}};
  Answer answer_;
  std::vector<Reply> replies_;
  std::vector<net::ServerRequest> seen_;
  Time peer_gone_ = kUnset;
};

/// Milliseconds from the start of the request; -1 where the event did not happen.
double At(const Reply& reply, Time time) {
  return IsSet(time) ? ToMs(time - reply.timeline.start) : -1;
}

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
            "rate_limited: the service answered 429 (requests, rate_limit_exceeded): slow down");
  EXPECT_EQ(reply.http_status, 429);
  EXPECT_EQ(reply.rate_limits.retry_after, 1500ms);
  EXPECT_EQ(reply.rate_limits.should_retry, true);
  EXPECT_EQ(At(reply, reply.timeline.first_byte), 44);
  EXPECT_TRUE(IsSet(reply.timeline.end));
}

TEST_F(ProviderClientTest, AnotherContentTypeIsAProtocolErrorThatQuotesTheBody) {
  const Reply page =
      Send({.type = "text/html", .steps = {{0ms, "<h1>Are you human?</h1>"}}, .buffered = true},
           {.user = "hi"});
  EXPECT_THAT(ErrorText(page), HasSubstr("protocol: content-type is 'text/html' when it should be "
                                         "text/event-stream; the body begins: <h1>Are you"));
  const Reply streamed = Send({.steps = {{0ms, kDone}}}, Request{.user = "hi"}.Buffered());
  EXPECT_THAT(ErrorText(streamed), HasSubstr("it should be application/json"));
}

TEST_F(ProviderClientTest, AMissingContentTypeIsForgiven) {
  EXPECT_EQ(Send({.type = "", .steps = {{0ms, TextChunk("a") + kDone}}}, {.user = "hi"}).text, "a");
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
  EXPECT_EQ(*net::FindHeader(seen_[0].headers, "authorization"), "Bearer k");
  EXPECT_LT(replies[1].timeline.intended, replies[1].timeline.start);
}

}  // namespace
}  // namespace lab
