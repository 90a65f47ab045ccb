// A load on a model in memory, in virtual time.
//
//   DriverWorld world;
//   world.model.first_token = 40ms;                 // and 60 ms more to the end
//   const measure::LoadRun run = world.Run(Users(2, 10));
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/bench/recording_client.h"
#include "framework/load/driver.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/support/fake_client.h"

namespace lab::load::testing {

class DriverWorld {
 public:
  VirtualLoop loop;
  lab::testing::FakeClient& model = *new lab::testing::FakeClient(loop);  // owned by `client_`

  measure::LoadRun Run(LoadPlan plan) {
    EXPECT_TRUE(CheckPlan(plan));
    measure::LoadRun run;
    loop.Run(RunLoad(
        loop, client_, [](std::int64_t index) { return Question(index); }, std::move(plan), run,
        [this](const measure::LoadRow& row, const measure::Sample&) { ended.push_back(row); }));
    EXPECT_TRUE(run.counts.add_up());
    return run;
  }

  std::vector<measure::LoadRow> ended;  ///< every request, as it was told

 private:
  static Outgoing Question(std::int64_t index) {
    Outgoing out;
    out.request.user = "question " + std::to_string(index);
    return out;
  }

  CallDefaults defaults_;
  RecordingClient client_{std::unique_ptr<Client>(&model), defaults_};
};

/// `users` in a closed loop, `requests` in all.
inline LoadPlan Users(std::int64_t users, std::int64_t requests) {
  LoadPlan plan{.pacing = Pacing::kClosed, .concurrency = users};
  plan.stop.requests = requests;
  return plan;
}

/// `rate` a second at even gaps.
inline LoadPlan Evenly(double rate, std::int64_t requests) {
  LoadPlan plan{.pacing = Pacing::kOpen};
  plan.arrivals = NewArrivals({.rate = RateProfile::Constant(rate), .gaps = GapLaw::kConstant}, 1);
  plan.stop.requests = requests;
  return plan;
}

}  // namespace lab::load::testing
