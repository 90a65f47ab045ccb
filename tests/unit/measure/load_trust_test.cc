// Each rule of the verdict is made to fire alone.
#include "framework/measure/load_trust.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/measure/load_runs.h"

namespace lab::measure {
namespace {

using namespace std::chrono_literals;
using by_hand::LoadOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

LoadTrust Judge(const LoadRun& run) {
  return LoadTrustOf(run, LoadFiguresOf(run), LoadRatesOf(run));
}

void Fail(LoadRun& run, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i)
    run.rows[static_cast<std::size_t>(i)].row.error = ErrorKind::kRateLimited;
  run.counts.failed = count;
  run.counts.ok -= count;
  run.errors[ErrorKind::kRateLimited] = {.count = count, .first = "slow down"};
}

TEST(LoadTrust, ARunThatWentAsItShouldIsValid) {
  LoadRun run = LoadOf(101);
  run.client = LoadClient{.cpu_seconds = 2, .wall_seconds = 10};
  const LoadTrust trust = Judge(run);
  EXPECT_TRUE(trust.valid);
  EXPECT_THAT(trust.reasons, IsEmpty());
  EXPECT_EQ(trust.line,
            "VALID  10 req/s asked, 10 sent (lag p99 0.00 ms) | user-space stamps, 0.0 % of gaps "
            "inside one read, 20 % CPU | 101 ok, 0 failed");
}

TEST(LoadTrust, SaysWhatTheClientKnowsOfItsStamps) {
  LoadRun run = LoadOf(100);
  for (int i = 0; i < 400; ++i) run.client_delay_us.Record(80);
  run.stamps = {.kernel = 390, .kernel_bound = 10};
  const LoadTrust trust = Judge(run);
  EXPECT_EQ(trust.kernel_share, 1);
  EXPECT_NEAR(*trust.client_delay_ms_p99, 0.08, 0.001);
  EXPECT_THAT(trust.line, HasSubstr("| kernel stamps 100.0 %, client delay p99 0.08 ms, 0.0 % of"));
}

TEST(LoadTrust, SimulatedTimeIsNamedWithItsSeed) {
  LoadRun run = LoadOf(100);
  run.simulated = true;
  run.coalesced_gaps = 1'000'000;
  EXPECT_THAT(Judge(run).line, StartsWith("VALID  10 req/s asked"));
  EXPECT_THAT(Judge(run).line, HasSubstr("simulated time, seed 7"));
}

TEST(LoadTrust, UsersAreToldByTheirNumber) {
  LoadRun run = LoadOf(100);
  run.config.open_loop = false;
  run.config.concurrency = 64;
  EXPECT_THAT(Judge(run).line, StartsWith("VALID  64 at a time, 10 req/s |"));
}

TEST(LoadTrust, MoreErrorsThanOneInAHundredAreTooMany) {
  LoadRun run = LoadOf(100);
  Fail(run, 1);
  EXPECT_TRUE(Judge(run).valid);
  Fail(run, 2);
  const LoadTrust trust = Judge(run);
  EXPECT_THAT(trust.reasons, ElementsAre(StartsWith("2.0 % of the requests failed")));
  EXPECT_THAT(trust.line, StartsWith("INVALID"));
  EXPECT_THAT(trust.line, HasSubstr("failed (2x rate_limited)"));
  EXPECT_FALSE(trust.all_failed);
}

TEST(LoadTrust, EveryRequestFailedIsSaidApart) {
  LoadRun run = LoadOf(10);
  Fail(run, 10);
  EXPECT_TRUE(Judge(run).all_failed);
  EXPECT_FALSE(Judge(run).valid);
}

TEST(LoadTrust, LessThanTheAskedLoadIsNoMeasurementOfIt) {
  LoadRun run = LoadOf(1000);
  run.window.last_start += 2s;  // 98 % of the rate
  run.config.concurrency = 8;
  const LoadTrust trust = Judge(run);
  EXPECT_THAT(trust.reasons, ElementsAre(StartsWith("98.0 % of the asked load was sent")));
  EXPECT_THAT(trust.reasons[0], HasSubstr("at most 8 were let go at a time"));
}

TEST(LoadTrust, ALagLongerThanTheGapBetweenRequestsIsTooLong) {
  LoadRun run = LoadOf(1000);
  for (LoadRow& row : run.rows) row.lag = 99ms;
  EXPECT_TRUE(Judge(run).valid);
  for (LoadRow& row : run.rows) row.lag = 101ms;
  EXPECT_THAT(Judge(run).reasons, ElementsAre(StartsWith("requests left 101.00 ms late (p99)")));
}

TEST(LoadTrust, LittlesLawFindsAClientThatHasItsAnswersLate) {
  LoadRun run = LoadOf(1000);
  for (LoadRow& row : run.rows) row.under_way = 104ms;
  EXPECT_TRUE(Judge(run).valid);
  for (LoadRow& row : run.rows) row.under_way = 110ms;
  EXPECT_THAT(Judge(run).reasons, ElementsAre(StartsWith("Little's law is off by 10.0 %")));
}

TEST(LoadTrust, LittlesLawIsNotBrokenByATimersGrain) {
  LoadRun run = LoadOf(1000);
  for (LoadRow& row : run.rows) {
    row.row.latency = row.row.latency_intended = 1ms;
    row.under_way = 1100us;
  }
  EXPECT_TRUE(Judge(run).valid);
}

TEST(LoadTrust, GapsInsideOneReadHaveNoStampOfTheirOwn) {
  LoadRun run = LoadOf(100);
  run.coalesced_gaps = 15;  // of 315
  EXPECT_TRUE(Judge(run).valid);
  run.coalesced_gaps = 30;
  EXPECT_THAT(Judge(run).reasons, ElementsAre(StartsWith("9.1 % of the token gaps lie inside")));
}

TEST(LoadTrust, ADelayOfTheClientCountsWhereTheKernelDidNotStamp) {
  LoadRun run = LoadOf(100);
  for (int i = 0; i < 400; ++i) run.client_delay_us.Record(5000);
  run.stamps = {.kernel = 400};
  EXPECT_TRUE(Judge(run).valid) << "all stamps are the kernel's";
  run.stamps = {.kernel = 400, .user = 4};
  EXPECT_TRUE(Judge(run).valid) << "all but one in a hundred";
  run.stamps = {.kernel = 400, .user = 400};
  EXPECT_THAT(Judge(run).reasons,
              ElementsAre(StartsWith("50 % of the stamps are not the kernel's")));
}

TEST(LoadTrust, NothingMeasuredIsNeitherValidNorInvalid) {
  const LoadTrust none = Judge(LoadRun());
  EXPECT_TRUE(none.nothing_measured);
  EXPECT_FALSE(none.valid);
  EXPECT_THAT(none.line, StartsWith("NOTHING MEASURED"));
  EXPECT_THAT(none.reasons, ElementsAre("nothing was measured: no request was sent"));
  LoadRun cut = LoadOf(5);
  cut.rows.clear();
  EXPECT_THAT(Judge(cut).reasons,
              ElementsAre("nothing was measured: all 5 requests fell into warm-up or cool-down"));
}

}  // namespace
}  // namespace lab::measure
