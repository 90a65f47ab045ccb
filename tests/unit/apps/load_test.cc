// `lab load` as it is called: in simulated time, and on loopback sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "apps/subcommand.h"

namespace lab::apps {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// What `lab load` says, and its exit code.
struct Said {
  int exit = 0;
  std::string out;
  std::string err;
};

Said RunLoadCommand(const std::vector<std::string>& flags) {
  std::ostringstream out;
  std::ostringstream err;
  const int exit = Load(flags, out, err);
  return {exit, out.str(), err.str()};
}

std::string LoadRefusal(const std::vector<std::string>& flags) {
  const Said said = RunLoadCommand(flags);
  EXPECT_EQ(said.exit, kUsage);
  EXPECT_EQ(said.out, "");
  return said.err;
}

std::string FileOf(const std::string& name) { return ::testing::TempDir() + "lab_load_" + name; }

std::string BytesOf(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::vector<std::string> kShort{"--requests",      "40", "--input-tokens", "100",
                                      "--output-tokens", "20"};

std::vector<std::string> With(std::vector<std::string> more) {
  more.insert(more.end(), kShort.begin(), kShort.end());
  return more;
}

TEST(LabLoad, RunsUsersInSimulatedTime) {
  const Said said = RunLoadCommand(With({"--concurrency", "8"}));
  EXPECT_EQ(said.exit, kOk) << said.out << said.err;
  EXPECT_THAT(said.out, StartsWith("VALID  8 at a time, "));
  EXPECT_THAT(said.out, HasSubstr("simulated time, seed 1 | 40 ok, 0 failed"));
  EXPECT_THAT(said.out, HasSubstr("answers of 20 on average (asked for: 100 and 20)"));
  EXPECT_EQ(said.err, "") << "quiet where there is no terminal";
}

TEST(LabLoad, RunsAScheduleInSimulatedTime) {
  const Said said = RunLoadCommand(With({"--rate", "4", "--arrival", "constant"}));
  EXPECT_EQ(said.exit, kOk) << said.out << said.err;
  EXPECT_THAT(said.out, StartsWith("VALID  4 req/s asked, 4 sent (lag p99 0.00 ms)"));
}

TEST(LabLoad, IsTheSameBytesTwiceAndOthersByAnotherSeed) {
  const std::vector<std::string> flags = With({"--rate", "20", "--seed", "5"});
  EXPECT_EQ(RunLoadCommand(flags).out, RunLoadCommand(flags).out);
  EXPECT_NE(RunLoadCommand(flags).out, RunLoadCommand(With({"--rate", "20", "--seed", "6"})).out);
}

TEST(LabLoad, RunsOnRealSockets) {
  const Said said = RunLoadCommand(With(
      {"--target", "mock", "--profile", "ideal", "--concurrency", "8", "--max-error-rate", "1%"}));
  EXPECT_THAT(said.out, HasSubstr("40 ok, 0 failed")) << said.err;
  EXPECT_THAT(said.out, HasSubstr("% CPU"));
}

TEST(LabLoad, WritesTheRunAndALineARequest) {
  const std::string json = FileOf("run.json");
  const std::string lines = FileOf("run.jsonl");
  const Said said = RunLoadCommand(With({"--rate", "20", "--out", json, "--jsonl", lines}));
  EXPECT_EQ(said.exit, kOk) << said.err;
  EXPECT_THAT(BytesOf(json), StartsWith("{\n  \"verdict\": {\n    \"valid\": true"));
  EXPECT_THAT(BytesOf(json), HasSubstr("\"arrival\": \"20 req/s, poisson\""));
  const std::string text = BytesOf(lines);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 40);
  std::remove(json.c_str());
  std::remove(lines.c_str());
}

TEST(LabLoad, ABrokenPromiseEndsWithOne) {
  EXPECT_EQ(RunLoadCommand(With({"--slo", "ttft_ms_p50=0.1"})).exit, kRegression);
  EXPECT_EQ(RunLoadCommand(With({"--slo", "ttft_ms_p50=1e6"})).exit, kOk);
}

TEST(LabLoad, ALoadThatACapKeepsBackIsInvalid) {
  const Said said = RunLoadCommand(With({"--rate", "50", "--concurrency", "1"}));
  EXPECT_EQ(said.exit, kInvalid);
  EXPECT_THAT(said.out, StartsWith("INVALID  "));
  EXPECT_THAT(said.out, HasSubstr("at most 1 were let go at a time"));
}

TEST(LabLoad, FaultsAreCountedAndMakeARunInvalid) {
  const Said said = RunLoadCommand(With({"--concurrency", "4", "--fault", "status=500 p=0.5"}));
  EXPECT_EQ(said.exit, kInvalid) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("x server)"));
  EXPECT_THAT(said.out, HasSubstr("of the requests failed when at most 1.0 % may"));
}

TEST(LabLoad, AServerThatIsNotThereFailsEveryRequest) {
  const Said said = RunLoadCommand(
      {"--url", "http://127.0.0.1:1/v1", "--model", "m", "--requests", "3", "--rate", "100"});
  EXPECT_EQ(said.exit, kAllFailed);
  EXPECT_THAT(said.out, HasSubstr("0 ok, 3 failed (3x connect)"));
}

TEST(LabLoad, PlaysATraceAndSaysWhatItTookItFor) {
  const std::string name = FileOf("trace.csv");
  std::ofstream(name) << "TIMESTAMP,ContextTokens,GeneratedTokens\n"
                         "2024-05-12 00:00:00+00:00,100,10\n"
                         "2024-05-12 00:00:00.250000+00:00,200,20\n"
                         "2024-05-12 00:00:01+00:00,300,30\n";
  const Said said = RunLoadCommand({"--trace", name, "--speed-up", "2"});
  EXPECT_EQ(said.exit, kOk) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr(": Azure 2023 or 2024, 3 rows\n"));
  EXPECT_THAT(said.out, HasSubstr("VALID  4 req/s asked"));
  EXPECT_THAT(said.out, HasSubstr("answers of 20 on average\n"));
  std::remove(name.c_str());
}

TEST(LabLoad, AFlagThatIsWrongIsNamed) {
  EXPECT_THAT(LoadRefusal({}), HasSubstr("nothing ends the run"));
  EXPECT_THAT(LoadRefusal({"--rate", "20"}), HasSubstr("--rate: nothing ends the run"));
  EXPECT_THAT(LoadRefusal(With({"--rate", "fast"})),
              HasSubstr("--rate: the rate 'fast' has a rate"));
  EXPECT_THAT(LoadRefusal(With({"--rate", "1", "--arrival", "poison"})),
              HasSubstr("--arrival: the arrival 'poison' is not known"));
  EXPECT_THAT(LoadRefusal(With({"--arrival", "poisson"})), HasSubstr("--arrival: it needs --rate"));
  EXPECT_THAT(LoadRefusal(With({"--rate", "2", "--arrival", "ramp:1..2/3s"})),
              HasSubstr("leave --rate out"));
  EXPECT_THAT(LoadRefusal(With({"--rate", "2", "--think", "1s"})), HasSubstr("are about users"));
  EXPECT_THAT(LoadRefusal(With({"--duration", "30"})),
              HasSubstr("--duration: '30' should be a time"));
  EXPECT_THAT(LoadRefusal(With({"--warm-up", "x"})),
              HasSubstr("--warm-up: 'x' should be a number"));
  EXPECT_THAT(LoadRefusal(With({"--warm-up", "40"})), HasSubstr("leave nothing to be measured"));
  EXPECT_THAT(LoadRefusal(With({"--slo", "ttft"})), HasSubstr("--slo: the SLO 'ttft' should be"));
  EXPECT_THAT(LoadRefusal(With({"--spread"})), HasSubstr("--trace: --spread"));
  EXPECT_THAT(LoadRefusal(With({"--trace", "/no/such.csv"})), HasSubstr("/no/such.csv"));
  EXPECT_THAT(LoadRefusal(With({"--concurrency", "0"})), HasSubstr("a whole number from 1"));
  EXPECT_THAT(LoadRefusal(With({"--target", "sim", "--url", "http://x"})), HasSubstr("--url"));
  EXPECT_THAT(LoadRefusal(With({"--target", "nowhere"})), HasSubstr("nowhere"));
  EXPECT_THAT(LoadRefusal(With({"--model", "no-such-model"})), HasSubstr("no-such-model"));
  EXPECT_THAT(LoadRefusal(With({"--url", "http://127.0.0.1:1/v1"})), HasSubstr("--model"));
  EXPECT_THAT(LoadRefusal(With({"--out", "/no/such/run.json"})),
              HasSubstr("--out /no/such/run.json"));
}

TEST(LabLoad, ARampMayBeWrittenAsAnArrival) {
  const Said said = RunLoadCommand(With({"--arrival", "ramp:1..20/10s"}));
  EXPECT_EQ(said.exit, kOk) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("40 ok"));
}

TEST(LabLoad, MoneyEndsARun) {
  const Said said =
      RunLoadCommand({"--concurrency", "1", "--max-cost", "0.01", "--input-tokens", "1000"});
  EXPECT_THAT(said.out, HasSubstr(" spent"));
  EXPECT_THAT(said.out, HasSubstr("cost $0.01"));
}

}  // namespace
}  // namespace lab::apps
