#include "framework/measure/trial_outline.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "framework/measure/run_json.h"
#include "framework/measure/sample_json.h"
#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

TrialRecord WholeTrial() {
  TrialRecord trial = TrialOf(3, {ViewOf({})});
  trial.samples = {SampleWithTokens(30), FailedSample(ErrorKind::kTimeout)};
  trial.samples[0].usage.input_uncached = Tokens{20'013};
  trial.samples[0].cost = Usd::FromDollars(0.0062);
  trial.spans = {{.name = "supervisor", .start = AtMs(0), .end = AtMs(50)}};
  trial.counters["rounds"] = 2;
  return trial;
}

TrialRecord ReadTrial(const nlohmann::ordered_json& json) {
  Result<TrialRecord> read = TrialFromJson(json);
  EXPECT_TRUE(read.ok()) << read.error().message;
  return read ? *std::move(read) : TrialRecord();
}

std::string OutlineText(const TrialRecord& trial) { return TrialToOutline(trial).dump(); }

TEST(TrialOutline, IsSmallAndKeepsWhatPeopleLookAt) {
  const nlohmann::ordered_json outline = TrialToOutline(WholeTrial());
  EXPECT_LT(outline.dump().size(), TrialToJson(WholeTrial()).dump().size() / 3);
  const nlohmann::ordered_json& sample = outline["samples"][0];
  EXPECT_EQ(sample["model"], "claude-sonnet-5-5");
  EXPECT_EQ(sample["first_token_ns"], 100'000'000);
  EXPECT_EQ(sample["usage"].dump(), R"({"input_uncached":20013})");
  EXPECT_FALSE(sample.contains("tokens") || sample.contains("request_id"));
  EXPECT_EQ(outline["samples"][1]["error"]["kind"], "timeout");
  EXPECT_EQ(outline["counters"]["rounds"], 2);
}

// One field after the other, those that the outline leaves out too.
TEST(TrialOutline, DiffersWhereverTheRecordDoes) {
  const std::string before = OutlineText(WholeTrial());
  const auto changed = [&](auto change) {
    TrialRecord trial = WholeTrial();
    change(trial);
    return OutlineText(trial) != before;
  };
  EXPECT_FALSE(changed([](TrialRecord&) {}));
  EXPECT_TRUE(changed([](auto& t) { t.samples[0].timeline.tokens[17].stamp += Duration(1); }));
  EXPECT_TRUE(changed([](auto& t) { ++t.samples[0].timeline.tokens[29].bytes; }));
  EXPECT_TRUE(changed([](auto& t) { t.samples[0].timeline.tls = AtMs(1); }));
  EXPECT_TRUE(changed([](auto& t) { t.samples[0].request_id = "req_2"; }));
  EXPECT_TRUE(changed([](auto& t) { t.samples[0].stop_reason = "length"; }));
  EXPECT_TRUE(changed([](auto& t) { t.samples[1].error->message = "late"; }));
  EXPECT_TRUE(changed([](auto& t) { t.spans[0].end += Duration(1); }));
  EXPECT_TRUE(changed([](auto& t) { t.views[0].end += Duration(1); }));
  EXPECT_TRUE(changed([](auto& t) { t.counters["rounds"] = 3; }));
}

TEST(TrialOutline, IsTheSameOfTheRecordAndOfWhatWasReadFromIt) {
  const nlohmann::ordered_json outline = TrialToOutline(WholeTrial());
  EXPECT_EQ(OutlineText(ReadTrial(TrialToJson(WholeTrial()))), outline.dump());
  EXPECT_EQ(OutlineText(ReadTrial(outline)), outline.dump());
}

TEST(TrialOutline, ReadsAsATrialThatLacksItsDetail) {
  const TrialRecord trial = ReadTrial(TrialToOutline(WholeTrial()));
  EXPECT_EQ(trial.index, 3);
  EXPECT_EQ(trial.views.size(), 1U);
  ASSERT_EQ(trial.samples.size(), 2U);
  EXPECT_EQ(trial.samples[0].usage.input_uncached, Tokens{20'013});
  EXPECT_EQ(trial.samples[0].cost, Usd::FromDollars(0.0062));
  EXPECT_EQ(trial.samples[0].timeline.end, AtMs(3010));
  EXPECT_TRUE(trial.samples[0].timeline.streamed);
  EXPECT_TRUE(trial.samples[0].timeline.tokens.empty());
  EXPECT_NE(trial.samples[0].digest, 0U);
  EXPECT_EQ(trial.samples[1].error->kind, ErrorKind::kTimeout);
  EXPECT_TRUE(trial.spans.empty());
  EXPECT_NE(trial.spans_digest, 0U);
}

TEST(TrialOutline, MakesARunFileThatIsReadAndWrittenByteForByte) {
  measure::Run run;
  run.config.target = "sim";
  run.cases = {CaseOf("Uncached", {WholeTrial()})};
  std::ostringstream first;
  WriteRunJson(run, first, Detail::kOutline);
  const Result<measure::Run> read = ReadRunJson(first.str());
  ASSERT_TRUE(read.ok()) << read.error().message;
  std::ostringstream second;
  WriteRunJson(*read, second, Detail::kOutline);
  EXPECT_EQ(second.str(), first.str());
}

TEST(TrialOutline, WithADigestThatIsNoneIsRefusedWithItsPath) {
  nlohmann::ordered_json outline = TrialToOutline(WholeTrial());
  outline["samples"][1]["digest"] = "12";
  const Result<TrialRecord> read = TrialFromJson(outline);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().message,
            "samples[1].digest is \"12\" when it should be 16 hexadecimal digits");
}

TEST(TrialOutline, DigestsAreReadAsTheyAreWritten) {
  for (std::uint64_t digest : {std::uint64_t{1}, std::uint64_t{0xfedcba9876543210}}) {
    std::uint64_t read = 0;
    EXPECT_TRUE(ParseDigest(DigestText(digest), read));
    EXPECT_EQ(read, digest);
  }
  std::uint64_t untouched = 7;
  for (const char* wrong : {"", "00f9bd8a16cab31", "00f9bd8a16cab31g", "+0f9bd8a16cab31b"})
    EXPECT_FALSE(ParseDigest(wrong, untouched)) << wrong;
}

}  // namespace
}  // namespace lab::measure
