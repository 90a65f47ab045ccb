#include "framework/techniques/hedge.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

#include "framework/runtime/event.h"
#include "framework/runtime/task_scope.h"
#include "framework/techniques/give_up_notice.h"
#include "framework/techniques/local_reply.h"
#include "framework/techniques/option_check.h"

namespace lab {

/// One of the two. Its task runs in a scope of its own, so that it can be cancelled alone.
struct Hedge::Copy {
  Copy(Loop& loop, Client& to) : client(to), scope(loop) {}

  bool failed() const { return reply && !reply->ok(); }

  Client& client;
  Time start = kUnset;  ///< kUnset: not sent
  Time begun = kUnset;  ///< its first content, or its end without any
  Time ended = kUnset;
  std::optional<Reply> reply;
  TaskScope scope;
};

/// One request. Lives in the frame of Send(); the copies come last, since their tasks use the rest.
struct Hedge::Race {
  Race(Loop& running, const Request& asked_for, Client& to_first, Client& to_second)
      : loop(running),
        request(asked_for),
        news(running),
        first(running, to_first),
        second(running, to_second),
        alarm(running) {}

  // What makes a copy the winner while it still runs.
  Flow Begun(Copy& copy, const Progress& progress) {
    if (!IsSet(copy.begun)) copy.begun = progress.now;
    if (winner == nullptr) {
      winner = &copy;
      news.Set();
    }
    // The loser is about to be cancelled; nobody may see its text.
    return winner == &copy && watch ? watch(progress) : Flow::kContinue;
  }

  Loop& loop;
  const Request& request;
  Call call;                                   ///< what a copy gets
  std::function<Flow(const Progress&)> watch;  ///< the caller's
  bool to_begin = false;
  Copy* winner = nullptr;
  bool late = false;  ///< the first copy's time is up
  Event news;
  Copy first;
  Copy second;
  TaskScope alarm;
};

namespace {

std::optional<Error> WrongWith(const HedgeOptions& options) {
  constexpr double kLeast = 1e-9;
  const auto warm_up = static_cast<std::int64_t>(options.seen.warm_up);
  const auto window = static_cast<std::int64_t>(options.seen.window);
  return OptionCheck("Hedge")
      .NotNegative("after", options.after.value_or(Duration::zero()))
      .Within("quantile", options.quantile, kLeast, 1 - kLeast)
      .AtLeast("seen.warm_up", warm_up, 1)
      .AtLeast("seen.window", window, warm_up)
      .Share("budget", options.budget)
      .error();
}

std::int64_t HedgesPaidFor(double budget, std::int64_t requests) {
  constexpr double kRounding = 1e-9;
  return 1 + static_cast<std::int64_t>(budget * static_cast<double>(requests - 1) + kRounding);
}

}  // namespace

Hedge::Hedge(Loop& loop, Client& first, Client& second, HedgeOptions options)
    : loop_(loop),
      first_(first),
      second_(second),
      options_(options),
      wrong_(WrongWith(options)),
      seen_ms_(wrong_ ? 0.5 : options.quantile, wrong_ ? RunningQuantileOptions() : options.seen) {}

Hedge::~Hedge() {
  if (wrong_ || counts_.requests == 0 || delay()) return;
  loop_.Notify(fmt::format(
      "a Hedge ended after {} requests, which is within its warm-up of {} (seen.warm_up)"
      ", so it could never send a second copy; make it once, as a member of the "
      "fixture, or give it a fixed delay (after)",
      counts_.requests, options_.seen.warm_up));
}

std::optional<Duration> Hedge::delay() const {
  if (options_.after) return options_.after;
  const std::optional<double> ms = seen_ms_.value();
  return ms ? std::optional(FromMs(*ms)) : std::nullopt;
}

Task<void> Hedge::RunCopy(Race* race, Copy* copy, Request request, Call call) {
  const SetOnExit news(&race->news);  // an exception is news too
  copy->start = race->loop.Now();
  if (race->to_begin) {
    call.watch = [race, copy](const Progress& progress) { return race->Begun(*copy, progress); };
  }
  Reply reply = co_await copy->client.Send(std::move(request), std::move(call));
  copy->ended = race->loop.Now();
  if (!IsSet(copy->begun)) copy->begun = copy->ended;
  copy->reply.emplace(std::move(reply));
}

Task<void> Hedge::SetAlarm(Race* race, Duration delay) {
  co_await race->loop.Sleep(delay);
  race->late = true;
  race->news.Set();
}

bool Hedge::Pay() {
  if (counts_.sent < HedgesPaidFor(options_.budget, counts_.requests)) return true;
  ++counts_.unpaid;
  return false;
}

void Hedge::SendSecond(Race& race) {
  ++counts_.sent;
  Request request = race.request;
  Call call = race.call;
  // A key names one draw of the mock's luck: the same key would be as slow again.
  if (!call.key.empty()) call.key += "/hedge";
  if (&second_ != &first_) request.model.clear();
  race.second.scope.Spawn(RunCopy(&race, &race.second, std::move(request), std::move(call)));
}

// Until a copy has won or all have failed; sends the second meanwhile.
Task<Hedge::Copy*> Hedge::Decide(Race& race) {
  bool sent = false;
  while (true) {
    co_await race.news.Wait();
    race.news.Reset();
    race.first.scope.RethrowFailure();
    race.second.scope.RethrowFailure();
    if (race.winner != nullptr) co_return race.winner;
    for (Copy* copy : {&race.first, &race.second}) {
      if (copy->reply && copy->reply->ok()) co_return copy;
    }
    if (race.first.failed() && (!sent || race.second.failed())) co_return &race.first;
    if (!race.late || sent || race.first.failed()) continue;
    race.late = false;
    sent = Pay();
    if (sent) SendSecond(race);
  }
}

// A first copy that was cancelled took at least that long. It lies above the quantile either way,
// so leaving it out would let the quantile sink with every hedge that wins.
void Hedge::Remember(const Race& race) {
  if (race.first.failed()) return;
  const Time done = race.to_begin ? race.first.begun : race.first.ended;
  seen_ms_.Add(ToMs((IsSet(done) ? done : loop_.Now()) - race.first.start));
}

Task<Reply> Hedge::Answer(Request request, Call call) {
  ++counts_.requests;
  const Asked asked{request, call, loop_.Now()};
  if (wrong_) co_return FailedHere(asked, loop_.Now(), *wrong_);
  call.intended = IntendedOf(asked);
  if (call.lineage == 0) call.lineage = loop_.NextSerial();
  GiveUpNotice notice(loop_, asked);
  Race race(loop_, request, first_, second_);
  race.to_begin = options_.race == HedgeRace::kToBegin && request.stream;
  if (race.to_begin) race.watch = call.watch;
  race.call = call;
  race.call.watch = nullptr;
  race.call.abandoned = notice.Listener();
  race.first.scope.Spawn(RunCopy(&race, &race.first, request, race.call));
  if (const std::optional<Duration> wait = delay()) race.alarm.Spawn(SetAlarm(&race, *wait));
  Copy* winner = co_await Decide(race);
  Copy& loser = winner == &race.first ? race.second : race.first;
  loser.scope.Cancel();
  race.alarm.Cancel();
  Remember(race);
  if (winner == &race.second) ++counts_.won;
  while (!winner->reply) {
    co_await race.news.Wait();
    race.news.Reset();
    winner->scope.RethrowFailure();
  }
  notice.Over();
  co_return std::move(*winner->reply);
}

}  // namespace lab
