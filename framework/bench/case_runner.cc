#include "framework/bench/case_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "framework/bench/trial_sink.h"
#include "framework/llm/prices.h"

namespace lab {
namespace {

// A body that never ends is told of after the first; some more may be a bad minute of a service.
constexpr int kMostTimeouts = 3;

bool ShowsSomething(const measure::TrialRecord& trial) {
  return trial.error || !trial.views.empty() || !trial.times.empty();
}

// A case in which no user ever sees anything has nothing to be compared by.
void BlameWhereNothingWasShown(const CaseDefinition& definition, measure::CaseRecord& record) {
  if (std::any_of(record.trials.begin(), record.trials.end(), ShowsSomething)) return;
  for (measure::TrialRecord& trial : record.trials) {
    trial.error =
        Error{ErrorKind::kUsage,
              definition.Located("no trial showed an answer; call trial.Show(reply) with "
                                 "what the user waits for, or trial.Measure(NAME, TIME)")};
  }
}

class CaseRun {
 public:
  CaseRun(const CaseInstance& instance, const CaseOptions& options, World& world,
          measure::CaseRecord& record)
      : instance_(instance), options_(options), loop_(world.loop()), record_(record) {
    record_.trials.reserve(static_cast<std::size_t>(options.trials));
  }

  // Nothing is missing of what was asked for.
  bool IsWhole() const { return !TrialIsOpen() && IsDone(options_.trials); }

  // A trial was given up in its midst.
  bool TrialIsOpen() const { return !record_.trials.empty() && !IsSet(record_.trials.back().end); }

  Result<void> Enter(World& world) {
    const CaseDefinition& definition = *instance_.definition;
    try {
      fixture_ = definition.NewFixture();
    } catch (...) {
      given_up_ = "the constructor of its fixture threw: " + What(std::current_exception());
      return {};
    }
    for (const std::string& model : definition.needs()) {
      const Result<std::unique_ptr<Client>> other = world.NewClient(model);
      if (!other) return other.error();
    }
    Result<void> entered = fixture_->Enter(world, definition.model());
    if (!entered && !definition.model_required()) entered = fixture_->Enter(world, "");
    if (!entered) return entered;
    record_.model = fixture_->model();
    if (definition.price_needed() && prices_.Find(record_.model) == nullptr)
      return Error{ErrorKind::kUsage,
                   fmt::format("it reckons with prices, and that of {} is not known; give another "
                               "--model, or add it to framework/llm/prices.json",
                               record_.model)};
    return entered;
  }

  // Goes on until there are `goal` trials, at most options.trials. A trial that stalls is cancelled
  // and costs no other one.
  void RunTo(std::int64_t goal) {
    goal_ = goal;
    while (!IsDone(goal_)) {
      const std::string fault = WhatStops(AllTrials());
      if (loop_.interrupted()) return;
      if (fault.empty()) continue;
      if (record_.trials.empty()) {
        given_up_ = "its SetUp " + fault;
        continue;
      }
      // The same trial twice: it goes wrong between the trials, and would for ever.
      if (std::exchange(stopped_, TrialsDone()) == TrialsDone()) {
        given_up_ = "the case " + fault;
        continue;
      }
      Blame(record_.trials.back(), "the trial " + fault);
      Finish(record_.trials.back());
    }
  }

 private:
  std::int64_t TrialsDone() const { return static_cast<std::int64_t>(record_.trials.size()); }

  bool IsDone(std::int64_t goal) const {
    return record_.skipped || TrialsDone() >= goal ||
           (options_.until && IsSettled(record_, *options_.until));
  }

  // Runs the task to its end; "" or why it did not get there.
  std::string WhatStops(Task<void> task) {
    std::string fault;
    try {
      if (loop_.Run(std::move(task))) return "";
      fault = "waits for something that never happens: every task is suspended and no timer is set";
    } catch (...) {
      fault = "threw: " + What(std::current_exception());
    }
    if (loop_.Now() >= loop_.stop_at()) {
      fault = fmt::format(
          "was not done after {}: it waits for too long, or goes round for ever (--trial-timeout, "
          "or ->Timeout() of the case)",
          FormatDuration(Timeout()));
      if (++timeouts_ == kMostTimeouts)
        given_up_ = fmt::format("it was not begun, as {} before it {}", timeouts_, fault);
    }
    loop_.StopAt(kNever);
    return fault;
  }

  Duration Timeout() const {
    const Duration of_case = instance_.definition->timeout();
    if (options_.trial_timeout > Duration::zero()) return options_.trial_timeout;
    return of_case > Duration::zero() ? of_case : kTrialTimeout;
  }

  void Blame(measure::TrialRecord& trial, const std::string& fault) {
    if (!trial.error) trial.error = Error{ErrorKind::kUsage, fault};
    if (!IsSet(trial.end)) trial.end = loop_.Now();
  }

  // Goes on where it was stopped.
  Task<void> AllTrials() {
    if (!IsSet(origin_) && !given_up_) {
      loop_.StopAt(loop_.Now() + Timeout());
      co_await SetUp();
      loop_.StopAt(kNever);
      if (options_.paced) co_await loop_.SleepUntil(Time{} + instance_.definition->every());
      origin_ = loop_.Now();
    }
    while (!IsDone(goal_)) {
      const std::int64_t next = TrialsDone();
      if (given_up_) {
        NoTrial(options_.first_trial + next);
        continue;
      }
      if (options_.paced) co_await loop_.SleepUntil(origin_ + next * instance_.definition->every());
      co_await OneTrial(options_.first_trial + next);
    }
  }

  // Its requests are not counted.
  Task<void> SetUp() {
    RecordInto(set_up_, "setup");
    co_await fixture_->SetUp();
  }

  void RecordInto(measure::TrialRecord& record, std::string_view name) {
    fixture_->RecordInto(std::make_shared<TrialSink>(
        record, fmt::format("{}/{}/{}", record_.suite, record_.group, name), prices_));
  }

  Task<void> OneTrial(std::int64_t index) {
    measure::TrialRecord& trial_record = record_.trials.emplace_back();
    trial_record.index = index;
    trial_record.start = loop_.Now();
    RecordInto(trial_record, std::to_string(index));
    Trial trial(loop_, options_.seed, instance_.args, trial_record);
    std::exception_ptr thrown;
    loop_.StopAt(trial_record.start + Timeout());
    try {
      co_await fixture_->Run(trial);
    } catch (...) {
      thrown = std::current_exception();
    }
    loop_.StopAt(kNever);
    if (thrown) trial.Fail({ErrorKind::kUsage, "the experiment threw: " + What(thrown)});
    trial_record.end = loop_.Now();
    Finish(trial_record);
  }

  // One that there is no sense in.
  void NoTrial(std::int64_t index) {
    measure::TrialRecord& trial = record_.trials.emplace_back();
    trial.index = index;
    trial.start = loop_.Now();
    Blame(trial, *given_up_);
    Finish(trial);
  }

  // What is found wrong with a trial that is over, said with file and line.
  void Finish(measure::TrialRecord& trial) {
    for (const std::string& notice : loop_.TakeNotices()) Blame(trial, notice);
    // A model may be asked for as late as in a trial.
    if (fixture_ != nullptr && fixture_->missing() && !given_up_) {
      given_up_ = fmt::format(
          "it asked for a model that is not there ({}); name it by "
          "->Needs(MODEL) to have the case skipped on such a target",
          fixture_->missing()->message);
      Blame(trial, *given_up_);
    }
    for (const measure::Span& span : trial.spans) {
      if (!IsSet(span.end))
        Blame(trial, fmt::format("the step '{}' had not ended when the trial did", span.name));
    }
    if (trial.error) trial.error->message = instance_.definition->Located(trial.error->message);
    Tell();
  }

  // Once a trial, also of one that stalled.
  void Tell() {
    if (!options_.trial_done || told_ == TrialsDone()) return;
    told_ = TrialsDone();
    options_.trial_done(record_, record_.trials.back());
  }

  static std::string What(const std::exception_ptr& thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      return error.what();
    } catch (...) {
      return "something that is no std::exception";
    }
  }

  const CaseInstance& instance_;
  const CaseOptions& options_;
  Loop& loop_;
  const PriceTable& prices_ = PriceTable::Shipped();
  measure::TrialRecord set_up_;
  Time origin_ = kUnset;  // of the first trial; set when SetUp is done
  std::int64_t goal_ = 0;
  std::int64_t told_ = 0;
  std::int64_t stopped_ = 0;  // trials at the last stop
  int timeouts_ = 0;
  std::optional<std::string> given_up_;  // why no further trial is begun
  std::unique_ptr<Fixture> fixture_;
  measure::CaseRecord& record_;
};

// A case with a world of its own; one that cannot run has its record say why.
class OpenCase {
 public:
  OpenCase(const CaseInstance& instance, const CaseOptions& options, const WorldFactory& factory)
      : instance_(instance), record_(instance.NewRecord()), stop_(options.stop) {
    if (stop_.stop_requested()) return;
    if (options.trials > kMostTrials) {
      record_.skipped = fmt::format(
          "it was asked for {} trials when a case keeps {} at most; ask for fewer (where Google "
          "Benchmark chose the number, its trials take next to no time: fix it with --runs)",
          options.trials, kMostTrials);
      return;
    }
    Result<std::unique_ptr<World>> world =
        factory({.case_name = record_.full_name(), .seed = options.seed});
    if (!world) {
      record_.skipped = world.error().message;
      return;
    }
    world_ = *std::move(world);
    run_ = std::make_unique<CaseRun>(instance, options, *world_, record_);
    if (const Result<void> entered = run_->Enter(*world_); !entered)
      record_.skipped = entered.error().message;
    interrupter_.emplace(stop_, Interrupter{&world_->loop()});
  }

  void RunTo(std::int64_t goal) {
    if (run_ && !record_.skipped) run_->RunTo(goal);
  }

  /// Closes the world first: what is still under way there writes to the record.
  measure::CaseRecord Close() {
    interrupter_.reset();
    record_.cut = stop_.stop_requested() && !record_.skipped && !(run_ && run_->IsWhole());
    const bool drop = run_ && run_->TrialIsOpen();
    run_.reset();
    world_.reset();
    if (drop) record_.trials.pop_back();
    BlameWhereNothingWasShown(*instance_.definition, record_);
    return std::move(record_);
  }

 private:
  struct Interrupter {
    Loop* loop;
    void operator()() const { loop->Interrupt(); }
  };

  const CaseInstance& instance_;
  measure::CaseRecord record_;
  std::stop_token stop_;
  std::unique_ptr<World> world_;
  std::unique_ptr<CaseRun> run_;
  std::optional<std::stop_callback<Interrupter>> interrupter_;  // last: it ends before the loop
};

}  // namespace

measure::CaseRecord RunCase(const CaseInstance& instance, const CaseOptions& options,
                            const WorldFactory& factory) {
  OpenCase run(instance, options, factory);
  run.RunTo(options.trials);
  return run.Close();
}

CasePair RunCaseInTurns(const CaseInstance& instance, const CaseOptions& options,
                        const WorldFactory& first, const WorldFactory& second) {
  CaseOptions fixed = options;
  fixed.until.reset();
  OpenCase one(instance, fixed, first);
  OpenCase other(instance, fixed, second);
  for (std::int64_t trial = 1; trial <= options.trials && !options.stop.stop_requested(); ++trial) {
    const bool swapped = trial % 2 == 0;
    (swapped ? other : one).RunTo(trial);
    (swapped ? one : other).RunTo(trial);
  }
  return {one.Close(), other.Close()};
}

}  // namespace lab
