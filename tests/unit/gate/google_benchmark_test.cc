#include "framework/gate/google_benchmark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lab::gate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string File(const std::string& rows) {
  return R"({"context":{"date":"2026-11-25","num_cpus":2},"benchmarks":[)" + rows + "]}";
}

/// What Google Benchmark 1.7 writes for one repetition.
std::string Iteration(const std::string& name, double time, const std::string& more = "") {
  return R"({"name":")" + name + R"(","family_index":0,"run_name":")" + name +
         R"(","run_type":"iteration","repetitions":3,"repetition_index":0,"threads":1,)" +
         R"("iterations":100,"real_time":)" + std::to_string(time) +
         R"(,"cpu_time":1.5,"time_unit":"ms")" + more + "}";
}

std::string Aggregate(const std::string& name, const std::string& what, double time) {
  return R"({"name":")" + name + "_" + what + R"(","run_name":")" + name +
         R"(","run_type":"aggregate","repetitions":20,"aggregate_name":")" + what +
         R"(","iterations":20,"real_time":)" + std::to_string(time) +
         R"(,"cpu_time":1.5,"time_unit":"us"})";
}

BenchmarkFile Read(const std::string& rows) {
  Result<BenchmarkFile> file = ReadGoogleBenchmark(File(rows));
  EXPECT_TRUE(file.ok()) << file.error().message;
  return file ? *std::move(file) : BenchmarkFile{};
}

TEST(GoogleBenchmark, IsToldFromARunFile) {
  EXPECT_TRUE(LooksLikeGoogleBenchmark(File("")));
  EXPECT_FALSE(LooksLikeGoogleBenchmark(R"({"schema":1,"simulated":true})"));
  EXPECT_FALSE(LooksLikeGoogleBenchmark("[]"));
}

TEST(GoogleBenchmark, TakesEachRepetitionAsASampleInNanoseconds) {
  const BenchmarkFile file = Read(Iteration("BM_A/8", 1) + "," + Iteration("BM_B", 5) + "," +
                                  Iteration("BM_A/8", 3, R"(,"ttft_ms_p50":40)"));
  ASSERT_EQ(file.cases.size(), 2U);
  EXPECT_EQ(file.cases[0].name, "BM_A/8");
  EXPECT_THAT(file.cases[0].samples.at("real_time"), ElementsAre(1e6, 3e6));
  EXPECT_THAT(file.cases[0].samples.at("cpu_time"), ElementsAre(1.5e6, 1.5e6));
  EXPECT_THAT(file.cases[0].samples.at("ttft_ms_p50"), ElementsAre(40));
  EXPECT_FALSE(file.cases[0].samples.contains("iterations"));
}

TEST(GoogleBenchmark, KeepsMeanAndDeviationOfAggregates) {
  const BenchmarkFile file =
      Read(Aggregate("BM_A", "mean", 10) + "," + Aggregate("BM_A", "median", 9) + "," +
           Aggregate("BM_A", "stddev", 0.5) + "," + Aggregate("BM_A", "cv", 0.05));
  ASSERT_EQ(file.cases.size(), 1U);
  EXPECT_EQ(file.cases[0].moments.at("real_time").mean, 10'000);
  EXPECT_EQ(file.cases[0].moments.at("real_time").deviation, 500);
  EXPECT_EQ(file.cases[0].moments.at("real_time").n, 20);
  EXPECT_THAT(file.cases[0].samples, IsEmpty());
}

TEST(GoogleBenchmark, PrefersSamplesToTheirAggregates) {
  const BenchmarkFile file =
      Read(Iteration("BM_A", 1) + "," + Iteration("BM_A", 2) + "," + Aggregate("BM_A", "mean", 9));
  ASSERT_EQ(file.cases.size(), 1U);
  EXPECT_THAT(file.cases[0].moments, IsEmpty());
  EXPECT_EQ(file.cases[0].samples.at("real_time").size(), 2U);
}

TEST(GoogleBenchmark, ComparesColumnsOfTheCasesThatBothHave) {
  const std::string broken =
      R"({"name":"BM_C","run_name":"BM_C","run_type":"iteration","error_occurred":true,)"
      R"("error_message":"no key","time_unit":"ns"})";
  const BenchmarkFile before =
      Read(Iteration("BM_A", 1) + "," + Iteration("BM_B", 1) + "," + Iteration("BM_C", 1));
  const BenchmarkFile after =
      Read(Iteration("BM_A", 2) + "," + Iteration("BM_D", 1) + "," + broken);
  const Observed observed = ObserveBenchmarks(before, after, {"real_time", "tokens_per_s"});
  ASSERT_EQ(observed.observations.size(), 1U);
  EXPECT_EQ(observed.observations[0].case_name, "BM_A");
  EXPECT_FALSE(observed.observations[0].paired);
  EXPECT_THAT(observed.observations[0].candidate.Values(), ElementsAre(2e6));
  EXPECT_THAT(observed.only_baseline, ElementsAre("BM_B", "BM_C"));
  EXPECT_THAT(observed.failed, ElementsAre("BM_C"));
  EXPECT_THAT(observed.only_candidate, ElementsAre("BM_D"));
  EXPECT_THAT(observed.notes,
              ElementsAre("BM_C: not measured in the candidate: no key",
                          HasSubstr("BM_A: not compared by tokens_per_s: a side has no such")));
}

TEST(GoogleBenchmark, NamesACounterThatTheCandidateHasNoMore) {
  const BenchmarkFile counted = Read(Iteration("BM_A", 1, R"(,"bytes":5)"));
  const BenchmarkFile plain = Read(Iteration("BM_A", 1));
  const Observed observed = ObserveBenchmarks(counted, plain, {"real_time", "bytes"});
  ASSERT_EQ(observed.lost.size(), 1U);
  EXPECT_EQ(observed.lost[0].metric, "bytes");
  EXPECT_THAT(ObserveBenchmarks(plain, counted, {"real_time", "bytes"}).lost, IsEmpty());
}

TEST(GoogleBenchmark, SaysWhyASkippedCaseIsNotCompared) {
  const BenchmarkFile measured = Read(Iteration("BM_A", 1));
  const BenchmarkFile skipped =
      Read(Iteration("BM_A", 0, R"(,"skipped":true,"skip_message":"no GPU")"));
  const Observed observed = ObserveBenchmarks(measured, skipped, {"real_time"});
  EXPECT_THAT(observed.only_baseline, ElementsAre("BM_A"));
  EXPECT_THAT(observed.notes, ElementsAre("BM_A: not measured in the candidate: no GPU"));
  const Observed mirrored = ObserveBenchmarks(skipped, measured, {"real_time"});
  EXPECT_THAT(mirrored.only_baseline, IsEmpty());
  EXPECT_THAT(mirrored.only_candidate, ElementsAre("BM_A"));
}

TEST(GoogleBenchmark, DoesNotTakeAMeanWithoutItsDeviationForOneWithoutSpread) {
  const BenchmarkFile before = Read(Aggregate("BM_A", "mean", 100));
  const BenchmarkFile after = Read(Aggregate("BM_A", "mean", 110));
  const Observed observed = ObserveBenchmarks(before, after, {"real_time"});
  EXPECT_THAT(observed.observations, IsEmpty());
  EXPECT_THAT(observed.notes, ElementsAre(HasSubstr("a mean without its stddev")));
}

TEST(GoogleBenchmark, DoesNotCompareWithAMeanOfZero) {
  const BenchmarkFile zero = Read(Iteration("BM_A", 0) + "," + Iteration("BM_A", 0));
  const BenchmarkFile some =
      Read(Aggregate("BM_A", "mean", 100) + "," + Aggregate("BM_A", "stddev", 1));
  EXPECT_THAT(ObserveBenchmarks(zero, some, {"real_time"}).observations, IsEmpty());
}

TEST(GoogleBenchmark, JudgesAggregatesAgainstSamplesByTheirMeans) {
  const BenchmarkFile before =
      Read(Aggregate("BM_A", "mean", 1000) + "," + Aggregate("BM_A", "stddev", 10));
  const BenchmarkFile after = Read(Iteration("BM_A", 1.9) + "," + Iteration("BM_A", 2.1));
  const Observed observed = ObserveBenchmarks(before, after, {"real_time"});
  ASSERT_EQ(observed.observations.size(), 1U);
  ASSERT_TRUE(observed.observations[0].candidate_moments.has_value());
  EXPECT_DOUBLE_EQ(observed.observations[0].candidate_moments->mean, 2e6);
  EXPECT_NEAR(observed.observations[0].candidate_moments->deviation, 1.414e5, 100);
  EXPECT_EQ(observed.observations[0].candidate_moments->n, 2);
}

// A deviation over a mean of 0, as Google Benchmark 1.7 writes it.
TEST(GoogleBenchmark, PassesOverWhatIsNoNumber) {
  const BenchmarkFile file = Read(Iteration(
      R"(BM_\"NaN\")", 1, R"(,"failed": NaN,"a":-NaN,"b":Infinity,"c": -Infinity,"d":2)"));
  ASSERT_EQ(file.cases.size(), 1U);
  EXPECT_EQ(file.cases[0].name, R"(BM_"NaN")");
  for (const char* name : {"failed", "a", "b", "c"})
    EXPECT_FALSE(file.cases[0].samples.contains(name)) << name;
  EXPECT_THAT(file.cases[0].samples.at("d"), ElementsAre(2));
}

TEST(GoogleBenchmark, KnowsARateByItsName) {
  const BenchmarkFile file = Read(Iteration("BM_A", 1, R"(,"bytes_per_second":5)"));
  EXPECT_TRUE(ObserveBenchmarks(file, file, {"bytes_per_second"}).observations[0].more_is_better);
  EXPECT_FALSE(ObserveBenchmarks(file, file, {"cpu_time"}).observations[0].more_is_better);
}

std::string Refusal(const std::string& text) {
  const Result<BenchmarkFile> file = ReadGoogleBenchmark(text);
  EXPECT_FALSE(file.ok()) << text;
  return file ? "" : file.error().message;
}

TEST(GoogleBenchmark, NamesWhatDoesNotRead) {
  EXPECT_THAT(Refusal(R"({"context":)"), HasSubstr("not JSON"));
  EXPECT_THAT(Refusal(R"({"context":{}})"), HasSubstr("benchmarks should be an array"));
  EXPECT_THAT(Refusal(File("3")), HasSubstr("benchmarks[0] should be an object"));
  EXPECT_THAT(Refusal(File(R"({"run_type":"iteration"})")),
              HasSubstr("benchmarks[0].name is missing"));
  EXPECT_THAT(Refusal(File(R"({"name":"a","time_unit":"h","real_time":1})")),
              HasSubstr(R"(benchmarks[0].time_unit is "h")"));
  EXPECT_THAT(Refusal(File(R"({"name":"a"})")), HasSubstr("benchmarks[0].real_time is missing"));
  EXPECT_THAT(Refusal(File(R"({"name":7})")), HasSubstr("name is 7 when it should be a string"));
  EXPECT_THAT(Refusal(File(R"({"name":"a","error_occurred":"yes"})")), HasSubstr("does not read"));
}

// Of an even number it is the mean of the two in the middle.
TEST(GoogleBenchmark, HasTheMedianThatTheFileSays) {
  const BenchmarkFile file =
      Read(Iteration("BM_A", 4) + "," + Iteration("BM_A", 1) + "," + Iteration("BM_A", 2) + "," +
           Iteration("BM_A", 3) + "," + Aggregate("BM_A", "median", 2500));
  const Judgement judgement = Judge(ObserveBenchmarks(file, file, {"real_time"}).observations);
  ASSERT_EQ(judgement.rows.size(), 1U);
  EXPECT_DOUBLE_EQ(judgement.rows[0].baseline, 2.5e6);
  EXPECT_EQ(judgement.rows[0].n_baseline, 4);
}

TEST(GoogleBenchmark, SaysWhatItsContextSaysOfTheRun) {
  const Result<BenchmarkFile> file = ReadGoogleBenchmark(
      R"({"context":{"date":"d","host_name":"h","num_cpus":2,"mhz_per_cpu":2400,)"
      R"("cpu_scaling_enabled":false,"caches":[],"load_avg":[1],"model":"m","none":null},)"
      R"("benchmarks":[]})");
  ASSERT_TRUE(file.ok());
  EXPECT_THAT(
      file->context,
      ElementsAre(std::pair("date", "d"), std::pair("host_name", "h"), std::pair("num_cpus", "2"),
                  std::pair("cpu_scaling_enabled", "false"), std::pair("model", "m")));
  EXPECT_THAT(ReadGoogleBenchmark(R"({"benchmarks":[]})")->context, IsEmpty());
}

TEST(GoogleBenchmark, IsToldByItsShapeAlone) {
  const std::string padding(10'000, ' ');
  for (const std::string& theirs :
       {std::string(R"({"benchmarks":[]})"),
        R"({"context":{"x":")" + padding + R"("},"benchmarks":[]})",
        std::string(R"({"schema":2,"context":{},"benchmarks" : [ {"real_time":NaN} ]})"),
        std::string("\xEF\xBB\xBF {\"benchmarks\":[]}")}) {
    EXPECT_TRUE(LooksLikeGoogleBenchmark(theirs)) << theirs.substr(0, 60);
  }
  for (const char* other :
       {R"({"context":{"date":"x"},"schema":1,"cases":[]})", R"({"benchmarks":{}})",
        R"({"cases":[{"benchmarks":[]}]})", R"({"text":"\"benchmarks\":["})",
        R"({"text":"benchmarks"})", R"(["benchmarks",[]])", R"({"benchmarks)", R"({"a":"\)", "",
        "\"benchmarks\":["})
    EXPECT_FALSE(LooksLikeGoogleBenchmark(other)) << other;
}

// --benchmark_min_time fills its time with as many trials as it takes, and the name says how many.
TEST(GoogleBenchmark, KnowsACaseWhoseNumberOfIterationsDiffers) {
  const BenchmarkFile before = Read(Iteration("A/iterations:8/manual_time", 1));
  const BenchmarkFile after = Read(Iteration("A/iterations:12/manual_time", 2));
  const Observed observed = ObserveBenchmarks(before, after, {"real_time"});
  ASSERT_EQ(observed.observations.size(), 1U);
  EXPECT_THAT(observed.observations[0].candidate.Values(), ElementsAre(2e6));
  EXPECT_THAT(observed.only_candidate, IsEmpty());
}

TEST(GoogleBenchmark, TakesNoCaseForAnotherWhereTwoDifferInTheirIterations) {
  const BenchmarkFile before = Read(Iteration("A/iterations:8", 1));
  const BenchmarkFile after =
      Read(Iteration("A/iterations:9", 2) + "," + Iteration("A/iterations:10", 2));
  EXPECT_THAT(ObserveBenchmarks(before, after, {"real_time"}).only_baseline,
              ElementsAre("A/iterations:8"));
  EXPECT_THAT(ObserveBenchmarks(after, before, {"real_time"}).observations, IsEmpty());
}

}  // namespace
}  // namespace lab::gate
