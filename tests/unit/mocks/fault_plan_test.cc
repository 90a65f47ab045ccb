#include "mocks/fault_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

using std::chrono::seconds;

std::vector<FaultRule> Rules(std::string_view text) {
  Result<std::vector<FaultRule>> rules = ParseFaultRules(text);
  EXPECT_TRUE(rules.ok());
  return std::move(*rules);
}

std::vector<FaultKind> Kinds(const std::vector<Fault>& faults) {
  std::vector<FaultKind> kinds;
  for (const Fault& fault : faults) kinds.push_back(fault.kind);
  return kinds;
}

TEST(FaultPlan, GivesARequestTheRulesInTheirOrderThenItsOwn) {
  FaultPlan plan(1, Rules("bom; gzip"));
  EXPECT_THAT(Kinds(plan.ForRequest(7, Rules("lone_cr"), seconds(0))),
              testing::ElementsAre(FaultKind::kBom, FaultKind::kGzip, FaultKind::kLoneCr));
}

TEST(FaultPlan, KeepsConnectionFaultsFromRequestsAndTheOtherWayRound) {
  FaultPlan plan(1, Rules("refuse; bom; slow_accept=5; tls_failure"));
  EXPECT_THAT(Kinds(plan.ForRequest(7, {}, seconds(0))), testing::ElementsAre(FaultKind::kBom));
  EXPECT_THAT(
      Kinds(plan.ForConnection(seconds(0))),
      testing::ElementsAre(FaultKind::kRefuse, FaultKind::kSlowAccept, FaultKind::kTlsFailure));
}

TEST(FaultPlan, MeetsRequestsByTheirIndex) {
  FaultPlan plan(1, Rules("bom at=1,3-4"));
  std::string met;
  for (int i = 0; i < 6; ++i) met += plan.ForRequest(7, {}, seconds(0)).empty() ? '.' : 'x';
  EXPECT_EQ(met, ".x.xx.");
}

TEST(FaultPlan, CountsConnectionsApartFromRequests) {
  FaultPlan plan(1, Rules("refuse at=0"));
  EXPECT_TRUE(plan.ForRequest(7, {}, seconds(0)).empty());
  EXPECT_FALSE(plan.ForConnection(seconds(0)).empty());
  EXPECT_TRUE(plan.ForConnection(seconds(0)).empty());
}

TEST(FaultPlan, MeetsRequestsInAWindowOfTime) {
  FaultPlan plan(1, Rules("bom from=10 until=20"));
  EXPECT_TRUE(plan.ForRequest(7, {}, seconds(9)).empty());
  EXPECT_FALSE(plan.ForRequest(7, {}, seconds(10)).empty());
  EXPECT_FALSE(plan.ForRequest(7, {}, seconds(19)).empty());
  EXPECT_TRUE(plan.ForRequest(7, {}, seconds(20)).empty());
}

TEST(FaultPlan, MeetsAboutTheShareThatItsProbabilitySays) {
  FaultPlan plan(1, Rules("bom p=0.2"));
  int met = 0;
  for (std::uint64_t key = 0; key < 10'000; ++key) {
    met += plan.ForRequest(key, {}, seconds(0)).empty() ? 0 : 1;
  }
  EXPECT_NEAR(met, 2000, 160);  // four deviations
}

std::string Drawn(std::uint64_t seed, const std::vector<std::uint64_t>& keys) {
  FaultPlan plan(seed, Rules("bom p=0.5"));
  std::string met(64, '?');
  for (std::uint64_t key : keys)
    met[key] = plan.ForRequest(key, {}, seconds(0)).empty() ? '.' : 'x';
  return met;
}

TEST(FaultPlan, DrawsForAKeyTheSameInAnyOrder) {
  std::vector<std::uint64_t> keys(64);
  for (std::uint64_t i = 0; i < 64; ++i) keys[i] = i;
  const std::vector<std::uint64_t> backwards(keys.rbegin(), keys.rend());
  EXPECT_EQ(Drawn(1, keys), Drawn(1, backwards));
  EXPECT_NE(Drawn(1, keys), Drawn(2, keys));
}

TEST(FaultPlan, DrawsAnewForARetryOfTheSameKey) {
  FaultPlan plan(1, Rules("status=529 p=0.5"));
  std::string met;
  for (int i = 0; i < 64; ++i) met += plan.ForRequest(7, {}, seconds(0)).empty() ? '.' : 'x';
  EXPECT_THAT(met, testing::HasSubstr("x."));
  EXPECT_THAT(met, testing::HasSubstr(".x"));
}

TEST(FaultPlan, DrawsEachRuleByItself) {
  FaultPlan plan(1, Rules("bom p=0.5; gzip p=0.5"));
  int only_one = 0;
  for (std::uint64_t key = 0; key < 100; ++key) {
    only_one += plan.ForRequest(key, {}, seconds(0)).size() == 1 ? 1 : 0;
  }
  EXPECT_GT(only_one, 20);
}

}  // namespace
}  // namespace lab::mocks
