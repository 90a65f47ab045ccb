#include "mocks/server_state.h"

#include <gtest/gtest.h>

#include "framework/runtime/virtual_loop.h"

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
