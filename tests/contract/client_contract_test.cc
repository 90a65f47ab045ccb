// One body for every provider of the table over every kind of network: our client against our mock.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "framework/llm/providers/provider_client.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/runtime/task_scope.h"
#include "mocks/hinting_client.h"
#include "mocks/server.h"
#include "tests/contract/net_world.h"

namespace lab {
namespace {

/// The world keeps its listener; the server is given a way to it.
class BorrowedListener final : public net::Listener {
 public:
  explicit BorrowedListener(net::Listener& inner) : inner_(inner) {}
  Task<Result<std::unique_ptr<net::Stream>>> Accept() override { return inner_.Accept(); }
  std::uint16_t port() const override { return inner_.port(); }

 private:
  net::Listener& inner_;
};

using Row = std::tuple<net::WorldRow, const Provider*>;

class ClientContract : public testing::TestWithParam<Row> {
 protected:
  explicit ClientContract(std::string faults = "") {
    mocks::MockServerOptions options;
    options.speed = 20;
    options.profile = *mocks::ShippedProfile("ideal");
    options.faults = *mocks::ParseFaultRules(faults);
    server_ = std::make_unique<mocks::MockServer>(
        world_.loop(), std::make_unique<BorrowedListener>(world_.listener()), std::move(options));
    serving_ = std::make_unique<TaskScope>(world_.loop());
    serving_->Spawn(server_->Serve());
    http_ = std::make_unique<net::HttpClient>(world_.loop(), world_.network(), net::HttpOptions{});
    ProviderOptions client;
    client.base_url = net::FormatOrigin(world_.endpoint()).append(BasePath(provider()));
    client.api_key = Secret("test-key");
    client.model = provider().default_model.empty() ? "llama-3.1-8b" : provider().default_model;
    client_ = std::make_unique<mocks::HintingClient>(
        std::make_unique<ProviderClient>(world_.loop(), *http_, provider(), client));
  }

  static const Provider& provider() { return *std::get<1>(GetParam()); }

  static Task<void> Keep(Client* client, Outgoing asked, Reply* reply) {
    Task<Reply> sending = client->Send(std::move(asked));
    *reply = co_await sending;
  }
  Reply Send(Outgoing asked) {
    Reply reply;
    world_.Run(Keep(client_.get(), std::move(asked), &reply));
    return reply;
  }
  static Outgoing Question() {
    return {.request = {.system = "Be brief.",
                        .user = "What is in the box?",
                        .max_tokens = Tokens{100}},
            .call = Expecting("thinking_tokens=0;output_tokens=20")};  // some models would think
  }

  net::World world_{std::get<0>(GetParam()).options};
  std::unique_ptr<mocks::MockServer> server_;
  std::unique_ptr<TaskScope> serving_;
  std::unique_ptr<net::HttpClient> http_;
  std::unique_ptr<Client> client_;
};

TEST_P(ClientContract, StreamsAnAnswerWithItsUsageAndItsStampsInOrder) {
  const Reply reply = Send(Question());
  ASSERT_TRUE(reply.ok()) << reply.error->message;
  EXPECT_FALSE(reply.text.empty());
  EXPECT_FALSE(reply.stop_reason.empty());
  EXPECT_TRUE(reply.terminated);
  EXPECT_TRUE(reply.usage_reported);
  EXPECT_EQ(reply.usage.output_total, Tokens{20});
  EXPECT_GT(reply.usage.prompt(), Tokens{0});
  const Timeline& t = reply.timeline;
  EXPECT_LE(t.start, t.sent);
  EXPECT_LE(t.sent, t.first_byte);
  EXPECT_LE(t.first_byte, t.first_event);
  EXPECT_LE(t.first_event, t.first_token);
  EXPECT_LE(t.first_token, t.last_token);
  EXPECT_LE(t.last_token, t.end);
}

TEST_P(ClientContract, BuffersTheSameAnswer) {
  Outgoing asked = Question();
  asked.call.key = "same";
  const Reply streamed = Send(asked);
  asked.request.stream = false;
  const Reply buffered = Send(std::move(asked));
  ASSERT_TRUE(buffered.ok()) << buffered.error->message;
  EXPECT_EQ(buffered.text, streamed.text);
  EXPECT_EQ(buffered.usage.output_total, streamed.usage.output_total);
  EXPECT_FALSE(buffered.timeline.streamed);
}

TEST_P(ClientContract, UsesAConnectionAgain) {
  EXPECT_FALSE(Send(Question()).timeline.reused_connection);
  EXPECT_TRUE(Send(Question()).timeline.reused_connection);
}

TEST_P(ClientContract, CallsToolsAndTakesTheirResults) {
  Outgoing asked = Question();
  Request& request = asked.request;
  Tool tool;
  tool.name = "get_weather";
  tool.description = "The weather of a city";
  tool.schema = R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})";
  request.tools.push_back(tool);
  request.tool_choice = ToolChoice::kAny;
  asked.call.hints = "thinking_tokens=0;tool_calls=2";
  const Reply called = Send(asked);
  ASSERT_TRUE(called.ok()) << called.error->message;
  ASSERT_EQ(called.tool_calls.size(), 2U);
  EXPECT_EQ(called.tool_calls[0].name, "get_weather");
  EXPECT_THAT(called.tool_calls[0].arguments, testing::HasSubstr("\"city\""));

  Message question;
  question.text = std::exchange(request.user, "");
  Message calls;
  calls.role = Role::kAssistant;
  calls.tool_calls = called.tool_calls;
  request.messages = {question, calls};
  for (const ToolCall& call : called.tool_calls) {
    Message result;
    result.role = Role::kTool;
    result.tool_call_id = call.id;
    result.text = "sunny";
    request.messages.push_back(result);
  }
  request.tool_choice = ToolChoice::kAuto;
  const Reply answered = Send(asked);
  ASSERT_TRUE(answered.ok()) << answered.error->message;
  EXPECT_FALSE(answered.text.empty());
}

TEST_P(ClientContract, StopsWhenTheUserHasSeenEnough) {
  Outgoing asked = Question();
  asked.call.watch = [](const Progress& progress) {
    return progress.reply.text.size() < 10 ? Flow::kContinue : Flow::kStop;
  };
  const Reply reply = Send(std::move(asked));
  EXPECT_TRUE(reply.ok());
  EXPECT_TRUE(reply.stopped_early);
  EXPECT_GE(reply.text.size(), 10U);
  EXPECT_LT(reply.timeline.tokens.size(), 20U);
  EXPECT_TRUE(Send(Question()).ok());
}

TEST_P(ClientContract, GivesUpAtItsDeadline) {
  Outgoing asked = Question();
  asked.call.hints = "thinking_tokens=0;output_tokens=100000";
  asked.request.max_tokens = Tokens{100'000};
  asked.request.timeout = std::chrono::milliseconds(80);
  const Reply reply = Send(std::move(asked));
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error->kind, ErrorKind::kTimeout);
}

class FailingService : public ClientContract {
 protected:
  FailingService() : ClientContract("status=429 at=0; disconnect=4 at=1") {}
};

TEST_P(FailingService, IsToldApartByTheKindOfItsErrors) {
  const Reply limited = Send(Question());
  ASSERT_FALSE(limited.ok());
  EXPECT_EQ(limited.error->kind, ErrorKind::kRateLimited);
  EXPECT_EQ(limited.http_status, 429);
  const Reply cut = Send(Question());
  ASSERT_FALSE(cut.ok());
  EXPECT_THAT(cut.error->kind, testing::AnyOf(ErrorKind::kTruncated, ErrorKind::kClosed));
  EXPECT_TRUE(Send(Question()).ok());
}

std::vector<const Provider*> Providers() {
  std::vector<const Provider*> rows;
  for (const Provider& row : AllProviders()) rows.push_back(&row);
  return rows;
}

std::string RowName(const testing::TestParamInfo<Row>& info) {
  std::string name(std::get<1>(info.param)->name);
  std::erase(name, '-');
  return std::get<0>(info.param).name + name;
}

INSTANTIATE_TEST_SUITE_P(Every, ClientContract,
                         testing::Combine(testing::ValuesIn(net::AllWorlds()),
                                          testing::ValuesIn(Providers())),
                         RowName);
INSTANTIATE_TEST_SUITE_P(Every, FailingService,
                         testing::Combine(testing::ValuesIn(net::AllWorlds()),
                                          testing::ValuesIn(Providers())),
                         RowName);

}  // namespace
}  // namespace lab
