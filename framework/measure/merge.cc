#include "framework/measure/merge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace lab::measure {
namespace {

// Thrown and caught in here.
struct Apart {
  std::string message;
};

template <class T>
void DemandEqual(const char* what, const T& first, const T& second) {
  if (first == second) return;
  throw Apart{
      fmt::format("the runs do not belong together: {} is '{}' in one and '{}' in the other", what,
                  first, second)};
}

void DemandOneConfig(const Run& first, const Run& second) {
  const RunConfig& a = first.config;
  const RunConfig& b = second.config;
  DemandEqual("tool_version", a.tool_version, b.tool_version);
  DemandEqual("target", a.target, b.target);
  DemandEqual("base_url", a.base_url, b.base_url);
  DemandEqual("model", a.model, b.model);
  DemandEqual("profile", a.profile, b.profile);
  DemandEqual("seed", a.seed, b.seed);
  DemandEqual("until", a.until, b.until);
  DemandEqual("faults", a.faults, b.faults);
  DemandEqual("price_date", a.price_date, b.price_date);
  DemandEqual("simulated", first.simulated, second.simulated);
}

std::string JoinedReadings(const CaseRecord& record) {
  std::vector<std::string> names;
  for (const Reading& reading : record.judged_by) names.push_back(reading.name());
  return fmt::format("{}", fmt::join(names, ", "));
}

void DemandOneCase(const CaseRecord& first, const CaseRecord& second) {
  const std::string name = first.full_name();
  DemandEqual((name + ": model").c_str(), first.model, second.model);
  DemandEqual((name + ": baseline").c_str(), first.baseline, second.baseline);
  DemandEqual((name + ": judged_by").c_str(), JoinedReadings(first), JoinedReadings(second));
  if (first.skipped.has_value() != second.skipped.has_value()) {
    throw Apart{
        fmt::format("the runs do not belong together: {} was measured in one and skipped in "
                    "the other: {}",
                    name, first.skipped ? *first.skipped : *second.skipped)};
  }
}

void JoinTrials(CaseRecord& into, CaseRecord from) {
  std::set<std::int64_t> taken;
  for (const TrialRecord& trial : into.trials) taken.insert(trial.index);
  for (const TrialRecord& trial : from.trials) {
    if (!taken.contains(trial.index)) continue;
    throw Apart{
        fmt::format("the runs do not belong together: both have trial {} of {}; give each "
                    "worker trials of its own",
                    trial.index, into.full_name())};
  }
  into.cut = into.cut || from.cut;
  std::move(from.trials.begin(), from.trials.end(), std::back_inserter(into.trials));
  std::stable_sort(into.trials.begin(), into.trials.end(),
                   [](const TrialRecord& a, const TrialRecord& b) { return a.index < b.index; });
}

// "a + b", each once, in order: what both asked for.
std::string JoinedNames(const std::string& first, const std::string& second) {
  constexpr std::string_view kBetween = " + ";
  std::set<std::string> names;
  for (const std::string& side : {first, second}) {
    std::size_t from = 0;
    while (from <= side.size()) {
      const std::size_t to = std::min(side.find(kBetween, from), side.size());
      names.insert(side.substr(from, to - from));
      from = to + kBetween.size();
    }
  }
  return fmt::format("{}", fmt::join(names, kBetween));
}

// An empty filter takes every case.
std::string JoinedFilter(const std::string& first, const std::string& second) {
  if (first == second) return first;
  return first.empty() || second.empty() ? "" : JoinedNames(first, second);
}

std::optional<Host> JoinedHost(const std::optional<Host>& first,
                               const std::optional<Host>& second) {
  if (!first || !second) return first ? first : second;
  Host host{.date = std::min(first->date, second->date),
            .name = JoinedNames(first->name, second->name),
            .cpus = std::max(first->cpus, second->cpus)};
  return host;
}

std::int64_t MostTrials(const Run& run) {
  std::size_t most = 0;
  for (const CaseRecord& record : run.cases) most = std::max(most, record.trials.size());
  return static_cast<std::int64_t>(most);
}

}  // namespace

Result<Run> Merge(Run first, Run second) {
  try {
    DemandOneConfig(first, second);
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < first.cases.size(); ++i) places[first.cases[i].full_name()] = i;
    for (CaseRecord& record : second.cases) {
      const auto place = places.find(record.full_name());
      if (place == places.end()) {
        first.cases.push_back(std::move(record));
        continue;
      }
      CaseRecord& known = first.cases[place->second];
      DemandOneCase(known, record);
      JoinTrials(known, std::move(record));
    }
  } catch (const Apart& apart) {
    return Error{ErrorKind::kUsage, apart.message};
  }
  first.config.filter = JoinedFilter(first.config.filter, second.config.filter);
  // What was asked of all together; a case that has more was shared out between them.
  first.config.trials = std::max({first.config.trials, second.config.trials, MostTrials(first)});
  first.host = JoinedHost(first.host, second.host);
  if (first.cut.empty()) first.cut = second.cut;
  return first;
}

}  // namespace lab::measure
