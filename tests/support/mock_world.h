// The mock server on simulated links, and a peer that sends bytes and keeps what comes back.
//
//   MockWorld world({.profile = *ShippedProfile("ideal")});
//   Received heard = world.Talk(PostAnthropic(R"({"stream":true, ...})"));
//   EXPECT_EQ(StatusOf(heard.bytes), 200);
//   std::string body = BodyOf(heard.bytes);             // chunks put together
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/net/sim_network.h"
#include "framework/runtime/combine.h"
#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"
#include "mocks/server.h"

namespace lab::mocks {

/// What one connection brought.
struct Received {
  std::string bytes;
  std::vector<Time> times;  ///< one for each read
  bool reset = false;       ///< it ended with an error instead of an end of stream
  bool silent = false;      ///< it had not ended when time ran out
};

class MockWorld {
 public:
  explicit MockWorld(MockServerOptions options)
      : network_(loop_, Links()),
        server_(loop_, std::move(network_.Listen({.host = "mock", .port = 80})).value(),
                std::move(options)),
        serving_(loop_) {
    serving_.Spawn(server_.Serve());
  }

  /// Sends `bytes` and reads until the server ends the connection, or for ten minutes.
  Received Talk(std::string bytes) {
    Received heard;
    loop_.Run(TalkUntil(std::move(bytes), loop_.Now() + std::chrono::minutes(10), &heard));
    return heard;
  }

  /// Sends `bytes`, listens so long, and then resets the connection.
  Received TalkFor(std::string bytes, Duration patience) {
    Received heard;
    loop_.Run(TalkUntil(std::move(bytes), loop_.Now() + patience, &heard));
    return heard;
  }

  /// All at once, each on a connection of its own.
  std::vector<Received> TalkTogether(const std::vector<std::string>& requests) {
    std::vector<Received> heard(requests.size());
    std::vector<Task<void>> talks;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      talks.push_back(TalkUntil(requests[i], loop_.Now() + std::chrono::minutes(10), &heard[i]));
    }
    loop_.Run(All(loop_, std::move(talks)));
    return heard;
  }

  void Wait(Duration duration) { loop_.Run(Sleep(loop_, duration)); }

  VirtualLoop& loop() { return loop_; }
  MockServer& server() { return server_; }

 private:
  static net::LinkOptions Links() {
    net::LinkOptions links;
    links.round_trip = std::chrono::milliseconds(2);
    links.bandwidth_bytes_per_s = 0;
    return links;
  }

  static Task<void> Sleep(Loop& loop, Duration duration) { co_await loop.Sleep(duration); }

  Task<void> TalkUntil(std::string bytes, Time end, Received* heard) {
    Task<Result<bool>> talk = TalkOnce(std::move(bytes), heard);
    Result<bool> done = co_await WithDeadline(loop_, end, "the talk", std::move(talk));
    heard->silent = !done;
  }

  Task<Result<bool>> TalkOnce(std::string bytes, Received* heard) {
    net::Endpoint mock{.host = "mock", .port = 80};
    Result<net::Connection> connection = co_await network_.Connect(mock);
    if (!connection) co_return heard->reset = true;
    Result<Time> sent = co_await connection->stream->Write(bytes);
    std::array<char, 4096> buffer;
    while (true) {
      Result<net::ReadResult> read = co_await connection->stream->Read(buffer);
      if (!read) heard->reset = true;
      if (!read || read->bytes == 0) co_return true;
      heard->bytes.append(buffer.data(), read->bytes);
      heard->times.push_back(read->arrival.stamp);
    }
  }

  VirtualLoop loop_;
  net::SimNetwork network_;
  MockServer server_;
  TaskScope serving_;  // last: ends before the server does
};

/// A whole request; `headers` are lines with their ends. The connection is closed behind it unless
/// the headers say otherwise.
inline std::string Post(std::string_view path, std::string_view headers, std::string_view body) {
  const bool stays = headers.find("connection:") != std::string_view::npos;
  return fmt::format("POST {} HTTP/1.1\r\nhost: mock\r\n{}{}content-length: {}\r\n\r\n{}", path,
                     headers, stays ? "" : "connection: close\r\n", body.size(), body);
}

inline std::string PostAnthropic(std::string_view body, std::string_view headers = "") {
  return Post("/v1/messages",
              "x-api-key: k\r\nanthropic-version: 2023-06-01\r\n" + std::string(headers), body);
}

inline std::string PostOpenAi(std::string_view body, std::string_view headers = "") {
  return Post("/v1/chat/completions", "authorization: Bearer k\r\n" + std::string(headers), body);
}

inline int StatusOf(std::string_view response) {
  return response.size() < 12 ? 0 : std::atoi(std::string(response.substr(9, 3)).c_str());
}

inline std::string HeadOf(std::string_view response) {
  return std::string(response.substr(0, response.find("\r\n\r\n")));
}

/// The body, with its chunks put together; as far as it came.
inline std::string BodyOf(std::string_view response) {
  const std::size_t end = response.find("\r\n\r\n");
  if (end == std::string_view::npos) return "";
  std::string_view rest = response.substr(end + 4);
  if (HeadOf(response).find("transfer-encoding: chunked") == std::string::npos) {
    return std::string(rest);
  }
  std::string body;
  while (!rest.empty()) {
    const std::size_t line = rest.find("\r\n");
    if (line == std::string_view::npos) break;
    const std::size_t size = std::strtoul(std::string(rest.substr(0, line)).c_str(), nullptr, 16);
    if (size == 0) break;
    body += rest.substr(line + 2, size);
    rest.remove_prefix(std::min(line + 2 + size + 2, rest.size()));
  }
  return body;
}

}  // namespace lab::mocks
