#include "framework/bench/case_runner.h"

#include <fmt/format.h>

#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "framework/llm/prices.h"

namespace lab {
namespace {

class CaseRun {
 public:
  CaseRun(const CaseInstance& instance, const CaseOptions& options, World& world,
          measure::CaseRecord& record)
      : instance_(instance),
        options_(options),
        loop_(world.loop()),
        recorder_(PriceTable::Shipped()),
        fixture_(instance.definition->NewFixture()),
        record_(record) {}

  Result<void> Enter(World& world) {
    Result<void> entered = fixture_->Enter(world, recorder_, instance_.definition->model());
    if (entered) record_.model = fixture_->model();
    return entered;
  }

  Task<void> AllTrials() {
    co_await SetUp();
    record_.trials.reserve(static_cast<std::size_t>(options_.trials));
    const Time origin = loop_.Now();
    for (std::int64_t i = 0; i < options_.trials; ++i) {
      if (options_.paced) co_await loop_.SleepUntil(origin + i * instance_.definition->every());
      co_await OneTrial(options_.first_trial + i);
    }
  }

 private:
  // Before the first trial's interval, so that trial i starts at the same moment in every case.
  Task<void> SetUp() {
    recorder_.Begin(set_up_, fmt::format("{}/{}/setup", record_.suite, record_.group));
    co_await fixture_->SetUp();
    if (options_.paced) co_await loop_.SleepUntil(Time{} + instance_.definition->every());
  }

  Task<void> OneTrial(std::int64_t index) {
    measure::TrialRecord& trial_record = record_.trials.emplace_back();
    trial_record.index = index;
    trial_record.start = loop_.Now();
    recorder_.Begin(trial_record, fmt::format("{}/{}/{}", record_.suite, record_.group, index));
    Trial trial(loop_, options_.seed, instance_.args, trial_record);
    std::exception_ptr thrown;
    try {
      co_await fixture_->Run(trial);
    } catch (...) {
      thrown = std::current_exception();
    }
    if (thrown) trial.Fail({ErrorKind::kUsage, "the experiment threw: " + What(thrown)});
    trial_record.end = loop_.Now();
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
  Recorder recorder_;
  measure::TrialRecord set_up_;
  std::unique_ptr<Fixture> fixture_;
  measure::CaseRecord& record_;
};

}  // namespace

measure::CaseRecord RunCase(const CaseInstance& instance, const CaseOptions& options,
                            const WorldFactory& factory) {
  measure::CaseRecord record = instance.NewRecord();
  Result<std::unique_ptr<World>> world =
      factory({.case_name = record.full_name(), .seed = options.seed});
  if (!world) {
    record.skipped = world.error().message;
    return record;
  }
  CaseRun run(instance, options, **world, record);
  if (const Result<void> entered = run.Enter(**world); !entered) {
    record.skipped = entered.error().message;
    return record;
  }
  if (!(*world)->loop().Run(run.AllTrials()) && !record.trials.empty()) {
    record.trials.back().error =
        Error{ErrorKind::kUsage,
              "the trial waits for something that never happens: every task is suspended and no "
              "timer is set"};
  }
  return record;
}

}  // namespace lab
