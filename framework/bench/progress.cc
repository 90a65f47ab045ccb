#include "framework/bench/progress.h"

#include <algorithm>
#include <utility>

namespace lab {
namespace {

bool HasFailed(const measure::TrialRecord& trial) {
  return trial.error || std::any_of(trial.views.begin(), trial.views.end(),
                                    [](const measure::View& view) { return view.failed; });
}

}  // namespace

ProgressTally::ProgressTally(Hook hook, Plan plan) : hook_(std::move(hook)), open_(plan.open) {
  state_.With([&](State& state) {
    for (const std::int64_t trials : plan.trials)
      Expect(state, state.counts.emplace_back(), trials);
  });
}

void ProgressTally::TrialEnds(std::size_t index, const measure::CaseRecord& record,
                              const measure::TrialRecord& trial) {
  state_.With([&](State& state) {
    ++state.counts[index].done;
    ++state.now.trials;
    if (HasFailed(trial)) ++state.now.failed;
    state.now.share = ShareOf(state);
    state.now.name = record.full_name();
    if (hook_) hook_(state.now);
  });
}

void ProgressTally::Replan(std::size_t index, std::int64_t trials) {
  state_.With([&](State& state) { Expect(state, state.counts[index], trials); });
}

void ProgressTally::CaseEnds(std::size_t index) {
  state_.With([&](State& state) {
    Count& count = state.counts[index];
    Expect(state, count, count.done);
    count.over = true;
  });
}

StudyProgress ProgressTally::progress() const {
  return state_.With([](const State& state) { return state.now; });
}

void ProgressTally::Expect(State& state, Count& count, std::int64_t trials) const {
  if (!open_) state.now.planned += trials - count.planned;
  count.planned = trials;
}

double ProgressTally::ShareOf(const State& state) const {
  if (open_) {
    const auto over = std::count_if(state.counts.begin(), state.counts.end(),
                                    [](const Count& count) { return count.over; });
    return static_cast<double>(over) / static_cast<double>(state.counts.size());
  }
  if (state.now.planned <= 0) return 0;
  return static_cast<double>(state.now.trials) / static_cast<double>(state.now.planned);
}

}  // namespace lab
