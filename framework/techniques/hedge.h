// Sends a second copy of a request that is slow to begin, and takes whichever is first.
//
//   Hedge hedge(loop, primary, primary, {.quantile = 0.95});
//   Reply reply = co_await hedge.Send(std::move(request));      // the winner's
//   hedge.counts().won;                                         // how often the second was first
//
// After Dean and Barroso, "The tail at scale" (CACM 56(2), 2013): a copy after the p95 costs about
// 5 % more requests and cuts most of the tail, where slowness is a matter of luck. Where the whole
// service is slow a copy is slow too; then the budget keeps hedges from adding to the load.
//
// The copy that loses is cancelled at once. What it has used until then is billed all the same; a
// recording client below the hedge writes it down. A copy that fails leaves the race to the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "framework/base/time.h"
#include "framework/llm/client.h"
#include "framework/runtime/loop.h"
#include "framework/techniques/running_quantile.h"

namespace lab {

/// What a copy must do first to win.
enum class HedgeRace : std::uint8_t {
  /// Its first token: the loser is stopped early, little is paid for it, and the answer is streamed
  /// on from there. Cuts the tail of TTFT. A request that is not streamed races to its end.
  kToBegin,
  /// Its end: both are generated, and paid for, to the last token of the faster one. Also hedges
  /// against streams that stall half-way. No copy's watcher is called: whose text will be shown is
  /// known only at the end.
  kToFinish,
};

struct HedgeOptions {
  HedgeRace race = HedgeRace::kToBegin;
  /// How long the first copy has; unset: the `quantile` of what it took lately.
  std::optional<Duration> after;
  double quantile = 0.95;
  /// Before the warm-up is over nothing is hedged.
  RunningQuantileOptions seen;
  /// The share of requests that may be hedged. One hedge is always allowed, the next after
  /// 1 / budget requests.
  double budget = 0.1;
};

struct HedgeCounts {
  std::int64_t requests = 0;
  std::int64_t sent = 0;    ///< second copies
  std::int64_t won = 0;     ///< second copies that were first
  std::int64_t unpaid = 0;  ///< slow requests that the budget left alone
};

class Hedge final : public Client {
 public:
  /// `second` gets the copies: the same client, or another service or model. All must outlive it.
  /// With options that mean nothing every request fails (ErrorKind::kConfig).
  Hedge(Loop& loop, Client& first, Client& second, HedgeOptions options = {});
  /// Notifies the loop when it learnt too little ever to send a copy: it was made for too few
  /// requests, in the body of an experiment instead of its fixture.
  ~Hedge() override;

  /// The winner's reply; when both fail, the first copy's. Its timeline is the winning copy's own,
  /// `intended` the moment when the caller asked.
  Task<Reply> Answer(Request request, Call call) override;
  std::string_view model() const override { return first_.model(); }

  const HedgeCounts& counts() const { return counts_; }
  /// How long the first copy has now; absent during the warm-up.
  std::optional<Duration> delay() const;

 private:
  struct Copy;
  struct Race;

  static Task<void> RunCopy(Race* race, Copy* copy, Request request, Call call);
  static Task<void> SetAlarm(Race* race, Duration delay);
  Task<Copy*> Decide(Race& race);
  void SendSecond(Race& race);
  bool Pay();
  void Remember(const Race& race);

  Loop& loop_;
  Client& first_;
  Client& second_;
  HedgeOptions options_;
  std::optional<Error> wrong_;  // with the options
  HedgeCounts counts_;
  RunningQuantile seen_ms_;
};

}  // namespace lab
