// A client and a server of ours at the two ends of a simulated link.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <utility>

#include "framework/net/http_client.h"
#include "framework/net/http_server.h"
#include "framework/net/sim_network.h"
#include "framework/runtime/combine.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/net/http_answer.h"

namespace lab::net {

using namespace std::chrono_literals;

struct ServerLog {
  int connections = 0;
  int requests = 0;
  int gone = 0;
};

struct ServerPlan {
  int requests_per_connection = 1000;
  Duration linger = Duration::zero();  ///< between the last answer and the end
  bool stall = false;
};

inline Task<void> ServeOne(Loop& loop, std::unique_ptr<Stream> stream, ServerPlan plan,
                           ServerLog* log) {
  HttpServerConnection http(loop, std::move(stream), {});
  for (int i = 0; i < plan.requests_per_connection; ++i) {
    Result<std::optional<ServerRequest>> request = co_await http.ReadRequest();
    if (!request || !request->has_value()) break;
    ++log->requests;
    HttpResponseHead head{.status = 200};
    (void)co_await http.StartChunked(std::move(head));
    (void)co_await http.WriteChunk("one,");
    if (plan.stall) co_await http.PeerGone();
    if (plan.stall) ++log->gone;
    co_await loop.Sleep(10ms);
    (void)co_await http.WriteChunk("two");
    (void)co_await http.FinishChunked();
  }
  co_await loop.Sleep(plan.linger);
}

inline Task<void> Serve(Loop& loop, Listener* listener, ServerPlan plan, ServerLog* log) {
  TaskScope connections(loop);
  while (true) {
    Result<std::unique_ptr<Stream>> stream = co_await listener->Accept();
    if (!stream) co_return;
    ++log->connections;
    connections.Spawn(ServeOne(loop, *std::move(stream), plan, log));
  }
}

class HttpLink : public testing::Test {
 protected:
  void Start(ServerPlan plan) {
    listener_ = *network_.Listen({.port = 80});
    loop_.Spawn(Serve(loop_, listener_.get(), plan, &log_));
  }
  Answer Send() {
    Answer answer;
    EXPECT_TRUE(loop_.Run(Ask(&http_, Post("{}"), &answer)));
    return answer;
  }
  void Wait(Duration duration) {
    loop_.Run(
        [](Loop& loop, Duration d) -> Task<void> { co_await loop.Sleep(d); }(loop_, duration));
  }

  VirtualLoop loop_;
  SimNetwork network_{loop_, {.round_trip = 20ms, .bandwidth_bytes_per_s = 0, .dns = 4ms}};
  std::unique_ptr<Listener> listener_;
  ServerLog log_;
  HttpClient http_{loop_, network_, {.idle_timeout = 60s}};
};

}  // namespace lab::net
