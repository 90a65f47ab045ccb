// What a server says on an idle connection is no answer to the next request, over every kind of
// connection.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/net/http_client.h"
#include "tests/contract/net_world.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

constexpr char kAnswer[] = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// What the server does on its first connection once the first request is answered.
struct Afterwards {
  const char* name;
  const char* bytes = "";
  bool ends = false;
  bool reads_first = false;  ///< reads the second request before it ends, and does not answer
};

const std::vector<Afterwards>& Rows() {
  static const std::vector<Afterwards> rows = {
      {"nothing"},
      {"a late 408", "HTTP/1.1 408 Request Timeout\r\ncontent-length: 4\r\n\r\nidle", true},
      {"a late 408, left open", "HTTP/1.1 408 Request Timeout\r\ncontent-length: 4\r\n\r\nidle"},
      {"a late 200", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nother"},
      {"half a line", "HTT"},
      {"one byte", "\n"},
      {"an end", "", true},
  };
  return rows;
}

struct Server {
  Afterwards afterwards;
  int connections = 0;
  int requests = 0;
};

Task<bool> ReadRequest(Stream* stream, Server* server) {
  std::array<char, 4096> buffer{};
  std::string seen;
  while (seen.find("\r\n\r\n") == std::string::npos) {
    Result<ReadResult> read = co_await stream->Read(buffer);
    if (!read || read->bytes == 0) co_return false;
    seen.append(buffer.data(), read->bytes);
  }
  ++server->requests;
  co_return true;
}

Task<void> Talk(Loop* loop, Server* server, std::unique_ptr<Stream> stream, bool first) {
  for (bool answered = false;; answered = true) {
    const bool asked = co_await ReadRequest(stream.get(), server);
    if (!asked) co_return;
    if (first && answered && server->afterwards.reads_first) co_return;
    Result<Time> written = co_await stream->Write(kAnswer);
    if (!written) co_return;
    if (!first || answered) continue;
    co_await loop->Sleep(5ms);
    const std::string late = server->afterwards.bytes;
    if (!late.empty()) (void)co_await stream->Write(late);
    if (server->afterwards.ends) co_return;
  }
}

Task<void> Serve(World* world, Server* server) {
  TaskScope connections(world->loop());
  while (true) {
    Result<std::unique_ptr<Stream>> stream = co_await world->listener().Accept();
    if (!stream) co_return;
    const bool first = ++server->connections == 1;
    connections.Spawn(Talk(&world->loop(), server, *std::move(stream), first));
  }
}

struct Heard {
  std::string text;  ///< status and body, or the error
  HttpPhases phases;
};

Task<Heard> Send(HttpClient* http, Endpoint endpoint, std::string method) {
  HttpRequest request{.method = std::move(method)};
  request.url = {.endpoint = std::move(endpoint), .target = "/"};
  Heard heard;
  Result<HttpResponse> response = co_await http->Send(std::move(request), &heard.phases);
  if (!response) heard.text = response.error().message;
  if (!response) co_return heard;
  Result<std::string> body = co_await response->body.ReadAll(1000);
  heard.text = std::to_string(response->head.status) + " " + (body ? *body : body.error().message);
  co_return heard;
}

class IdleContract : public testing::TestWithParam<WorldRow> {
 public:
  /// Two requests, the second one a moment after what the server does then.
  std::vector<Heard> Twice(Afterwards afterwards, const std::string& method) {
    World world(GetParam().options);
    HttpClient http(world.loop(), world.network(), {});
    server_ = {.afterwards = afterwards};
    std::vector<Heard> heard;
    const auto body = [](World* w, HttpClient* client, Server* server, std::string verb,
                         std::vector<Heard>* into) -> Task<void> {
      TaskScope serving(w->loop());
      serving.Spawn(Serve(w, server));
      Heard first = co_await Send(client, w->endpoint(), verb);
      into->push_back(std::move(first));
      co_await w->loop().Sleep(60ms);
      Heard second = co_await Send(client, w->endpoint(), verb);
      into->push_back(std::move(second));
    };
    world.Run(body(&world, &http, &server_, method, &heard));
    return heard;
  }

  Server server_;
};

TEST_P(IdleContract, WhatCameWhileAConnectionLayIdleIsNoAnswer) {
  for (const Afterwards& row : Rows()) {
    const std::vector<Heard> heard = Twice(row, "POST");
    const bool disturbed = row.ends || *row.bytes != '\0';
    ASSERT_EQ(heard.size(), 2U) << row.name;
    EXPECT_EQ(heard[0].text, "200 ok") << row.name;
    EXPECT_EQ(heard[1].text, "200 ok") << row.name;
    EXPECT_EQ(heard[1].phases.reused, !disturbed) << row.name;
    EXPECT_FALSE(heard[1].phases.resent) << row.name;
    EXPECT_EQ(server_.connections, disturbed ? 2 : 1) << row.name;
    EXPECT_EQ(server_.requests, 2) << row.name;
  }
}

TEST_P(IdleContract, APostThatMayHaveBeenReadIsNotSentTwice) {
  const std::vector<Heard> heard = Twice({.name = "reads", .reads_first = true}, "POST");
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_NE(heard[1].text.find("may have read the POST"), std::string::npos) << heard[1].text;
  EXPECT_FALSE(heard[1].phases.resent);
  EXPECT_EQ(server_.requests, 2);
}

TEST_P(IdleContract, AGetIsSentTwiceAndSaysSo) {
  const std::vector<Heard> heard = Twice({.name = "reads", .reads_first = true}, "GET");
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(heard[1].text, "200 ok");
  EXPECT_TRUE(heard[1].phases.resent);
  EXPECT_FALSE(heard[1].phases.reused);
  EXPECT_EQ(server_.requests, 3);
}

INSTANTIATE_TEST_SUITE_P(Every, IdleContract, testing::ValuesIn(AllWorlds()), WorldName);

}  // namespace
}  // namespace lab::net
