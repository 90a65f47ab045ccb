#include "mocks/service.h"

#include <gtest/gtest.h>

#include "framework/runtime/virtual_loop.h"

namespace lab::mocks {
namespace {

using namespace std::chrono_literals;

TEST(Service, ARequestsOwnKeyStands) {
  VirtualLoop loop;
  Service service(loop, {});
  MockRequest request;
  request.key = "case/7";
  service.SetKey(request);
  EXPECT_EQ(request.key, "case/7");
}

TEST(Service, TheSameQuestionIsADifferentRequestEachTime) {
  VirtualLoop loop;
  Service service(loop, {});
  Service again(loop, {});
  MockRequest first{.content_hash = 0xabc};
  MockRequest second = first;
  MockRequest other{.content_hash = 0xdef};
  MockRequest elsewhere = first;
  for (MockRequest* request : {&first, &other, &second}) service.SetKey(*request);
  again.SetKey(elsewhere);
  EXPECT_EQ(first.key, "0000000000000abc-0");
  EXPECT_EQ(second.key, "0000000000000abc-1");
  EXPECT_EQ(other.key, "0000000000000def-0");
  EXPECT_EQ(elsewhere.key, first.key);
}

TEST(Service, FaultsLastAsLongAsTheSpeedSays) {
  VirtualLoop loop;
  Service service(loop, {.speed = 10, .faults = *ParseFaultRules("stall=3:2000; slow_accept=500")});
  const std::vector<Fault> met = service.RequestFaults({});
  ASSERT_EQ(met.size(), 1U);
  EXPECT_EQ(met[0].delay, 200ms);
  const std::vector<Fault> at_accept = service.ConnectionFaults();
  ASSERT_EQ(at_accept.size(), 1U);
  EXPECT_EQ(at_accept[0].delay, 50ms);
}

TEST(Service, AConnectionMeetsTheFaultsOfTheOneProfile) {
  VirtualLoop loop;
  Profile profile;
  profile.faults = *ParseFaultRules("refuse");
  Service service(loop, {.profile = profile});
  EXPECT_EQ(service.ConnectionFaults().size(), 1U);
  EXPECT_TRUE(service.RequestFaults({}).empty());  // the engine's business
}

}  // namespace
}  // namespace lab::mocks
