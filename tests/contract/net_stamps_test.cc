// The kernel's stamps over real sockets, plain and under TLS, held against what the peer knows.
#include <gtest/gtest.h>

#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/net/http_client.h"
#include "framework/net/kernel_stamps.h"
#include "framework/net/sse.h"
#include "mocks/server.h"
#include "tests/contract/net_world.h"

namespace lab::net {
namespace {

/// An event that says when it was sent, and how its read was stamped.
struct StampedEvent {
  Time sent;
  Arrival arrival;
};

std::optional<Time> SentAt(std::string_view event) {
  constexpr std::string_view kMember = "\"sent_ns\":";
  const std::size_t at = event.find(kMember);
  if (at == std::string_view::npos) return std::nullopt;
  std::int64_t ns = 0;
  std::from_chars(event.data() + at + kMember.size(), event.data() + event.size(), ns);
  return Time(Duration(ns));
}

class NetStamps : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    const KernelStamps stamps;
    if (!stamps.on()) GTEST_SKIP() << "no kernel stamps here: " << stamps.why_not();
  }

  /// A mock behind the world's listener answers one request with 40 tokens.
  static Task<void> Ask(World* world, std::vector<StampedEvent>* events, HttpPhases* phases) {
    mocks::MockServerOptions options{.speed = 20, .stamps = true};
    mocks::MockServer server(world->loop(), std::make_unique<BorrowedListener>(world->listener()),
                             std::move(options));
    TaskScope serving(world->loop());
    serving.Spawn(server.Serve());
    HttpClient http(world->loop(), world->network(), {});
    Endpoint endpoint = world->endpoint();
    HttpRequest request{.method = "POST"};
    request.url = {std::move(endpoint), "/v1/chat/completions"};
    request.headers = {{"authorization", "Bearer k"},
                       {"content-type", "application/json"},
                       {"x-lab-hints", "output_tokens=40;chunk_tokens=1"}};
    request.body = std::string(
        R"({"model":"gpt-5-mini","stream":true,"messages":[{"role":"user","content":"hi"}]})");
    Result<HttpResponse> response = co_await http.Send(std::move(request), phases);
    EXPECT_TRUE(response.ok()) << (response ? "" : response.error().message);
    if (!response) co_return;
    SseParser parser;
    while (true) {
      Result<BodyChunk> chunk = co_await response->body.Next();
      EXPECT_TRUE(chunk.ok());
      if (!chunk || chunk->data.empty()) co_return;
      parser.Feed(chunk->data, [&](const SseEvent& event) {
        if (const auto sent = SentAt(event.data)) events->push_back({*sent, chunk->arrival});
      });
    }
  }
};

TEST_P(NetStamps, LieBetweenThePeersSendingAndOurReadingAndDoNotGoBack) {
  World world({.real = true, .tls = GetParam()});
  std::vector<StampedEvent> events;
  HttpPhases phases;
  world.Run(Ask(&world, &events, &phases));
  ASSERT_GE(events.size(), 40U);
  std::size_t from_kernel = 0;
  Time last{};
  for (const StampedEvent& event : events) {
    EXPECT_GE(event.arrival.stamp, event.sent);
    EXPECT_LE(event.arrival.stamp, event.arrival.user);
    EXPECT_GE(event.arrival.stamp, last);
    last = event.arrival.stamp;
    if (event.arrival.source == StampSource::kKernel) ++from_kernel;
  }
  EXPECT_EQ(from_kernel, events.size());
  EXPECT_TRUE(phases.sent_by_kernel);
  EXPECT_EQ(phases.first_byte_source, StampSource::kKernel);
  EXPECT_LE(phases.sent, phases.first_byte);
}

INSTANTIATE_TEST_SUITE_P(Links, NetStamps, testing::Values(false, true),
                         [](const auto& row) { return row.param ? "Tls" : "Plain"; });

}  // namespace
}  // namespace lab::net
