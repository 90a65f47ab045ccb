#include "framework/measure/run_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "framework/base/rng.h"
#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string Write(const Run& run) {
  std::ostringstream out;
  WriteRunJson(run, out);
  return out.str();
}

Run Small() {
  measure::Run run;
  run.config = {.tool_version = "0.1.0",
                .target = "sim",
                .model = "claude-sonnet-5-5",
                .profile = "slow.yaml",
                .seed = 18446744073709551615U,
                .trials = 2,
                .filter = "caching \"quoted\"",
                .price_date = "2026-11-22"};
  run.simulated = true;
  TrialRecord trial = TrialOf(0, {ViewOf({})});
  trial.samples = {SampleWithTokens(3)};
  run.cases = {CaseOf("Uncached", {trial, TrialOf(1, {})}), CaseOf("Cached", {})};
  run.cases[0].baseline = true;
  run.cases[0].judged_by = {{Metric::kTtft, stats::Statistic::P95()}, {"first sentence"}};
  run.cases[0].model = "claude-sonnet-5-5";
  run.cases[1].args = {{"pause_s", 60}, {"", -1}};
  run.cases[1].skipped = "no such model";
  return run;
}

Run Read(const std::string& text) {
  Result<Run> run = ReadRunJson(text);
  EXPECT_TRUE(run.ok()) << run.error().message;
  return run.ok() ? *std::move(run) : Run();
}

TEST(RunJson, ReadsWhatItWrote) {
  const measure::Run after = Read(Write(Small()));
  EXPECT_EQ(after.config.seed, 18446744073709551615U);
  EXPECT_EQ(after.config.filter, "caching \"quoted\"");
  EXPECT_EQ(after.config.profile, "slow.yaml");
  EXPECT_TRUE(after.simulated);
  EXPECT_FALSE(after.host.has_value());
  ASSERT_EQ(after.cases.size(), 2U);
  EXPECT_EQ(after.cases[0].full_name(), "caching/SupportDesk/Uncached");
  EXPECT_EQ(after.cases[0].judged_by, Small().cases[0].judged_by);
  EXPECT_EQ(after.cases[0].model, "claude-sonnet-5-5");
  EXPECT_EQ(after.cases[0].trials.size(), 2U);
  EXPECT_EQ(after.cases[1].skipped, "no such model");
  EXPECT_EQ(after.cases[1].args, Small().cases[1].args);
}

TEST(RunJson, WritesWhatItReadByteForByte) {
  const std::string text = Write(Small());
  EXPECT_EQ(Write(Read(text)), text);
}

TEST(RunJson, KeepsTheHostOfARealRun) {
  measure::Run run = Small();
  run.simulated = false;
  run.host = Host{"2026-11-23T22:00:00Z", "bench-1", 8};
  const std::string text = Write(run);
  const measure::Run after = Read(text);
  ASSERT_TRUE(after.host.has_value());
  EXPECT_EQ(after.host->name, "bench-1");
  EXPECT_EQ(after.host->cpus, 8);
  EXPECT_EQ(Write(after), text);
}

TEST(RunJson, KeepsTheNotesOfARunAndWritesNoneWhereThereAreNone) {
  measure::Run run = Small();
  EXPECT_THAT(Write(run), testing::Not(HasSubstr("\"notes\"")));
  EXPECT_THAT(Read(Write(run)).notes, testing::IsEmpty());
  run.notes = {"asked without \"seed\"", "asked without stream_options"};
  const std::string text = Write(run);
  EXPECT_EQ(Read(text).notes, run.notes);
  EXPECT_EQ(Write(Read(text)), text);
}

TEST(RunJson, OfASimulationNamesNoHost) {
  EXPECT_THAT(Write(Small()), testing::Not(HasSubstr("host")));
}

TEST(RunJson, PutsEachTrialOnALineOfItsOwn) {
  const std::string text = Write(Small());
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 8);
  EXPECT_THAT(text, HasSubstr("\n{\"index\":1,"));
}

// Random records with every optional part now there and now not.
Sample RandomSample(Rng& rng) {
  Sample sample = SampleWithTokens(static_cast<int>(rng.Below(6)));
  for (TokenArrival& token : sample.timeline.tokens) {
    token.client_delay = Duration(static_cast<std::int64_t>(rng.Below(3)));
    token.kind = static_cast<TokenKind>(rng.Below(3));
    token.place_in_read = static_cast<std::uint16_t>(rng.Below(2));
    if (rng.Chance(0.3)) token.previous = kUnset;
  }
  if (rng.Chance(0.5))
    sample.timeline.dns = Time(Duration(static_cast<std::int64_t>(rng.Next() >> 4)));
  if (rng.Chance(0.5)) sample.cost = Usd::FromDollars(rng.Uniform(0, 2));
  if (rng.Chance(0.3)) sample.error = Error{ErrorKind::kDecode, "bad \xc3\xa9 text\n"};
  sample.stop_reason = rng.Chance(0.5) ? "end_turn" : "";
  return sample;
}

TrialRecord RandomTrial(Rng& rng, std::int64_t index) {
  TrialRecord trial = TrialOf(index, {});
  for (std::uint64_t i = rng.Below(3); i > 0; --i)
    trial.views.push_back(ViewOf({.asked = rng.Uniform(0, 50)}));
  for (std::uint64_t i = rng.Below(3); i > 0; --i) trial.samples.push_back(RandomSample(rng));
  if (rng.Chance(0.5)) trial.counters["x"] = rng.Normal();
  for (std::uint64_t i = rng.Below(3); i > 0; --i)
    trial.times["first \"sentence\""].push_back(Duration(static_cast<std::int64_t>(i)));
  if (rng.Chance(0.2)) trial.end = kUnset;
  if (rng.Chance(0.2)) trial.error = Error{ErrorKind::kUsage, "no"};
  return trial;
}

TEST(RunJson, SurvivesTheRoundTripOfAnyRecordByteForByte) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Rng rng(seed);
    measure::Run run = Small();
    for (std::int64_t i = 0; i < 5; ++i) run.cases[1].trials.push_back(RandomTrial(rng, i));
    const std::string text = Write(run);
    ASSERT_EQ(Write(Read(text)), text) << "seed " << seed;
  }
}

TEST(RunJson, IsNotLostForTextThatIsNoUtf8) {
  measure::Run run = Small();
  run.cases[0].trials[0].samples[0].request_id = "req_\xff\xfe";
  run.cases[0].trials[0].error = Error{ErrorKind::kDecode, "found \x80"};
  const std::string text = Write(run);
  EXPECT_EQ(Write(Read(text)), text);
  EXPECT_EQ(Read(text).cases[0].trials[0].samples[0].request_id, "req_\xef\xbf\xbd\xef\xbf\xbd");
}

Error ErrorOf(const std::string& text) {
  Result<Run> run = ReadRunJson(text);
  EXPECT_FALSE(run.ok());
  return run.ok() ? Error{} : run.error();
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const auto place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return text.replace(place, from.size(), to);
}

TEST(RunJson, SaysThatATruncatedFileIsNoJson) {
  const std::string text = Write(Small());
  for (std::size_t size : {std::size_t{0}, std::size_t{1}, text.size() / 2, text.size() - 3}) {
    EXPECT_EQ(ErrorOf(text.substr(0, size)).kind, ErrorKind::kDecode);
  }
}

TEST(RunJson, RefusesAnotherSchema) {
  const Error error = ErrorOf(Replaced(Write(Small()), "\"schema\":1", "\"schema\":2"));
  EXPECT_EQ(error.kind, ErrorKind::kConfig);
  EXPECT_THAT(error.message, HasSubstr("schema is 2 when this build reads 1"));
}

TEST(RunJson, NamesTheFieldThatIsWrongWithItsPath) {
  const std::string good = Write(Small());
  EXPECT_THAT(ErrorOf(Replaced(good, "\"tool_version\"", "\"version\"")).message,
              HasSubstr("config.tool_version is missing"));
  EXPECT_THAT(ErrorOf(Replaced(good, "\"seed\":18446744073709551615", "\"seed\":-1")).message,
              HasSubstr("config.seed is -1"));
  EXPECT_THAT(ErrorOf(Replaced(good, "[\"ttft_ms_p95\"", "[\"speed_p95\"")).message,
              HasSubstr("cases[0].judged_by is an array when it should be a list of readings: "
                        "metric 'speed_p95' is not known"));
  EXPECT_THAT(ErrorOf(Replaced(good, "[\"ttft_ms_p95\",\"first sentence_ms_p50\"]", "[]")).message,
              HasSubstr("when it should be a list of one reading or more"));
  EXPECT_THAT(ErrorOf(Replaced(good, "\"value\":60", "\"value\":\"60\"")).message,
              HasSubstr("cases[1].args[0].value is \"60\" when it should be an integer"));
  EXPECT_THAT(ErrorOf(Replaced(good, "\"retries\":0", "\"retries\":true")).message,
              HasSubstr("cases[0].trials[0]: samples[0].retries is true"));
  EXPECT_EQ(ErrorOf("[]").kind, ErrorKind::kConfig);
  EXPECT_THAT(ErrorOf("[]").message, StartsWith("the run file does not read: the whole is"));
}

// Flips bytes of a good file: whatever comes of it is a Run or an Error, never a crash.
TEST(RunJson, SurvivesDamage) {
  const std::string good = Write(Small());
  Rng rng(11);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text = good;
    for (std::uint64_t k = 1 + rng.Below(3); k > 0; --k)
      text[rng.Below(text.size())] = "0123456789{}[]\",:-ntf"[rng.Below(21)];
    refused += ReadRunJson(text).ok() ? 0 : 1;
  }
  EXPECT_GT(refused, 1000);
}

TEST(RunJson, HasTheFiguresOfEachCaseInAWholeFileAlone) {
  measure::Run run;
  run.cases = {CaseOf("A", {TrialOf(0, {ViewOf({.first_token = 100})})}), CaseOf("B", {})};
  run.cases[1].skipped = "no such model";
  const auto json = [&](Detail detail) {
    std::ostringstream out;
    WriteRunJson(run, out, detail);
    return nlohmann::json::parse(out.str());
  };
  EXPECT_EQ(json(Detail::kWhole)["cases"][0]["figures"]["ttft_ms_p50"], 100);
  EXPECT_FALSE(json(Detail::kWhole)["cases"][1].contains("figures"));
  run.cases[0].trials[0].views[0].first_visible = kUnset;  // never
  EXPECT_TRUE(json(Detail::kWhole)["cases"][0]["figures"]["first_visible_ms_p50"].is_null());
  EXPECT_EQ(json(Detail::kWhole)["cases"][0]["figures"]["never_seen"], 1);
  EXPECT_FALSE(json(Detail::kOutline)["cases"][0].contains("figures"));
}

TEST(RunJson, ReadsTheOneMetricOfAnOldFileAsItsMedian) {
  const std::string good = Write(Small());
  const std::string was = "\"judged_by\":[\"ttft_ms_p95\",\"first sentence_ms_p50\"]";
  EXPECT_THAT(Read(Replaced(good, was, "\"metric\":\"latency_ms\"")).cases[0].judged_by,
              testing::ElementsAre(Reading{Metric::kLatency}));
  EXPECT_THAT(Read(Replaced(good, was + ",", "")).cases[0].judged_by,
              testing::ElementsAre(Reading{}));
  EXPECT_THAT(ErrorOf(Replaced(good, was, "\"metric\":\"speed\"")).message,
              HasSubstr("cases[0].metric is \"speed\""));
}

TEST(RunJson, RefusesATimeOfTheExperimentThatIsNegativeOrHasTheNameOfAMetric) {
  measure::Run run = Small();
  run.cases[0].trials[0].times["first sentence"] = {FromMs(1)};
  const std::string good = Write(run);
  EXPECT_THAT(ErrorOf(Replaced(good, "\"first sentence\":[1000000]", "\"x\":[-1]")).message,
              HasSubstr("times_ns.x[0] is -1"));
  EXPECT_THAT(ErrorOf(Replaced(good, "\"first sentence\":[", "\"ttft\":[")).message,
              HasSubstr("ttft_ms is a metric that is measured anyway"));
}

TEST(RunJson, RefusesACaseThatIsComparedByManyNumbersATrial) {
  measure::Run run;
  run.cases = {CaseOf("A", {})};
  run.cases[0].judged_by = {{Metric::kItl}};
  std::ostringstream out;
  WriteRunJson(run, out);
  EXPECT_THAT(ReadRunJson(out.str()).error().message, testing::HasSubstr("itl_ms"));
}

TEST(RunJson, KeepsWhatCutARunAndWhichCasesAndSaysNothingOfAWholeOne) {
  measure::Run run = Small();
  EXPECT_THAT(Write(run), testing::Not(HasSubstr("\"cut\"")));
  run.cut = "Ctrl-C (SIGINT) after 2 of 4 trials";
  run.cases[0].cut = true;
  const measure::Run read = Read(Write(run));
  EXPECT_EQ(read.cut, run.cut);
  EXPECT_TRUE(read.cases[0].cut);
  EXPECT_FALSE(read.cases[1].cut);
}

}  // namespace
}  // namespace lab::measure
