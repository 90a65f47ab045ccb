#include "framework/measure/sample_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "framework/base/rng.h"
#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;
using testing::HasSubstr;

TrialRecord Full() {
  TrialRecord trial = TrialOf(3, {ViewOf({.asked = 5}), ViewOf({.failed = true})});
  trial.start = AtMs(60'000);
  trial.end = AtMs(62'000);
  trial.counters = {{"rounds", 2}, {"share", 1.0 / 3}};
  trial.label = Label{.truth = "hard", .said = "easy"};
  trial.error = Error{ErrorKind::kUsage, "said so"};
  trial.spans = {SpanOf("agent", SpanKind::kStep, -1, 60'000, 61'000),
                 SpanOf("search", SpanKind::kTool, 0, 60'100, 60'400)};
  trial.spans[0].end = kUnset;
  Sample sample = SampleWithTokens(4);
  sample.timeline.intended = AtMs(1);
  sample.timeline.tokens[2].place_in_read = 1;
  sample.timeline.tokens[2].kind = TokenKind::kToolCall;
  sample.timeline.tokens[0].previous = kUnset;
  sample.timeline.tokens[1].client_delay = 3us;
  sample.timeline.tokens[1].source = StampSource::kKernel;
  sample.timeline.sent_by_kernel = true;
  sample.timeline.reads = {.kernel = 3, .kernel_bound = 1, .user = 2};
  sample.timeline.reused_connection = true;
  sample.usage = {.input_uncached = Tokens{1},
                  .cache_read = Tokens{2},
                  .cache_write_5m = Tokens{3},
                  .cache_write_1h = Tokens{4},
                  .output_total = Tokens{5},
                  .output_reasoning = Tokens{6}};
  sample.usage_reported = true;
  sample.cost = Usd::FromDollars(0.000123456789);
  sample.retries = 2;
  sample.step = 1;
  sample.stop_reason = "end_turn";
  sample.stopped_early = true;
  trial.samples = {sample, FailedSample(ErrorKind::kRateLimited)};
  return trial;
}

TrialRecord ThereAndBack(const TrialRecord& trial) {
  Result<TrialRecord> back = TrialFromJson(TrialToJson(trial));
  EXPECT_TRUE(back.ok()) << back.error().message;
  return *std::move(back);
}

TEST(TrialJson, KeepsEveryFieldOfATrial) {
  const TrialRecord before = Full();
  const TrialRecord after = ThereAndBack(before);
  EXPECT_EQ(after.index, 3);
  EXPECT_EQ(after.start, before.start);
  EXPECT_EQ(after.end, before.end);
  EXPECT_EQ(after.counters, before.counters);
  EXPECT_EQ(after.error, before.error);
  ASSERT_TRUE(after.label.has_value());
  EXPECT_EQ(after.label->truth, "hard");
  EXPECT_EQ(after.label->said, "easy");
  ASSERT_EQ(after.views.size(), 2U);
  EXPECT_EQ(after.views[0].asked, before.views[0].asked);
  EXPECT_EQ(after.views[0].first_token, before.views[0].first_token);
  EXPECT_EQ(after.views[0].first_visible, before.views[0].first_visible);
  EXPECT_EQ(after.views[0].last_token, before.views[0].last_token);
  EXPECT_EQ(after.views[0].end, before.views[0].end);
  EXPECT_EQ(after.views[0].output_tokens, 9);
  EXPECT_FALSE(after.views[0].failed);
  EXPECT_TRUE(after.views[1].failed);
}

TEST(TrialJson, KeepsEveryFieldOfASample) {
  const TrialRecord before = Full();
  const TrialRecord after = ThereAndBack(before);
  ASSERT_EQ(after.samples.size(), 2U);
  const Sample& sample = after.samples[0];
  EXPECT_EQ(sample.model, "claude-sonnet-5-5");
  EXPECT_EQ(sample.request_id, "req_1");
  EXPECT_EQ(sample.http_status, 200);
  EXPECT_EQ(sample.timeline.intended, AtMs(1));
  EXPECT_EQ(sample.timeline.dns, kUnset);
  EXPECT_EQ(sample.timeline.end, before.samples[0].timeline.end);
  EXPECT_TRUE(sample.timeline.reused_connection);
  EXPECT_TRUE(sample.timeline.streamed);
  EXPECT_EQ(sample.usage, before.samples[0].usage);
  EXPECT_TRUE(sample.usage_reported);
  EXPECT_EQ(sample.cost, before.samples[0].cost);
  EXPECT_EQ(sample.retries, 2);
  EXPECT_EQ(sample.step, 1);
  EXPECT_EQ(sample.stop_reason, "end_turn");
  EXPECT_TRUE(sample.stopped_early);
  EXPECT_EQ(after.samples[1].error, before.samples[1].error);
  EXPECT_EQ(after.samples[1].cost, std::nullopt);
}

TEST(TrialJson, KeepsEveryFieldOfAStep) {
  const TrialRecord before = Full();
  const TrialRecord after = ThereAndBack(before);
  ASSERT_EQ(after.spans.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(after.spans[i].name, before.spans[i].name);
    EXPECT_EQ(after.spans[i].kind, before.spans[i].kind);
    EXPECT_EQ(after.spans[i].parent, before.spans[i].parent);
    EXPECT_EQ(after.spans[i].start, before.spans[i].start);
    EXPECT_EQ(after.spans[i].end, before.spans[i].end);
  }
}

TEST(TrialJson, RefusesATreeOfStepsThatIsNone) {
  Json circle = TrialToJson(Full());
  circle["spans"][0]["parent"] = 1;
  EXPECT_THAT(TrialFromJson(circle).error().message, HasSubstr("spans[0].parent is 1"));
  Json lost = TrialToJson(Full());
  lost["samples"][0]["step"] = 2;
  EXPECT_THAT(TrialFromJson(lost).error().message, HasSubstr("samples[0].step is 2"));
  Json kind = TrialToJson(Full());
  kind["spans"][1]["kind"] = "wand";
  EXPECT_THAT(TrialFromJson(kind).error().message, HasSubstr("step, request or tool"));
}

TEST(TrialJson, KeepsEveryColumnOfTheTokens) {
  const std::vector<TokenArrival> before = Full().samples[0].timeline.tokens;
  const std::vector<TokenArrival> after = ThereAndBack(Full()).samples[0].timeline.tokens;
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].stamp, before[i].stamp);
    EXPECT_EQ(after[i].previous, before[i].previous);
    EXPECT_EQ(after[i].client_delay, before[i].client_delay);
    EXPECT_EQ(after[i].source, before[i].source);
    EXPECT_EQ(after[i].bytes, before[i].bytes);
    EXPECT_EQ(after[i].place_in_read, before[i].place_in_read);
    EXPECT_EQ(after[i].kind, before[i].kind);
  }
}

TEST(TrialJson, KeepsWhoStampedWhat) {
  const Timeline timeline = ThereAndBack(Full()).samples[0].timeline;
  EXPECT_TRUE(timeline.sent_by_kernel);
  EXPECT_EQ(timeline.reads.kernel, 3U);
  EXPECT_EQ(timeline.reads.kernel_bound, 1U);
  EXPECT_EQ(timeline.reads.user, 2U);
}

TEST(TrialJson, SaysNothingOfStampsInSimulatedTime) {
  TrialRecord trial = TrialOf(0, {});
  trial.samples = {SampleWithTokens(3)};
  Timeline& timeline = trial.samples[0].timeline;
  for (TokenArrival& token : timeline.tokens) token.source = StampSource::kSimulated;
  timeline.reads.user = 3;
  const Json json = TrialToJson(trial)["samples"][0];
  for (const char* name : {"reads", "sent_by_kernel"}) EXPECT_FALSE(json.contains(name)) << name;
  EXPECT_FALSE(json["tokens"].contains("source"));
}

TEST(TrialJson, WritesTimesRelativeToTheTrialsStart) {
  TrialRecord trial = TrialOf(0, {ViewOf({.asked = 60'005})});
  trial.start = AtMs(60'000);
  const Json json = TrialToJson(trial);
  EXPECT_EQ(json["start_ns"], 60'000'000'000);
  EXPECT_EQ(json["views"][0]["asked_ns"], 5'000'000);
}

TEST(TrialJson, LeavesOutStampsThatWereNotTakenAndColumnsOfDefaults) {
  TrialRecord trial = TrialOf(0, {});
  trial.samples = {SampleWithTokens(2)};
  const Json sample = TrialToJson(trial)["samples"][0];
  EXPECT_FALSE(sample.contains("dns_ns"));
  EXPECT_FALSE(sample.contains("cost_usd"));
  EXPECT_FALSE(sample.contains("error"));
  EXPECT_TRUE(sample["tokens"].contains("stamp_ns"));
  EXPECT_FALSE(sample["tokens"].contains("kind"));
  EXPECT_FALSE(sample["tokens"].contains("place_in_read"));
}

// Each money amount that can occur is a double in the file; it must come back to the pico-dollar.
TEST(TrialJson, KeepsMoneyToThePicoDollar) {
  Rng rng(5);
  for (int i = 0; i < 2000; ++i) {
    TrialRecord trial = TrialOf(0, {});
    trial.samples = {SampleWithTokens(0)};
    Usd cost;
    cost.pico = static_cast<std::int64_t>(rng.Below(1'000'000'000'000'000));  // up to $1000
    trial.samples[0].cost = cost;
    ASSERT_EQ(ThereAndBack(trial).samples[0].cost, cost);
  }
}

// Sets the value at a JSON pointer of a good trial and reads it.
std::string ErrorAfter(const std::string& pointer, const Json& value) {
  Json json = TrialToJson(Full());
  json[Json::json_pointer(pointer)] = value;
  const Result<TrialRecord> read = TrialFromJson(json);
  if (read) return "none";
  EXPECT_EQ(read.error().kind, ErrorKind::kConfig);
  return read.error().message;
}

TEST(TrialJson, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(ErrorAfter("/index", "x"), "index is \"x\" when it should be an integer from 0 up");
  EXPECT_EQ(ErrorAfter("/views/1/output_tokens", 1.5),
            "views[1].output_tokens is 1.5 when it should be an integer");
  EXPECT_EQ(ErrorAfter("/samples/0/usage/cache_read", nullptr),
            "samples[0].usage.cache_read is null when it should be an integer");
  EXPECT_EQ(ErrorAfter("/counters/rounds", "two"),
            "counters.rounds is \"two\" when it should be a number");
  EXPECT_EQ(ErrorAfter("/samples", 3), "samples is 3 when it should be an array");
  EXPECT_EQ(ErrorAfter("/samples/1", 3), "samples[1] is 3 when it should be an object");
  EXPECT_EQ(ErrorAfter("/samples/1/error/kind", "tired"),
            "samples[1].error.kind is \"tired\" when it should be a kind of error that this build "
            "knows");
}

TEST(TrialJson, RefusesNumbersThatItCouldNotHold) {
  EXPECT_THAT(ErrorAfter("/samples/0/tokens/kind", Json::parse("[0,0,3,0]")),
              HasSubstr("samples[0].tokens.kind[2] is 3 when it should be an integer from 0 to 2"));
  EXPECT_THAT(ErrorAfter("/samples/0/tokens/bytes", Json::parse("[0,-1,0,0]")),
              HasSubstr("samples[0].tokens.bytes[1] is -1"));
  EXPECT_THAT(ErrorAfter("/samples/0/tokens/place_in_read", Json::parse("[0,65536,0,0]")),
              HasSubstr("samples[0].tokens.place_in_read[1] is 65536"));
  EXPECT_THAT(ErrorAfter("/start_ns", std::numeric_limits<std::int64_t>::max()),
              HasSubstr("start_ns is 9223372036854775807"));
}

TEST(TrialJson, RefusesColumnsOfAnotherLengthThanTheCount) {
  EXPECT_THAT(ErrorAfter("/samples/0/tokens/count", 5),
              HasSubstr("samples[0].tokens.count is 5 when it should be 4"));
  EXPECT_THAT(ErrorAfter("/samples/0/tokens/count", 1'000'000'000'000),
              HasSubstr("samples[0].tokens.count is 1000000000000 when it should be 4"));
  EXPECT_EQ(ErrorAfter("/samples/0/tokens/bytes", Json::parse("[1,2]")),
            "samples[0].tokens.bytes has 2 values when it should have 4, the count");
}

// Every field in turn is removed: the trial reads without it or the error names it.
void RemoveEach(const Json& whole, const Json& part, const std::string& pointer) {
  for (const auto& item : part.items()) {
    const std::string here = pointer + "/" + item.key();
    if (item.value().is_structured()) RemoveEach(whole, item.value(), here);
    if (!part.is_object()) continue;
    Json json = whole;
    json[Json::json_pointer(pointer)].erase(item.key());
    const Result<TrialRecord> read = TrialFromJson(json);
    if (read) continue;
    EXPECT_THAT(read.error().message, HasSubstr(item.key())) << here;
  }
}

TEST(TrialJson, NamesEveryFieldThatItNeedsWhenItIsMissing) {
  const Json whole = TrialToJson(Full());
  RemoveEach(whole, whole, "");
}

}  // namespace
}  // namespace lab::measure
