#include "framework/load/driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "framework/load/request_sink.h"
#include "framework/measure/sample_of.h"
#include "framework/runtime/combine.h"
#include "framework/runtime/semaphore.h"
#include "framework/runtime/task_scope.h"

namespace lab::load {
namespace {

constexpr Duration kLeastRetry = std::chrono::milliseconds(100);

class Driver {
 public:
  Driver(Loop& loop, Client& client, RequestSource source, LoadPlan plan, measure::LoadRun& run,
         LoadRecorder::Hook hook)
      : loop_(loop),
        client_(client),
        source_(std::move(source)),
        plan_(std::move(plan)),
        run_(run),
        recorder_(run, plan_.seed, std::move(hook)),
        changed_(loop),
        tasks_(loop) {
    if (plan_.pacing == Pacing::kOpen && plan_.concurrency > 0)
      slots_.emplace(loop, static_cast<std::size_t>(plan_.concurrency));
  }

  Task<void> Run() {
    run_.start = loop_.Now();
    end_ = plan_.stop.duration > Duration::zero() ? run_.start + plan_.stop.duration : kNever;
    if (end_ != kNever) tasks_.Spawn(StopAtEnd());
    if (plan_.interrupt != nullptr) tasks_.Spawn(StopAtInterrupt());
    StartPacing();
    while (!stopped_ && (pacers_ > 0 || open_ > 0)) co_await NextChange();
    if (stopped_) co_await LetFinish();
    tasks_.Cancel();
    CountWhatWasDue();
    run_.end = loop_.Now();
    if (!stopped_) run_.stopped_by = fmt::format("{} requests", run_.counts.asked);
  }

 private:
  /// A request from being due to its end; counted however it ends.
  class Open {
   public:
    Open(Driver& driver, const LoadRequest& request) : driver_(driver), request(request) {
      ++driver_.open_;
      driver_.recorder_.Due(request);
    }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() {
      if (!IsSet(request.began)) {
        driver_.recorder_.Unsent();
      } else {
        --driver_.under_way_;
        if (!ended_) driver_.recorder_.Cancelled();
      }
      --driver_.open_;
      driver_.changed_.Set();
    }
    void Begin(Time now) {
      request.began = now;
      driver_.run_.most_under_way = std::max(driver_.run_.most_under_way, ++driver_.under_way_);
      driver_.recorder_.Began(request);
    }
    void End(const measure::Sample& sample, Time now) {
      ended_ = true;
      driver_.recorder_.Ended(request, sample, now);
    }

   private:
    Driver& driver_;
    bool ended_ = false;

   public:
    LoadRequest request;
  };

  /// A task that makes requests fall due.
  class Pacer {
   public:
    explicit Pacer(Driver& driver) : driver_(driver) {}
    Pacer(const Pacer&) = delete;
    Pacer& operator=(const Pacer&) = delete;
    ~Pacer() {
      --driver_.pacers_;
      driver_.changed_.Set();
    }

   private:
    Driver& driver_;
  };

  Task<void> NextChange() {
    changed_.Reset();
    co_await changed_.Wait();
  }

  void Stop(std::string why) {
    if (stopped_) return;
    stopped_ = true;
    run_.stopped_by = std::move(why);
    changed_.Set();
  }

  Task<void> StopAtEnd() {
    co_await loop_.SleepUntil(end_);
    time_is_up_ = !stopped_;
    Stop(FormatDuration(plan_.stop.duration));
  }

  Task<void> StopAtInterrupt() {
    co_await plan_.interrupt->Wait();
    plan_.grace = Duration::zero();
    run_.cut = true;
    Stop("an interrupt");
    changed_.Set();
  }

  Task<void> LetFinish() {
    const Time last = loop_.Now() + std::min(plan_.grace, kNever - loop_.Now());
    tasks_.Spawn(WakeAt(last));
    while (under_way_ > 0 && loop_.Now() < last && plan_.grace > Duration::zero())
      co_await NextChange();
  }

  Task<void> WakeAt(Time at) {
    co_await loop_.SleepUntil(at);
    changed_.Set();
  }

  // Of an open loop that came to its end in time: the schedule's requests that this client had not
  // even got round to.
  void CountWhatWasDue() {
    if (plan_.pacing != Pacing::kOpen || !time_is_up_) return;
    while (next_due_ && run_.start + *next_due_ < end_ && !IsEnough()) {
      recorder_.Due(RequestOf(next_++, run_.start + *next_due_));
      recorder_.Unsent();
      next_due_ = plan_.arrivals->Next();
    }
  }

  bool IsEnough() const { return plan_.stop.requests > 0 && next_ >= plan_.stop.requests; }

  void StartPacing() {
    pacers_ = plan_.pacing == Pacing::kOpen ? 1 : plan_.concurrency;
    if (plan_.pacing == Pacing::kOpen) return tasks_.Spawn(BySchedule());
    for (std::int64_t user = 0; user < plan_.concurrency; ++user)
      tasks_.Spawn(plan_.pacing == Pacing::kClosed ? ByUser(user) : ByTurns(user));
  }

  LoadRequest RequestOf(std::int64_t index, Time due) const {
    return {.index = index, .phase = PhaseOf(index, due), .due = due};
  }

  Phase PhaseOf(std::int64_t index, Time due) const {
    const LoadCut& cold = plan_.warm_up;
    const LoadCut& late = plan_.cool_down;
    if (index < cold.requests || due - run_.start < cold.duration) return Phase::kWarmUp;
    const bool last = late.requests > 0 && index >= plan_.stop.requests - late.requests;
    const bool at_end = late.duration > Duration::zero() && due >= end_ - late.duration;
    return last || at_end ? Phase::kCoolDown : Phase::kMeasured;
  }

  Task<void> BySchedule() {
    const Pacer pacer(*this);
    while (!IsEnough()) {
      next_due_ = plan_.arrivals->Next();
      if (!next_due_) co_return;
      const Time due = run_.start + *next_due_;
      if (due >= end_) {  // StopAtEnd() has the last word
        co_await loop_.SleepUntil(end_);
        co_return;
      }
      Outgoing out = source_(next_);  // made before it is due
      co_await loop_.SleepUntil(due);
      next_due_.reset();
      if (stopped_) co_return;
      tasks_.Spawn(Alone(RequestOf(next_++, due), std::move(out)));
    }
  }

  Task<void> ByUser(std::int64_t user) {
    const Pacer pacer(*this);
    co_await loop_.SleepUntil(run_.start + plan_.ramp_up * user / plan_.concurrency);
    while (!stopped_ && !IsEnough()) {
      const Time due = loop_.Now();
      const std::int64_t index = next_++;
      const bool ok = co_await One(RequestOf(index, due), due, source_(index));
      if (!ok || loop_.Now() == due) co_await loop_.SleepUntil(due + kLeastRetry);
      if (plan_.think > Duration::zero()) co_await loop_.Sleep(plan_.think);
    }
  }

  Task<void> ByTurns(std::int64_t user) {
    const Pacer pacer(*this);
    const Time first = run_.start + plan_.turn_gap * user / plan_.concurrency;
    for (std::int64_t turn = 0;; ++turn) {
      const Time due = first + turn * plan_.turn_gap;
      const Time ready = std::max(due, loop_.Now());
      co_await loop_.SleepUntil(due);
      if (stopped_ || IsEnough()) co_return;
      const std::int64_t index = next_++;
      static_cast<void>(co_await One(RequestOf(index, due), ready, source_(index)));
    }
  }

  Task<void> Alone(LoadRequest request, Outgoing out) {
    static_cast<void>(co_await One(request, request.due, std::move(out)));
  }

  // Whether it was answered. `ready`: when it could have gone; behind `due` where its user still
  // waited for an answer.
  Task<bool> One(LoadRequest request, Time ready, Outgoing out) {
    Open open(*this, request);
    const Time here = loop_.Now();
    open.request.lag = here - ready;
    Semaphore::Permit permit;
    if (slots_) {
      permit = co_await slots_->Acquire();
      if (stopped_) co_return false;
    }
    const Time began = loop_.Now();
    open.request.held = (began - here) + (ready - request.due);
    open.Begin(began);
    const auto sink = std::make_shared<RequestSink>(
        recorder_, fmt::format("load/{}", request.index), PriceTable::Shipped());
    out.call.sink = sink;
    out.call.intended = request.due;
    const Reply reply = co_await client_.Send(std::move(out));
    open.End(sink->Last(reply), loop_.Now());
    StopIfSpent();
    co_return reply.ok();
  }

  void StopIfSpent() {
    const LoadStop& stop = plan_.stop;
    if (stop.errors > 0 && run_.counts.failed >= stop.errors)
      Stop(fmt::format("{} errors", run_.counts.failed));
    if (stop.cost && run_.cost >= *stop.cost) Stop(FormatUsd(run_.cost) + " spent");
  }

  Loop& loop_;
  Client& client_;
  RequestSource source_;
  LoadPlan plan_;
  measure::LoadRun& run_;
  LoadRecorder recorder_;
  std::optional<Semaphore> slots_;
  Event changed_;
  Time end_ = kNever;
  std::int64_t next_ = 0;  // index of the request that is due next
  std::optional<Duration> next_due_;
  std::int64_t pacers_ = 0;
  std::int64_t open_ = 0;       // due, and not ended
  std::int64_t under_way_ = 0;  // handed to the client, and not ended
  bool stopped_ = false;
  bool time_is_up_ = false;
  TaskScope tasks_;  // last: its tasks use all of the above
};

Error RefusePlan(std::string_view why) { return {ErrorKind::kUsage, std::string(why)}; }

Result<void> CheckCuts(const LoadPlan& plan) {
  const LoadStop& stop = plan.stop;
  if (plan.cool_down.requests > 0 && stop.requests == 0)
    return RefusePlan("a cool-down of requests needs a number of requests to stop at");
  if (plan.cool_down.duration > Duration::zero() && stop.duration == Duration::zero())
    return RefusePlan("a cool-down by time needs a duration to stop at");
  const bool none_left =
      stop.requests > 0 && plan.warm_up.requests + plan.cool_down.requests >= stop.requests;
  const bool no_time_left = stop.duration > Duration::zero() &&
                            plan.warm_up.duration + plan.cool_down.duration >= stop.duration;
  if (none_left || no_time_left)
    return RefusePlan("warm-up and cool-down leave nothing to be measured");
  return {};
}

}  // namespace

Result<void> CheckPlan(const LoadPlan& plan) {
  const LoadStop& stop = plan.stop;
  const bool open = plan.pacing == Pacing::kOpen;
  if (open && plan.arrivals == nullptr) return RefusePlan("an open loop needs arrivals");
  if (!open && plan.concurrency < 1) return RefusePlan("a closed loop needs a user at least");
  if (plan.pacing == Pacing::kUsers && plan.turn_gap <= Duration::zero())
    return RefusePlan("users who ask at fixed times need a gap between their turns");
  const bool ends = stop.requests > 0 || stop.duration > Duration::zero() || stop.cost;
  if (!open && !ends)
    return RefusePlan("nothing ends the run: give a number of requests, a duration or a cost");
  return CheckCuts(plan);
}

Task<void> RunLoad(Loop& loop, Client& client, RequestSource source, LoadPlan plan,
                   measure::LoadRun& run, LoadRecorder::Hook hook) {
  Driver driver(loop, client, std::move(source), std::move(plan), run, std::move(hook));
  co_await driver.Run();
}

}  // namespace lab::load
