// One clock, one schedule: the mock means to send the same bytes at the same offsets on simulated
// links and on real sockets.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/task_scope.h"
#include "mocks/profile.h"
#include "mocks/server.h"
#include "tests/contract/net_world.h"
#include "tests/support/mock_world.h"

namespace lab {
namespace {

/// Uneven, but a function of the request alone: what the hour does to it would differ.
mocks::Profile Uneven() {
  mocks::Profile profile = *mocks::ShippedProfile("ideal");
  profile.decode.jitter_sigma = 0.4;
  profile.decode.stall_probability = 0.1;
  profile.decode.stall_ms = {.median = 40, .sigma = 0.5};
  profile.decode.chunk_tokens_max = 3;
  return profile;
}

/// One write of the answer: when it was meant, from the first token on, and how long it is.
using Planned = std::pair<Duration, std::size_t>;

Task<void> Ask(net::World* world) {
  const std::string question = mocks::PostAnthropic(
      R"({"model":"ideal","max_tokens":90,"stream":true,"messages":[{"role":"user",)"
      R"("content":"Hi"}]})",
      "x-lab-request: same\r\nx-lab-hints: output_tokens=60\r\n");
  net::Endpoint mock = world->endpoint();
  Result<net::Connection> connection = co_await world->network().Connect(mock);
  if (!connection) co_return;
  Result<Time> sent = co_await connection->stream->Write(question);
  std::array<char, 4096> buffer;
  while (true) {
    Result<net::ReadResult> read = co_await connection->stream->Read(buffer);
    if (!read || read->bytes == 0) co_return;
  }
}

std::vector<Planned> ScheduleIn(const net::WorldOptions& where) {
  std::vector<Planned> schedule;
  Time first = kUnset;
  net::World world(where);
  mocks::MockServerOptions options{.seed = 7, .speed = 16, .profile = Uneven()};
  options.on_write = [&](const mocks::EventRecord& record) {
    if (!IsSet(record.intended)) return;
    if (!IsSet(first)) first = record.intended;
    schedule.emplace_back(record.intended - first, record.bytes);
  };
  mocks::MockServer server(world.loop(), std::make_unique<net::BorrowedListener>(world.listener()),
                           std::move(options));
  TaskScope serving(world.loop());
  serving.Spawn(server.Serve());
  world.Run(Ask(&world));
  return schedule;
}

class MockSchedule : public testing::TestWithParam<net::WorldRow> {};

TEST_P(MockSchedule, IsTheSameOnEveryKindOfNetwork) {
  const std::vector<Planned> simulated = ScheduleIn({});
  const std::vector<Planned> here = ScheduleIn(GetParam().options);
  ASSERT_GT(simulated.size(), 20U);
  ASSERT_EQ(here.size(), simulated.size());
  for (std::size_t i = 0; i < here.size(); ++i) {
    EXPECT_EQ(here[i].second, simulated[i].second) << i;
    // At speed 16 a request may come in between two of the loop's nanoseconds.
    EXPECT_LE(std::chrono::abs(here[i].first - simulated[i].first), Duration(1)) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Every, MockSchedule, testing::ValuesIn(net::AllWorlds()), net::WorldName);

}  // namespace
}  // namespace lab
