#include "framework/bench/benchmark_output.h"

#include <benchmark/benchmark.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lab::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Two benchmarks that have a counter of their own name each.
std::string Printed(const BenchmarkOutput& output) {
  for (const std::string name : {"first", "second"}) {
    const auto body = [name](benchmark::State& state) {
      for (auto _ : state) continue;
      state.counters[name] = 7;
    };
    benchmark::RegisterBenchmark(name.c_str(), body)->Iterations(1);
  }
  ::testing::internal::CaptureStdout();
  RunBenchmarks(output);
  benchmark::ClearRegisteredBenchmarks();
  return ::testing::internal::GetCapturedStdout();
}

TEST(RunBenchmarks, GivesAllCountersAColumnInCsv) {
  const std::string csv = Printed({.print = true, .printed_as_csv = true});
  EXPECT_THAT(csv, HasSubstr(",\"first\",\"second\"\n"));
  EXPECT_THAT(csv, HasSubstr(",,,,,,7,\n"));
  EXPECT_THAT(csv, HasSubstr(",,,,,,,7\n"));
}

TEST(RunBenchmarks, PrintsNothingUnlessItIsAsked) {
  EXPECT_THAT(Printed({.printed_as_csv = true}), IsEmpty());
}

}  // namespace
}  // namespace lab::testing
