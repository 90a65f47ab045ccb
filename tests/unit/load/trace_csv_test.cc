// The tables, by hand: what other loaders have read wrongly in them without a word.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/load/traces.h"

namespace lab::load {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Read;
using testing::Refusal;
using testing::TimesOf;

constexpr std::string_view kBurst1 =
    "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
    "5,ChatGPT,472,18,490,Conversation log\n"
    "45,GPT-4,1087,230,1317,API log\n";

constexpr std::string_view kBurst3 =
    "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,"
    "Log Type\n"
    "19440110.0,a-b,43,GPT-4,906,446,1352,Conversation log\n"
    "19440161.5,,2,ChatGPT,36,29,65,API log\n";

TEST(BurstGpt, IsReadByColumnNameSoTwoMoreInFrontChangeNothing) {
  const Trace one = Read(kBurst1);
  EXPECT_EQ(one.format, "BurstGPT 1 or 2");
  EXPECT_EQ(one.rows.at(1).input_tokens, 1087);
  EXPECT_EQ(one.rows.at(1).output_tokens, 230);
  const Trace three = Read(kBurst3);
  EXPECT_EQ(three.format, "BurstGPT 3");
  EXPECT_EQ(three.rows.at(0).input_tokens, 906) << "not the elapsed time";
  EXPECT_EQ(three.rows.at(0).output_tokens, 446);
  EXPECT_EQ(three.rows.at(0).session, "a-b");
  EXPECT_EQ(three.rows.at(1).session, "") << "rows of the API have none";
}

TEST(BurstGpt, KeepsTheRowsOfEveryModelAndCountsSecondsFromItsFirst) {
  EXPECT_THAT(TimesOf(Read(kBurst1)), ElementsAre(0s, 40s));
  EXPECT_THAT(TimesOf(Read(kBurst3)), ElementsAre(0s, 51'500ms));
  EXPECT_EQ(Read(kBurst3).unit, "s");
}

TEST(BurstGpt, LeavesFailedRequestsOutAndSaysHowMany) {
  const Trace trace = Read(std::string(kBurst1) + "50,GPT-4,12,0,12,API log\n");
  EXPECT_EQ(trace.rows.size(), 2U);
  EXPECT_THAT(trace.notes, ElementsAre("left out: 1 row without an answer, which had failed"));
}

TEST(Azure, KeepsTheHundredNanosecondsOf2023AndNeedsNoLastLineEnd) {
  const Trace trace = Read(
      "TIMESTAMP,ContextTokens,GeneratedTokens\r\n"
      "2023-11-16 18:17:03.9799600,4808,10\r\n"
      "2023-11-16 18:17:04.0319601,3180,8");
  EXPECT_EQ(trace.format, "Azure 2023 or 2024");
  EXPECT_THAT(TimesOf(trace), ElementsAre(0ns, 52'000'100ns));
  EXPECT_EQ(trace.rows.at(1).output_tokens, 8);
}

TEST(Azure, ReadsStampsWithAndWithoutAFractionInOneFile) {
  const Trace trace = Read(
      "TIMESTAMP,ContextTokens,GeneratedTokens\n"
      "2024-05-12 00:00:00+00:00,100,10\n"
      "2024-05-12 00:00:00.250000+00:00,200,20\n"
      "2024-05-12 00:00:01+00:00,300,30\n");
  EXPECT_THAT(TimesOf(trace), ElementsAre(0ms, 250ms, 1s)) << "none is skipped";
}

TEST(Azure, OneMoreColumnInTheMiddleOf2025IsNotTakenForTokens) {
  const Trace trace = Read(
      "TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n"
      "2024-10-15T12:00:00.269Z,3,770,491\n"
      "2024-10-15T12:00:05.819Z,1,949,126\n");
  EXPECT_EQ(trace.format, "Azure 2025 multimodal");
  EXPECT_EQ(trace.rows.at(0).input_tokens, 770);
  EXPECT_THAT(TimesOf(trace), ElementsAre(0ms, 5550ms));
}

TEST(Vidur, IsKnownByItsColumns) {
  const Trace trace =
      Read("arrived_at,num_prefill_tokens,num_decode_tokens\n0.5,100,10\n1.25,7,3\n");
  EXPECT_EQ(trace.format, "vidur");
  EXPECT_THAT(TimesOf(trace), ElementsAre(0ms, 750ms));
}

TEST(CsvTrace, TakesColumnsInAnyOrderMoreOfThemAndQuotes) {
  const Trace trace = Read(
      "\"GeneratedTokens\",note,contexttokens,TIMESTAMP\n"
      "8,\"a, \"\"b\"\"\",4808,2023-11-16 18:17:03.9799600\n");
  EXPECT_EQ(trace.rows.at(0).input_tokens, 4808);
  EXPECT_EQ(trace.rows.at(0).output_tokens, 8);
}

TEST(CsvTrace, AWrongFieldIsNamedWithItsFileLineAndValue) {
  const std::string start = "arrived_at,num_prefill_tokens,num_decode_tokens\n1,100,10\n";
  EXPECT_EQ(Refusal(start + "2,-5,10\n"),
            "trace:3: num_prefill_tokens is '-5' when it should be a whole number from 0 to "
            "100000000");
  EXPECT_THAT(Refusal(start + "2,1e12,10\n"), HasSubstr("num_prefill_tokens is '1e12'"));
  EXPECT_THAT(Refusal(start + "2,99999999999,10\n"), HasSubstr("'99999999999'"));
  EXPECT_THAT(Refusal(start + "2,1.5,10\n"), HasSubstr("'1.5'"));
  EXPECT_THAT(Refusal(start + "2,,10\n"), HasSubstr("is '' when"));
  EXPECT_THAT(Refusal(start + "-2,100,10\n"), HasSubstr("arrived_at is '-2' when it should be"));
  EXPECT_THAT(Refusal(start + "2,100\n"),
              HasSubstr("trace:3: the row has 2 fields when the header"));
  EXPECT_THAT(Refusal(start + "2,100,\"10\n"), HasSubstr("trace:3: a quote is opened"));
  EXPECT_THAT(Refusal("TIMESTAMP,ContextTokens,GeneratedTokens\n16.11.2023 18:17,1,1\n"),
              HasSubstr("TIMESTAMP is '16.11.2023 18:17' when it should be a moment like"));
}

TEST(CsvTrace, UnknownColumnsAreShownBesideTheKnownOnes) {
  EXPECT_THAT(Refusal("when,prompt,answer\n1,2,3\n"),
              HasSubstr("trace:1: the columns when, prompt, answer are those of no known trace"));
}

}  // namespace
}  // namespace lab::load
