#include "framework/measure/attempts.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <tuple>

namespace lab::measure {
namespace {

bool WasGivenUp(const Sample& sample) {
  return sample.error && sample.error->kind == ErrorKind::kCancelled;
}

AttemptEnd EndOfAlone(const Sample& sample) {
  if (!sample.error) return AttemptEnd::kOk;
  return WasGivenUp(sample) ? AttemptEnd::kGivenUp : AttemptEnd::kFailed;
}

bool EndedBefore(const Sample& earlier, const Sample& later) {
  return IsSet(earlier.timeline.end) && IsSet(later.timeline.start) &&
         earlier.timeline.end <= later.timeline.start;
}

bool SameAttempt(const Sample& a, const Sample& b) {
  return a.retries == b.retries && a.step == b.step;
}

// Given up beside another copy of the same attempt: that one is what followed.
bool IsSpareCopy(const std::vector<Sample>& samples, std::size_t place) {
  const Sample& sample = samples[place];
  if (!WasGivenUp(sample)) return false;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Sample& other = samples[i];
    const bool counts = !WasGivenUp(other) || i < place;
    if (i != place && counts && SameAttempt(other, sample) && !EndedBefore(other, sample) &&
        !EndedBefore(sample, other))
      return true;
  }
  return false;
}

// The places of the samples by their start; what has none comes last.
std::vector<std::size_t> ByStart(const std::vector<Sample>& samples) {
  std::vector<std::size_t> order(samples.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto start = [&](std::size_t i) {
    const Time time = samples[i].timeline.start;
    return IsSet(time) ? time : kNever;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return start(a) < start(b); });
  return order;
}

// Which failed attempt `later` follows; the number of samples when there is none. One that ended
// before it began, and of these the last; records without times leave the order open.
std::size_t FollowedBy(const std::vector<Sample>& samples, const std::vector<AttemptEnd>& ends,
                       const Sample& later) {
  std::size_t best = samples.size();
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Sample& sample = samples[i];
    if (ends[i] != AttemptEnd::kFailed || sample.retries + 1 != later.retries ||
        sample.step != later.step || sample.lineage != 0)
      continue;
    if (best == samples.size()) {
      best = i;
      continue;
    }
    const bool before = EndedBefore(sample, later);
    const bool best_before = EndedBefore(samples[best], later);
    if (before != best_before ? before : before && sample.timeline.end > samples[best].timeline.end)
      best = i;
  }
  return best;
}

// Whether `later` went on when `sample` was over. Of those that ended together, or at no known
// time, the one told of last.
bool Outlasts(const std::vector<Sample>& samples, std::size_t later, std::size_t sample) {
  const auto end = [&](std::size_t i) {
    const Time time = samples[i].timeline.end;
    return std::tuple(IsSet(time) ? time : kNever, samples[i].retries, i);
  };
  return end(later) > end(sample);
}

bool WentOn(const std::vector<Sample>& samples, std::size_t place) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].lineage == samples[place].lineage && Outlasts(samples, i, place)) return true;
  }
  return false;
}

}  // namespace

std::int64_t Attempts::count(AttemptEnd end) const {
  return std::count(ends.begin(), ends.end(), end);
}

Attempts AttemptsOf(const TrialRecord& trial) {
  const std::vector<Sample>& samples = trial.samples;
  Attempts attempts;
  for (const Sample& sample : samples) attempts.ends.push_back(EndOfAlone(sample));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].lineage == 0 || attempts.ends[i] != AttemptEnd::kFailed) continue;
    if (WentOn(samples, i)) attempts.ends[i] = AttemptEnd::kTriedAgain;
  }
  for (const std::size_t i : ByStart(samples)) {
    if (samples[i].retries == 0 || samples[i].lineage != 0 || IsSpareCopy(samples, i)) continue;
    const std::size_t followed = FollowedBy(samples, attempts.ends, samples[i]);
    if (followed < samples.size()) attempts.ends[followed] = AttemptEnd::kTriedAgain;
  }
  return attempts;
}

}  // namespace lab::measure
