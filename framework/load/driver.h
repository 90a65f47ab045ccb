// Sends a load and writes down what came of it: requests that are due by a schedule, or users who
// ask again when they have their answer. The same in simulated time and on real sockets.
//
//   LoadPlan plan{.pacing = Pacing::kOpen, .arrivals = NewArrivals(options, seed)};
//   plan.stop.duration = 60s;
//   Task<void> run = RunLoad(loop, client, source, std::move(plan), record);
//
// Deadlines are absolute: a request that is sent late is late by itself, and those behind it are
// due when they were. What it waited for in this client is kept apart: `lag` (the client was busy),
// `held` (the limit on concurrency, or its user's answer before). Answers overlap on one loop.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "framework/base/result.h"
#include "framework/llm/client.h"
#include "framework/llm/prices.h"
#include "framework/load/arrivals.h"
#include "framework/load/load_recorder.h"
#include "framework/measure/load_run.h"
#include "framework/runtime/event.h"
#include "framework/runtime/loop.h"

namespace lab::load {

enum class Pacing : std::uint8_t {
  kOpen,    ///< by `arrivals`, whatever becomes of the answers: what a service meets in the open
  kClosed,  ///< `concurrency` users, each asks again when it has its answer (and has thought)
  kUsers,   ///< `concurrency` users, each asks every `turn_gap`, but not before its last answer
};

/// The run ends with the first that is reached; 0 and nullopt: not by this.
struct LoadStop {
  std::int64_t requests = 0;
  Duration duration = Duration::zero();
  std::int64_t errors = 0;  ///< requests that failed for good
  std::optional<Usd> cost;
};

/// What is kept out of the figures at an end of the run, by number or by time; the longer of both.
struct LoadCut {
  std::int64_t requests = 0;
  Duration duration = Duration::zero();
};

struct LoadPlan {
  Pacing pacing = Pacing::kClosed;
  std::shared_ptr<Arrivals> arrivals;  ///< kOpen
  /// Users; in an open loop at most so many requests at a time, 0: any number. A request that is
  /// held back is due when it was.
  std::int64_t concurrency = 0;
  Duration think = Duration::zero();  ///< kClosed: from the end of an answer to the next question
  Duration turn_gap = Duration::zero();  ///< kUsers, > 0; the users' first turns are spread over it
  Duration ramp_up = Duration::zero();   ///< kClosed: until the last user has come
  LoadStop stop;
  LoadCut warm_up;
  LoadCut cool_down;  ///< needs the stop of its own kind, or nobody knows where it begins
  /// What is under way at the end may take so long; then it is cancelled.
  Duration grace = std::chrono::seconds(30);
  std::uint64_t seed = 1;
  /// When set the run ends at once and what is under way is cancelled. Null: never.
  Event* interrupt = nullptr;
};

/// ErrorKind::kUsage names what is missing or contradicts itself.
Result<void> CheckPlan(const LoadPlan& plan);

/// Makes request `index`, from 0 up in the order of being due; called before it is.
using RequestSource = std::function<Outgoing(std::int64_t index)>;

/// Fills `run` but for its config, host, client and notes. `client` tells the sink of each call how
/// it ended (bench/recording_client.h) and may retry. Everything must outlive the task. The plan
/// has passed CheckPlan(). A user whose request failed at once waits 100 ms, or it would ask
/// without end.
Task<void> RunLoad(Loop& loop, Client& client, RequestSource source, LoadPlan plan,
                   measure::LoadRun& run, LoadRecorder::Hook hook = {});

}  // namespace lab::load
