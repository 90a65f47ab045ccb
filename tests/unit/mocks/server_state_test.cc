#include "mocks/server_state.h"

#include <gtest/gtest.h>

#include "framework/runtime/virtual_loop.h"
#include "tests/unit/mocks/simulated_model_testing.h"

namespace lab::mocks {
namespace {

using namespace std::chrono_literals;

TEST(ServerState, ARequestsOwnKeyStands) {
  VirtualLoop loop;
  ServerState state(loop, {});
  MockRequest request;
  request.key = "case/7";
  state.SetKey(request);
  EXPECT_EQ(request.key, "case/7");
}

TEST(ServerState, TheSameQuestionIsADifferentRequestEachTime) {
  VirtualLoop loop;
  ServerState state(loop, {});
  ServerState again(loop, {});
  MockRequest first{.content_hash = 0xabc};
  MockRequest second = first;
  MockRequest other{.content_hash = 0xdef};
  MockRequest elsewhere = first;
  for (MockRequest* request : {&first, &other, &second}) state.SetKey(*request);
  again.SetKey(elsewhere);
  EXPECT_EQ(first.key, "0000000000000abc-0");
  EXPECT_EQ(second.key, "0000000000000abc-1");
  EXPECT_EQ(other.key, "0000000000000def-0");
  EXPECT_EQ(elsewhere.key, first.key);
}

TEST(ServerState, FaultsLastAsLongAsTheSpeedSays) {
  VirtualLoop loop;
  ServerState state(loop,
                    {.speed = 10, .faults = *ParseFaultRules("stall=3:2000; slow_accept=500")});
  const std::vector<Fault> met = state.RequestFaults({});
  ASSERT_EQ(met.size(), 1U);
  EXPECT_EQ(met[0].delay, 200ms);
  const std::vector<Fault> at_accept = state.ConnectionFaults();
  ASSERT_EQ(at_accept.size(), 1U);
  EXPECT_EQ(at_accept[0].delay, 50ms);
}

TEST(ServerState, NoDelayIsSpedUpToNothing) {
  for (const double speed : {1.0, 1e5, 2e6, 1e7, 1e300}) {
    VirtualLoop loop;
    ServerState state(loop, {.speed = speed, .faults = *ParseFaultRules("timeout=0.5; timeout")});
    const std::vector<Fault> met = state.RequestFaults({});
    ASSERT_EQ(met.size(), 2U);
    EXPECT_GT(met[0].delay, Duration::zero()) << speed;
    EXPECT_LE(met[0].delay, 500us) << speed;
    EXPECT_EQ(met[1].delay, kForEver) << speed;
  }
}

TEST(ServerState, AWindowOfThePlanIsInTheMocksOwnTime) {
  VirtualLoop loop;
  ServerState state(loop, {.speed = 10, .faults = *ParseFaultRules("bom from=20; gzip until=20")});
  EXPECT_EQ(state.RequestFaults({}).at(0).kind, FaultKind::kGzip);
  Pass(loop, 2s);
  EXPECT_EQ(state.RequestFaults({}).at(0).kind, FaultKind::kBom);
}

TEST(ServerState, AConnectionMeetsTheFaultsOfTheOneProfile) {
  VirtualLoop loop;
  Profile profile;
  profile.faults = *ParseFaultRules("refuse");
  ServerState state(loop, {.profile = profile});
  EXPECT_EQ(state.ConnectionFaults().size(), 1U);
  EXPECT_TRUE(state.RequestFaults({}).empty());  // the model's business
}

}  // namespace
}  // namespace lab::mocks
