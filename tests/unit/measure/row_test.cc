#include "framework/measure/row.h"

#include <gtest/gtest.h>

#include <set>
#include <type_traits>

#include "framework/measure/metrics.h"
#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using namespace std::chrono_literals;

/// Intended 0 s, start 0.1 s, a token at 0.5, 0.6, 0.7, 0.7 (the same read) and 1.7 s, end 1.8 s.
Sample WholeSample() {
  Sample sample;
  sample.model = "claude-sonnet-5-5";
  sample.request_id = "req_7";
  sample.stop_reason = "end_turn";
  sample.http_status = 200;
  sample.retries = 2;
  sample.step = 3;
  sample.usage_reported = true;
  sample.usage = {.input_uncached = Tokens{100},
                  .cache_read = Tokens{50},
                  .cache_write_5m = Tokens{20},
                  .cache_write_1h = Tokens{10},
                  .output_total = Tokens{13},
                  .output_reasoning = Tokens{4}};
  sample.cost = Usd::FromDollars(0.25);
  Timeline& t = sample.timeline;
  t.intended = AtMs(0);
  t.start = AtMs(100);
  t.dns = AtMs(110);
  t.tcp = AtMs(130);
  t.tls = AtMs(160);
  t.sent = AtMs(165);
  t.first_byte = AtMs(400);
  t.first_event = AtMs(450);
  t.first_token = AtMs(500);
  t.first_visible = AtMs(600);
  t.last_token = AtMs(1700);
  t.end = AtMs(1800);
  t.closed = AtMs(1850);
  t.streamed = true;
  for (double ms : {500.0, 600.0, 700.0, 700.0, 1700.0}) t.tokens.push_back({.stamp = AtMs(ms)});
  t.tokens[3].place_in_read = 1;
  for (std::size_t i : {1U, 2U}) t.tokens[i].source = StampSource::kKernel;
  t.tokens[3].client_delay = 90us;  // of user space's own
  t.tokens[1].client_delay = 80us;
  t.tokens[2].client_delay = 30us;
  return sample;
}

double NumberOf(const Row& row, std::string_view name) {
  for (const RowColumn& column : RowColumns()) {
    if (column.name == name) return column.number(row).value_or(-1);
  }
  ADD_FAILURE() << "no column " << name;
  return -2;
}

TEST(Row, HasEveryMetricOfARequest) {
  const Row row = RowOf(WholeSample());
  EXPECT_EQ(row.first_byte, 300ms);
  EXPECT_EQ(row.first_event, 350ms);
  EXPECT_EQ(row.ttft, 400ms);
  EXPECT_EQ(row.ttft_intended, 500ms);
  EXPECT_EQ(row.first_visible, 500ms);
  EXPECT_EQ(row.latency, 1700ms);
  EXPECT_EQ(row.latency_intended, 1800ms);
  EXPECT_EQ(row.closed, 1750ms);
  EXPECT_EQ(row.tpot, 100ms);
  EXPECT_EQ(row.normalised_latency, Duration(1700ms) / 13);
  EXPECT_DOUBLE_EQ(*row.tokens_per_s, 10);
  EXPECT_DOUBLE_EQ(*row.tokens_per_s_overall, 13 / 1.7);
  EXPECT_EQ(row.gaps.count, 3);
  EXPECT_EQ(row.gaps.coalesced, 1);
  EXPECT_EQ(row.gaps.mean, 400ms);
  EXPECT_EQ(row.gaps.p50, 100ms);
  EXPECT_EQ(row.gaps.p99, 1000ms);
  EXPECT_EQ(row.gaps.longest, 1000ms);
  EXPECT_EQ(row.gaps.stalls, 1);
  EXPECT_EQ(row.gaps.longest_stall, 1000ms);
  EXPECT_EQ(row.client_delay, 80us);
}

TEST(Row, HasEachPhaseFromTheOneBeforeIt) {
  const RowPhases phases = RowOf(WholeSample()).phases;
  EXPECT_EQ(phases.dns, 10ms);
  EXPECT_EQ(phases.tcp, 20ms);
  EXPECT_EQ(phases.tls, 30ms);
  EXPECT_EQ(phases.sent, 5ms);
  EXPECT_EQ(phases.first_byte, 235ms);
}

TEST(Row, SkipsAPhaseThatWasNotTaken) {
  Sample sample = WholeSample();
  sample.timeline.tls = kUnset;  // plain http
  const RowPhases phases = RowOf(sample).phases;
  EXPECT_EQ(phases.tls, kAbsent);
  EXPECT_EQ(phases.sent, 35ms);
}

TEST(Row, KeepsWhatItWasBilledAndHowItEnded) {
  NameTable names;
  const Row row = RowOf(WholeSample(), names);
  EXPECT_EQ(names.Text(row.model), "claude-sonnet-5-5");
  EXPECT_EQ(names.Text(row.request_id), "req_7");
  EXPECT_EQ(names.Text(row.stop_reason), "end_turn");
  EXPECT_EQ(row.error, std::nullopt);
  EXPECT_EQ(row.attempt, 2);
  EXPECT_EQ(row.step, 3);
  EXPECT_EQ(row.cache, CacheState::kPartial);
  EXPECT_TRUE(row.streamed && row.usage_reported);
  EXPECT_EQ(NumberOf(row, "input_uncached_tokens"), 100);
  EXPECT_EQ(NumberOf(row, "cache_read_tokens"), 50);
  EXPECT_EQ(NumberOf(row, "cache_write_5m_tokens"), 20);
  EXPECT_EQ(NumberOf(row, "cache_write_1h_tokens"), 10);
  EXPECT_EQ(NumberOf(row, "output_tokens"), 13);
  EXPECT_EQ(NumberOf(row, "reasoning_tokens"), 4);
  EXPECT_DOUBLE_EQ(NumberOf(row, "cost_usd"), 0.25);
}

TEST(Row, TellsAnEstimatedCostFromOneThatWasCounted) {
  Sample sample = WholeSample();
  EXPECT_EQ(NumberOf(RowOf(sample), "cost_estimated"), 0);
  sample.usage_reported = false;
  EXPECT_TRUE(RowOf(sample).cost_estimated);
  EXPECT_EQ(NumberOf(RowOf(sample), "cost_estimated"), 1);
  sample.cost.reset();
  EXPECT_EQ(NumberOf(RowOf(sample), "cost_estimated"), -1);
}

TEST(Row, HasNoEndOfABodyThatNobodyWaitedFor) {
  Sample sample = WholeSample();
  sample.timeline.closed = kUnset;
  EXPECT_EQ(RowOf(sample).closed, kAbsent);
  EXPECT_EQ(NumberOf(RowOf(sample), "closed_ms"), -1);
}

TEST(Row, OfARequestThatNeverBeganHasNoTimes) {
  Sample sample;
  sample.error = Error{ErrorKind::kUsage, "no such model"};
  const Row row = RowOf(sample);
  EXPECT_EQ(row.error, ErrorKind::kUsage);
  for (const RowColumn& column : RowColumns()) {
    const bool count =
        column.unit == Unit::kTokens || column.name == "http_status" || column.name == "attempt";
    EXPECT_EQ(column.number(row).has_value(), count) << column.name;
  }
}

TEST(Row, OfABufferedAnswerHasNoGapsAndNoStalls) {
  Sample sample = WholeSample();
  sample.timeline.tokens.clear();
  const Row row = RowOf(sample);
  EXPECT_EQ(row.gaps.p50, kAbsent);
  EXPECT_EQ(row.gaps.longest_stall, kAbsent);
  EXPECT_EQ(NumberOf(row, "stalls"), -1);
}

TEST(Row, SaysOfSmoothTokensThatNoneStalled) {
  const Row row = RowOf(SampleWithTokens(5));
  EXPECT_EQ(row.gaps.stalls, 0);
  EXPECT_EQ(row.gaps.longest_stall, 0ms);
  EXPECT_EQ(NumberOf(row, "longest_stall_ms"), 0);
}

// What an exporter, a store and a worker copy by the million.
TEST(Row, IsFlatAndSmall) {
  static_assert(std::is_trivially_copyable_v<Row>);
  EXPECT_LE(sizeof(Row), 512U);
}

TEST(RowColumns, HaveNamesOfTheirOwnWithTheUnitLast) {
  std::set<std::string_view> names;
  for (const RowColumn& column : RowColumns()) {
    EXPECT_TRUE(names.insert(column.name).second) << column.name;
    EXPECT_FALSE(column.definition.empty());
    const bool is_time = column.name.find("_ms") != std::string_view::npos;
    EXPECT_EQ(column.unit == Unit::kMs, is_time) << column.name;
    EXPECT_EQ(column.unit == Unit::kTokens, column.name.ends_with("_tokens")) << column.name;
    EXPECT_EQ(column.unit == Unit::kUsd, column.name.ends_with("_usd")) << column.name;
  }
}

}  // namespace
}  // namespace lab::measure
