#include "framework/stats/share_comparison.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include "framework/stats/influence.h"
#include "framework/stats/moments.h"

namespace lab::stats {
namespace {

std::int64_t CountIn(std::span<const double> answers) {
  return std::count_if(answers.begin(), answers.end(), [](double value) { return value != 0; });
}

Share ShareOf(const Trials& trials) {
  return {CountIn(trials.Values()), static_cast<std::int64_t>(trials.Values().size())};
}

double ShareIn(std::span<const double> answers) {
  return Share{CountIn(answers), static_cast<std::int64_t>(answers.size())}.Value();
}

/// Trials of which more than `bar` of the answers have it, among those that have any answer.
Share TrialsAbove(const Trials& trials, double bar) {
  Share share;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (trials[i].empty()) continue;
    ++share.of;
    if (ShareIn(trials[i]) > bar) ++share.count;
  }
  return share;
}

/// The smallest p value that the margins of a table allow.
double FloorOf(Share baseline, Share candidate) {
  const std::int64_t total = baseline.count + candidate.count;
  const std::int64_t up = std::min(total, candidate.of);
  const std::int64_t down = std::min(total, baseline.of);
  return std::min(FisherExact({total - up, baseline.of}, {up, candidate.of}).p_greater,
                  FisherExact({down, baseline.of}, {total - down, candidate.of}).p_less);
}

struct Tested {
  ExactTest test;
  double floor = 1;
};

Tested Unpaired(Share baseline, Share candidate) {
  return {FisherExact(baseline, candidate), FloorOf(baseline, candidate)};
}

/// Two looks at the same trials cost a factor of two.
Tested UnpairedTrials(const Trials& baseline, const Trials& candidate) {
  if (baseline.OneEach() && candidate.OneEach())
    return Unpaired(TrialsAbove(baseline, 0), TrialsAbove(candidate, 0));
  const Tested any = Unpaired(TrialsAbove(baseline, 0), TrialsAbove(candidate, 0));
  const Tested most = Unpaired(TrialsAbove(baseline, 0.5), TrialsAbove(candidate, 0.5));
  const auto twice = [](double a, double b) { return std::min(1.0, 2 * std::min(a, b)); };
  return {{.p_less = twice(any.test.p_less, most.test.p_less),
           .p_greater = twice(any.test.p_greater, most.test.p_greater)},
          twice(any.floor, most.floor)};
}

PairCounts PairsOf(const Trials& baseline, const Trials& candidate) {
  PairCounts pairs;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    if (baseline[i].empty() || candidate[i].empty()) continue;
    const double before = ShareIn(baseline[i]);
    const double after = ShareIn(candidate[i]);
    if (after > before)
      ++pairs.only_candidate;
    else if (after < before)
      ++pairs.only_baseline;
    else
      ++(before > 0 ? pairs.both : pairs.neither);
  }
  return pairs;
}

Tested Paired(const PairCounts& pairs) {
  const std::int64_t differ = pairs.only_baseline + pairs.only_candidate;
  return {McNemarExact(pairs.only_baseline, pairs.only_candidate),
          std::ldexp(1.0, -static_cast<int>(std::min<std::int64_t>(differ, 1000)))};
}

/// How many independent answers one of this side is worth: the variance between trials against that
/// of answers drawn one by one. Of a side that all has it, or none, nothing is known but the number
/// of trials.
double WorthOf(const Trials& trials) {
  if (trials.OneEach()) return 1;
  const double share = ShareOf(trials).Value();
  const Share all = TrialsAbove(trials, 0);
  const double least = static_cast<double>(all.of) / static_cast<double>(trials.Values().size());
  if (share == 0 || share == 1 || all.of < 2) return least;
  double squares = 0;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const double off =
        static_cast<double>(CountIn(trials[i])) - share * static_cast<double>(trials[i].size());
    squares += off * off;
  }
  const double independent = share * (1 - share) * static_cast<double>(trials.Values().size());
  const double scale = static_cast<double>(all.of) / static_cast<double>(all.of - 1);
  return std::clamp(independent / (squares * scale), least, 1.0);
}

/// Each trial's share, in the order of time.
std::vector<double> SharesOf(const Trials& trials) {
  std::vector<double> shares;
  for (std::size_t i = 0; i < trials.size(); ++i) shares.push_back(ShareIn(trials[i]));
  return InOrderOf(trials, shares);
}

/// How failures come together in time; each side's in proportion to its part in the variance.
Dependence OutagesIn(const Trials& baseline, const Trials& candidate, bool paired) {
  const std::vector<double> before = SharesOf(baseline);
  std::vector<double> after = SharesOf(candidate);
  if (paired) {
    for (std::size_t i = 0; i < after.size(); ++i) after[i] -= before[i];
    return DependenceOf(after);
  }
  const Dependence first = DependenceOf(before);
  const Dependence second = DependenceOf(after);
  const auto part = [](const std::vector<double>& shares) {
    Moments moments;
    for (const double share : shares) moments.Add(share);
    return moments.Variance() / static_cast<double>(std::max<std::size_t>(shares.size(), 1));
  };
  const double a = part(before);
  const double b = part(after);
  Dependence both = Larger(first, second);
  if (a + b > 0) both.inflation = (first.inflation * a + second.inflation * b) / (a + b);
  return both;
}

PairCounts Scaled(const PairCounts& pairs, double factor) {
  const auto scale = [&](std::int64_t count) {
    return static_cast<std::int64_t>(std::llround(static_cast<double>(count) * factor));
  };
  return {scale(pairs.both), scale(pairs.only_baseline), scale(pairs.only_candidate),
          scale(pairs.neither)};
}

Share Scaled(Share share, double factor) {
  const auto scale = [&](std::int64_t count) {
    return static_cast<std::int64_t>(std::llround(static_cast<double>(count) * factor));
  };
  const std::int64_t of = std::max<std::int64_t>(scale(share.of), share.of > 0 ? 1 : 0);
  return {std::min(scale(share.count), of), of};
}

}  // namespace

ShareComparison::ShareComparison(const Trials& baseline, const Trials& candidate, bool paired)
    : baseline_(ShareOf(baseline)), candidate_(ShareOf(candidate)) {
  assert(!paired || baseline.size() == candidate.size());
  if (baseline_.of == 0 || candidate_.of == 0) return;
  paired_ = paired && baseline.OneEach() && candidate.OneEach();
  shrink_ = std::min(WorthOf(baseline), WorthOf(candidate));
  Tested tested;
  if (paired) {
    pairs_ = PairsOf(baseline, candidate);
    tested = Paired(pairs_);
  } else {
    tested = UnpairedTrials(baseline, candidate);
  }
  if (baseline.KnowsStarts() && candidate.KnowsStarts())
    dependence_ = OutagesIn(baseline, candidate, paired);
  effective_n_ =
      shrink_ / dependence_.inflation * static_cast<double>(std::min(baseline_.of, candidate_.of));
  p_greater_ = tested.test.p_greater;
  p_less_ = tested.test.p_less;
  floor_ = tested.floor;
}

Estimate ShareComparison::Newcombe(double tail) const {
  const double confidence = 1 - 2 * tail;
  Estimate out = paired_ ? PairedShareDifference(Scaled(pairs_, shrink_), confidence)
                         : ShareDifference(Scaled(baseline_, shrink_), Scaled(candidate_, shrink_),
                                           confidence);
  out.value = candidate_.Value() - baseline_.Value();
  return out;
}

Estimate ShareComparison::DifferenceAt(double tail) const {
  assert(tail > 0 && tail < 0.5);
  Estimate out = Newcombe(tail);
  if (!out.low) return out;
  out.low = std::min(*out.low, out.value);
  out.high = std::max(*out.high, out.value);
  if (p_greater_ > tail) out.low = std::min(*out.low, 0.0);
  if (p_less_ > tail) out.high = std::max(*out.high, 0.0);
  return out;
}

/// The smallest tail at which the interval lies beyond the margin.
double ShareComparison::TailOfInterval(double margin, bool above) const {
  const auto beyond = [&](double tail) {
    const Estimate at = Newcombe(tail);
    if (!at.low) return false;
    return above ? *at.low > margin : *at.high < -margin;
  };
  constexpr double kMost = 0.499;
  if (!beyond(kMost)) return 1;
  constexpr double kLeast = 1e-15;  // less, and the confidence would round to 1
  double low = std::log(kLeast);    // the logarithm of a tail that is too small
  double high = std::log(kMost);    // and of one that is not
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (beyond(std::exp(middle)) ? high : low) = middle;
  }
  return std::exp(high);
}

double ShareComparison::TailAbove(double margin) const {
  assert(margin >= 0 && margin < 1);
  return margin == 0 ? p_greater_ : std::max(p_greater_, TailOfInterval(margin, true));
}

double ShareComparison::TailBelow(double margin) const {
  assert(margin >= 0 && margin < 1);
  return margin == 0 ? p_less_ : std::max(p_less_, TailOfInterval(margin, false));
}

}  // namespace lab::stats
