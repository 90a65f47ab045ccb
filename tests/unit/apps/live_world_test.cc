#include "apps/worlds/live_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/net/http_server.h"
#include "framework/net/tcp_network.h"
#include "framework/runtime/real_loop.h"
#include "framework/runtime/task_scope.h"

namespace lab::apps {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kOpenAiStream =
    "data: {\"choices\":[{\"delta\":{\"content\":\"from openai\"},\"finish_reason\":\"stop\"}]}\n\n"
    "data: [DONE]\n\n";
constexpr std::string_view kAnthropicStream =
    "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"from "
    "anthropic\"}}\n\ndata: {\"type\":\"message_stop\"}\n\n";

/// A server on loopback, on a world's own loop, that answers everything with one stream.
class FakeServer {
 public:
  /// `refused`: what is answered 400 when it stands in a body; empty: nothing.
  FakeServer(Loop& loop, std::uint16_t port, std::string_view stream, std::string refused = "")
      : loop_(loop),
        network_(static_cast<RealLoop&>(loop), {}),
        stream_(stream),
        refused_(std::move(refused)) {
    listener_ = std::move(network_.Listen({.host = "127.0.0.1", .port = port})).value();
    serving_.Spawn(Accept(this));
  }

  const std::vector<net::ServerRequest>& seen() const { return seen_; }

 private:
  static Task<void> Accept(FakeServer* server) {
    TaskScope connections(server->loop_);
    while (true) {
      Result<std::unique_ptr<net::Stream>> stream = co_await server->listener_->Accept();
      if (!stream) co_return;
      connections.Spawn(Serve(server, std::move(*stream)));
    }
  }

  static Task<void> Serve(FakeServer* server, std::unique_ptr<net::Stream> stream) {
    net::HttpServerConnection http(server->loop_, std::move(stream), {});
    while (true) {
      Result<std::optional<net::ServerRequest>> request = co_await http.ReadRequest();
      if (!request || !request->has_value()) co_return;
      server->seen_.push_back(std::move(**request));
      const std::string& refused = server->refused_;
      const bool refuses =
          !refused.empty() && server->seen_.back().body.find(refused) != std::string::npos;
      net::HttpResponseHead head{.status = refuses ? 400 : 200};
      const std::string_view body = refuses ? std::string_view(refused) : server->stream_;
      (void)co_await http.WriteResponse(head, body);
    }
  }

  Loop& loop_;
  net::TcpNetwork network_;
  std::string_view stream_;
  std::string refused_;
  std::unique_ptr<net::Listener> listener_;
  std::vector<net::ServerRequest> seen_;
  TaskScope serving_{loop_};
};

Task<void> Ask(Client* client, Reply* reply) {
  Request hello{.user = "Hello"};
  Task<Reply> sending = client->Send(std::move(hello));
  *reply = co_await sending;
}

/// A world is given its address before there is a loop to listen on.
std::uint16_t FreePort() {
  RealLoop loop;
  net::TcpNetwork network(loop, {});
  return (*network.Listen({.host = "127.0.0.1", .port = 0}))->port();
}

WorldOptions To(std::string_view provider, std::string model, std::uint16_t port) {
  return {.model = std::move(model),
          .base_url = "127.0.0.1:" + std::to_string(port),
          .provider = FindProvider(provider),
          .api_key = Secret("k"),
          .headers = {{"x-tenant", "blue"}},
          .query = "a=1",
          .adaptations = std::make_shared<Adaptations>()};
}

Reply AskOwnModel(World& world) {
  const std::unique_ptr<Client> client = *world.NewClient("");
  Reply reply;
  world.loop().Run(Ask(client.get(), &reply));
  return reply;
}

TEST(LiveWorld, AsksTheTargetsOwnServerInItsOwnWords) {
  const std::uint16_t anthropic_port = FreePort();
  const std::uint16_t openai_port = FreePort();
  const auto anthropic =
      *(*LiveWorldFactory(To("anthropic", "claude-haiku-5-5", anthropic_port)))({.case_name = "c"});
  const auto openai = *(*LiveWorldFactory(To("openai-compatible", "m", openai_port)))({});
  FakeServer messages(anthropic->loop(), anthropic_port, kAnthropicStream);
  FakeServer completions(openai->loop(), openai_port, kOpenAiStream);
  EXPECT_EQ(AskOwnModel(*anthropic).text, "from anthropic");
  EXPECT_EQ(AskOwnModel(*openai).text, "from openai");
  ASSERT_EQ(messages.seen().size(), 1u);
  ASSERT_EQ(completions.seen().size(), 1u);
  EXPECT_EQ(messages.seen()[0].target, "/v1/messages?a=1");
  EXPECT_EQ(completions.seen()[0].target, "/v1/chat/completions?a=1");
  EXPECT_EQ(*net::FindHeader(messages.seen()[0].headers, "x-api-key"), "k");
  EXPECT_EQ(*net::FindHeader(completions.seen()[0].headers, "x-tenant"), "blue");
  EXPECT_THAT(completions.seen()[0].body, HasSubstr("\"model\":\"m\""));
}

TEST(LiveWorld, HasTheRunsModelAndThoseThatTheTargetOffers) {
  const auto compatible = *(*LiveWorldFactory(To("openai-compatible", "m", 1)))({});
  EXPECT_TRUE(compatible->NewClient("").ok());
  EXPECT_TRUE(compatible->NewClient("m").ok()) << "named or not, it is the run's own";
  const auto other = compatible->NewClient("claude-haiku-5-5");
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(
      other.error().message,
      AllOf(HasSubstr("claude-haiku-5-5"), HasSubstr("--target openai-compatible"),
            HasSubstr("--model"), Not(HasSubstr("run it with --target openai-compatible"))));
  const auto anthropic = *(*LiveWorldFactory(To("anthropic", "claude-haiku-5-5", 1)))({});
  EXPECT_TRUE(anthropic->NewClient("claude-opus-5-5").ok());
  EXPECT_FALSE(anthropic->NewClient("gpt-5-mini").ok());
}

TEST(LiveWorld, RefusesAnAddressThatIsNoneBeforeTheFirstRequest) {
  for (const char* address : {"ws://host", "http:/host", "//host", "http://host:99999",
                              "http://user:word@host", "http://ho st"}) {
    WorldOptions options = To("openai-compatible", "m", 1);
    options.base_url = address;
    const Result<WorldFactory> factory = LiveWorldFactory(options);
    ASSERT_FALSE(factory.ok()) << address;
    EXPECT_EQ(factory.error().kind, ErrorKind::kUsage) << address;
    EXPECT_THAT(factory.error().message, HasSubstr("--base-url")) << address;
    EXPECT_THAT(factory.error().message, Not(HasSubstr("word@"))) << address;
  }
}

TEST(LiveWorld, WhatOneCaseLearntTheNextOneKnows) {
  const std::uint16_t port = FreePort();
  const WorldOptions options = To("openai-compatible", "m", port);
  const WorldFactory factory = *LiveWorldFactory(options);
  std::vector<std::size_t> requests;
  for (int i = 0; i < 2; ++i) {
    const auto world = *factory({});
    FakeServer server(world->loop(), port, kOpenAiStream, "stream_options");
    EXPECT_EQ(AskOwnModel(*world).text, "from openai");
    requests.push_back(server.seen().size());
  }
  EXPECT_EQ(requests, (std::vector<std::size_t>{2, 1}));
  EXPECT_EQ(options.adaptations->notes.size(), 1u);
}

}  // namespace
}  // namespace lab::apps
