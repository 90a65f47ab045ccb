// A service that answers as a test tells it, asked through a ProviderClient over simulated links.
//
//   TEST_F(ScriptedService, EndsAtItsTerminator) {
//     const Reply reply = Send({.steps = {{std::chrono::milliseconds(50), kDone}}}, request);
//     EXPECT_EQ(At(reply, reply.timeline.end), 94);
//   }
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/llm/providers/provider_client.h"
#include "framework/net/http_server.h"
#include "framework/net/sim_network.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/providers/folding.h"
#include "tests/unit/providers/openai_chunks.h"

namespace lab {

inline std::string ThoughtChunk(std::string_view text) {
  return DeltaChunk(R"({"reasoning":")" + std::string(text) + R"("})");
}
inline const std::string kRoleChunk = DeltaChunk(R"({"role":"assistant","content":""})");
inline const std::string kUsageChunk =
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
class ScriptedService : public testing::Test {
 protected:
  Reply Send(Answer answer, Request request, Call call = {}) {
    return SendAll(std::move(answer), {{std::move(request), std::move(call)}})[0];
  }

  /// One after the other, over one client.
  std::vector<Reply> SendAll(Answer answer, std::vector<Outgoing> requests, Duration pause = {}) {
    answer_ = std::move(answer);
    loop_.Run(Everything(this, std::move(requests), pause));
    return std::move(replies_);
  }

  static Task<void> Everything(ScriptedService* test, std::vector<Outgoing> requests,
                               Duration pause) {
    Result<std::unique_ptr<net::Listener>> listener =
        test->network_.Listen({.host = "mock", .port = 80});
    TaskScope server(test->loop_);
    server.Spawn(Listen(test, listener->get()));
    for (Outgoing& request : requests) {
      Task<Reply> sending = test->client_.Send(std::move(request));
      test->replies_.push_back(co_await sending);
      test->done_ = test->loop_.Now();
      co_await test->loop_.Sleep(pause);
    }
    co_await test->loop_.Sleep(std::chrono::seconds(1));  // what the server learns afterwards
  }

  static Task<void> Drop(Task<Reply> sending) { co_await sending; }
  /// Destroys the request's task after `patience`.
  static Task<void> Impatient(ScriptedService* test, Request request, Call call,
                              Duration patience) {
    Result<std::unique_ptr<net::Listener>> listener =
        test->network_.Listen({.host = "mock", .port = 80});
    TaskScope server(test->loop_);
    server.Spawn(Listen(test, listener->get()));
    TaskScope sending(test->loop_);
    sending.Spawn(Drop(test->client_.Send(std::move(request), std::move(call))));
    co_await test->loop_.Sleep(patience);
    sending.Cancel();
    co_await test->loop_.Sleep(std::chrono::seconds(1));  // what the server learns afterwards
  }

  static Task<void> Listen(ScriptedService* test, net::Listener* listener) {
    TaskScope connections(test->loop_);
    while (true) {
      Result<std::unique_ptr<net::Stream>> stream = co_await listener->Accept();
      if (!stream) co_return;
      connections.Spawn(Serve(test, std::move(*stream)));
    }
  }

  static Task<void> Serve(ScriptedService* test, std::unique_ptr<net::Stream> stream) {
    net::HttpServerConnection http(test->loop_, std::move(stream), {});
    while (true) {
      Result<std::optional<net::ServerRequest>> request = co_await http.ReadRequest();
      if (!request || !request->has_value()) co_return;
      test->seen_.push_back(std::move(**request));
      const std::string refusal = test->RefusalOf(test->seen_.back().body);
      if (!refusal.empty()) {
        net::HttpResponseHead head{.status = 400};
        (void)co_await http.WriteResponse(head, refusal);
        continue;
      }
      const bool whole = co_await Respond(test, &http);
      if (!whole) co_return;
    }
  }

  /// The first of `refused_` that stands in a body.
  std::string RefusalOf(const std::string& body) const {
    for (const std::string& name : refused_) {
      if (body.find('"' + name + '"') != std::string::npos) return name + " is unknown here";
    }
    return "";
  }

  static Task<bool> Respond(ScriptedService* test, net::HttpServerConnection* http) {
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
  net::SimNetwork network_{loop_,
                           {.round_trip = std::chrono::milliseconds(20),
                            .bandwidth_bytes_per_s = 0,
                            .dns = std::chrono::milliseconds(4)}};
  net::HttpClient http_{loop_, network_, {}};
  std::shared_ptr<Adaptations> learnt_ = std::make_shared<Adaptations>();
  ProviderClient client_{loop_,
                         http_,
                         *FindProvider("openai-compatible"),
                         {.base_url = "http://mock",
                          .api_key = Secret("our-own-key"),
                          .model = "own",
                          .adaptations = learnt_}};
  Answer answer_;
  std::vector<Reply> replies_;
  std::vector<net::ServerRequest> seen_;
  std::vector<std::string> refused_;  ///< members of a body that the server answers 400 to
  Time peer_gone_ = kUnset;
  Time done_ = kUnset;  ///< when the last Send was over
};

/// Milliseconds from the start of the request; -1 where the event did not happen.
inline double At(const Reply& reply, Time time) {
  return IsSet(time) ? ToMs(time - reply.timeline.start) : -1;
}

}  // namespace lab
