// What all requests to one mock server share: models, faults, rules, and how requests are told
// apart.
//
//   ServerState state(loop, {.seed = 7});
//   state.SetKey(request);                              // "9f86d081884c7d65-0"
//   SimulatedModel& model = state.models.Find(request.model);
//
// Internal to the server.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "framework/base/time.h"
#include "framework/runtime/loop.h"
#include "mocks/fault_plan.h"
#include "mocks/mock_request.h"
#include "mocks/model_clock.h"
#include "mocks/model_table.h"
#include "mocks/server.h"
#include "mocks/wire/json_view.h"
#include "mocks/wire/wire_format.h"

namespace lab::mocks {

/// What the answers of one server share. Lives as long as the server.
struct ServerState {
  ServerState(Loop& the_loop, MockServerOptions the_options);

  Loop& loop;
  MockServerOptions options;
  ModelTable models;
  FaultPlan request_faults;     ///< of the options; the models have those of their profiles
  FaultPlan connection_faults;  ///< of the options, and of the profile of all models
  WireRules rules;
  JsonDocument document;                                 ///< reused by every request
  std::unordered_map<std::uint64_t, std::int64_t> seen;  ///< requests without a key, by content
  ModelClock clock;

  Duration UnixNow() const { return options.unix_at_zero + loop.Now().time_since_epoch(); }
  /// What the next connection meets, and the next request; delays on the loop's clock.
  std::vector<Fault> ConnectionFaults();
  std::vector<Fault> RequestFaults(const MockRequest& request);
  /// Its own, else one made of its content and how often that has been seen.
  void SetKey(MockRequest& request);
};

}  // namespace lab::mocks
