#include "framework/report/load_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/unit/report/loads.h"

namespace lab::report {
namespace {

using by_hand::SteadyLoad;
using Ordered = nlohmann::ordered_json;

Ordered Written(const measure::LoadRun& run, std::vector<measure::LoadSlo> slos = {}) {
  std::ostringstream out;
  WriteLoadJson(ReportLoad(run, std::move(slos)), out);
  return Ordered::parse(out.str());
}

std::vector<std::string> KeysOf(const Ordered& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

TEST(LoadJson, HasItsPartsAtTheTop) {
  const std::vector<std::string> keys = KeysOf(Written(SteadyLoad()));
  const std::vector<std::string> first{"verdict", "requests", "metrics",
                                       "client",  "errors",   "config"};
  ASSERT_GE(keys.size(), first.size());
  EXPECT_EQ(std::vector<std::string>(keys.begin(), keys.begin() + 6), first);
}

TEST(LoadJson, TheVerdictSaysWhatItRestsOn) {
  const Ordered verdict = Written(SteadyLoad())["verdict"];
  EXPECT_EQ(verdict["valid"], true);
  EXPECT_TRUE(verdict["reasons"].empty());
  EXPECT_EQ(verdict["client_delay_ms_p99"], nullptr);
  EXPECT_EQ(verdict["stamps"]["kernel_share"], 0);
  EXPECT_DOUBLE_EQ(verdict["schedule_lag_ms_p99"], 0.02);
  EXPECT_EQ(verdict["delivered_share"], 1);
  EXPECT_EQ(verdict["little_ratio"], 1);
}

TEST(LoadJson, ItsRequestsAddUp) {
  const Ordered requests = Written(SteadyLoad())["requests"];
  EXPECT_EQ(requests["asked"], 401);
  EXPECT_EQ(requests["ok"].get<int>() + requests["failed"].get<int>() +
                requests["cancelled"].get<int>() + requests["unsent"].get<int>(),
            requests["asked"].get<int>());
  EXPECT_EQ(Written(SteadyLoad())["errors"], Ordered({{"timeout", 1}}));
}

TEST(LoadJson, ABoundThatDoesNotExistIsNull) {
  const Ordered ttft = Written(SteadyLoad())["metrics"]["ttft_ms"];
  EXPECT_EQ(ttft["n"], 400);
  EXPECT_EQ(ttft["p99"], 43);
  EXPECT_EQ(ttft["p99_high"], 43);
  EXPECT_EQ(ttft["p999_high"], nullptr) << "it takes 3,688 answers";
}

TEST(LoadJson, TellsTheClientsOwnWork) {
  const Ordered client = Written(SteadyLoad())["client"];
  EXPECT_DOUBLE_EQ(client["cpu_us_per_token"], 100);
  EXPECT_DOUBLE_EQ(client["cpu_percent"], 1);
  EXPECT_DOUBLE_EQ(client["peak_rss_mb"], 12.5);
  measure::LoadRun simulated = SteadyLoad();
  simulated.client.reset();
  EXPECT_EQ(Written(simulated)["client"]["cpu_percent"], nullptr);
}

TEST(LoadJson, TellsWhetherAPromiseWasKept) {
  const Ordered slos = Written(SteadyLoad(), {*measure::ParseLoadSlo("ttft_ms_p99=42"),
                                              *measure::ParseLoadSlo("ttft_ms=42")})["slos"];
  EXPECT_EQ(slos[0]["holds"], false);
  EXPECT_EQ(slos[1]["holds"], nullptr) << "it is about each request";
}

TEST(LoadJson, MarksARunThatWasCut) {
  measure::LoadRun run = SteadyLoad();
  EXPECT_EQ(Written(run)["cut"], false);
  run.cut = true;
  EXPECT_EQ(Written(run)["cut"], true);
}

TEST(LoadLine, IsOneRequestWithItsTimesFromTheStartOfTheRun) {
  using namespace std::chrono_literals;
  measure::LoadRow row = SteadyLoad().rows[3];
  measure::Sample sample;
  sample.error = Error{ErrorKind::kServer, "boom\n\"quoted\""};
  sample.request_id = "req_1";
  std::ostringstream out;
  WriteLoadLine(Time{}, row, sample, out);
  EXPECT_EQ(out.str().find('\n'), out.str().size() - 1);
  const Ordered line = Ordered::parse(out.str());
  EXPECT_EQ(line["index"], 3);
  EXPECT_EQ(line["due_ms"], 300);
  EXPECT_EQ(line["error"]["kind"], "server");
  EXPECT_EQ(line["row"]["ttft_ms"], 43);
}

}  // namespace
}  // namespace lab::report
