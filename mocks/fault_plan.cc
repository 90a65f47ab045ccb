#include "mocks/fault_plan.h"

#include <algorithm>

#include "framework/base/hash.h"
#include "framework/base/rng.h"

namespace lab::mocks {
namespace {

bool Covers(const FaultRule& rule, std::int64_t index) {
  if (rule.indexes.empty()) return true;
  return std::any_of(rule.indexes.begin(), rule.indexes.end(), [index](const auto& range) {
    return range.first <= index && index <= range.second;
  });
}

}  // namespace

void Shorten(std::vector<Fault>& faults, const ModelClock& clock) {
  for (Fault& fault : faults) {
    fault.delay = clock.Shorten(fault.delay);
    if (fault.retry_after) fault.retry_after = clock.Shorten(*fault.retry_after);
  }
}

FaultPlan::FaultPlan(std::uint64_t seed, std::vector<FaultRule> rules)
    : seed_(seed), rules_(std::move(rules)) {}

std::vector<Fault> FaultPlan::ForConnection(Duration now) {
  const std::int64_t index = connections_++;
  std::vector<Fault> met;
  Collect(rules_, true, Mix64(static_cast<std::uint64_t>(index)), index, now, met);
  return met;
}

std::vector<Fault> FaultPlan::ForRequest(std::uint64_t key, const std::vector<FaultRule>& extra,
                                         Duration now) {
  const std::int64_t index = requests_++;
  std::vector<Fault> met;
  if (rules_.empty() && extra.empty()) return met;
  const std::uint64_t draw = HashCombine(key, seen_[key]++);
  Collect(rules_, false, draw, index, now, met);
  Collect(extra, false, Mix64(draw), index, now, met);
  return met;
}

void FaultPlan::Collect(const std::vector<FaultRule>& rules, bool at_accept, std::uint64_t key,
                        std::int64_t index, Duration now, std::vector<Fault>& met) const {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const FaultRule& rule = rules[i];
    if (rule.fault.at_accept() != at_accept) continue;
    if (now < rule.from || now >= rule.until || !Covers(rule, index)) continue;
    Rng rng = Rng::For(seed_, "fault", HashCombine(key, i));
    if (rng.Chance(rule.probability)) met.push_back(rule.fault);
  }
}

}  // namespace lab::mocks
