#include "framework/measure/groups.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

namespace lab::measure {
namespace {

bool SameGroup(const CaseRecord& a, const CaseRecord& b) {
  return a.suite == b.suite && a.group == b.group;
}

// An argument without a name is known by its place.
bool HasArg(const CaseRecord& record, std::size_t place,
            const std::pair<std::string, std::int64_t>& arg) {
  if (arg.first.empty()) return place < record.args.size() && record.args[place] == arg;
  return std::find(record.args.begin(), record.args.end(), arg) != record.args.end();
}

bool HasAllArgsOf(const CaseRecord& record, const CaseRecord& baseline) {
  for (std::size_t i = 0; i < baseline.args.size(); ++i) {
    if (!HasArg(record, i, baseline.args[i])) return false;
  }
  return true;
}

}  // namespace

const CaseRecord* BaselineOf(const Run& run, const CaseRecord& candidate) {
  if (candidate.baseline) return nullptr;
  std::vector<const CaseRecord*> baselines;
  for (const CaseRecord& other : run.cases) {
    if (other.baseline && SameGroup(other, candidate)) baselines.push_back(&other);
  }
  const CaseRecord* best = nullptr;
  bool tied = false;
  for (const CaseRecord* baseline : baselines) {
    if (!HasAllArgsOf(candidate, *baseline)) continue;
    if (best != nullptr && baseline->args.size() < best->args.size()) continue;
    tied = best != nullptr && baseline->args.size() == best->args.size();
    best = baseline;
  }
  if (best != nullptr) return tied ? nullptr : best;
  return baselines.size() == 1 ? baselines[0] : nullptr;
}

std::vector<CaseGroup> GroupsOf(const Run& run) {
  std::vector<CaseGroup> groups;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const CaseRecord& record : run.cases) {
    const auto [place, is_new] = places.try_emplace({record.suite, record.group}, groups.size());
    if (is_new) groups.push_back({.suite = record.suite, .name = record.group, .cases = {}});
    groups[place->second].cases.push_back({&record, BaselineOf(run, record)});
  }
  return groups;
}

}  // namespace lab::measure
