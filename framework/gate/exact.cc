#include "framework/gate/exact.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "framework/measure/figures.h"
#include "framework/measure/json_fields.h"
#include "framework/measure/sample_json.h"
#include "framework/measure/trial_outline.h"

namespace lab::gate {
namespace {

using Json = nlohmann::ordered_json;
using measure::CaseRecord;
using measure::Run;
using measure::TrialRecord;

constexpr const char* kNothing = "(nothing)";

std::string TextOf(const Json& json) {
  constexpr std::size_t kShown = 120;
  if (json.is_array()) return fmt::format("{} of them", json.size());
  return measure::ShownJson(json, kShown);
}

std::string Joined(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

std::optional<Difference> FirstDifference(const Json& baseline, const Json& now,
                                          const std::string& path);

std::optional<Difference> InObjects(const Json& baseline, const Json& now,
                                    const std::string& path) {
  for (const auto& [name, value] : baseline.items()) {
    const std::string here = Joined(path, name);
    const auto other = now.find(name);
    if (other == now.end()) return Difference{here, TextOf(value), kNothing};
    if (std::optional<Difference> found = FirstDifference(value, *other, here)) return found;
  }
  for (const auto& [name, value] : now.items()) {
    if (!baseline.contains(name)) return Difference{Joined(path, name), kNothing, TextOf(value)};
  }
  return std::nullopt;
}

std::optional<Difference> InArrays(const Json& baseline, const Json& now, const std::string& path) {
  for (std::size_t i = 0; i < std::min(baseline.size(), now.size()); ++i) {
    if (std::optional<Difference> found =
            FirstDifference(baseline[i], now[i], fmt::format("{}[{}]", path, i)))
      return found;
  }
  if (baseline.size() == now.size()) return std::nullopt;
  return Difference{path, TextOf(baseline), TextOf(now)};
}

std::optional<Difference> FirstDifference(const Json& baseline, const Json& now,
                                          const std::string& path) {
  if (baseline.is_object() && now.is_object()) return InObjects(baseline, now, path);
  if (baseline.is_array() && now.is_array()) return InArrays(baseline, now, path);
  if (baseline == now) return std::nullopt;
  return Difference{path, TextOf(baseline), TextOf(now)};
}

// Its requests first: what a person wants to see is the first of them that went another way.
std::optional<Difference> InTrial(const Json& baseline, const Json& now, const std::string& path) {
  if (std::optional<Difference> found =
          InArrays(baseline["samples"], now["samples"], path + ".samples"))
    return found;
  return InObjects(baseline, now, path);
}

bool IsOutline(const CaseRecord& record) {
  return std::any_of(record.trials.begin(), record.trials.end(), [](const TrialRecord& trial) {
    return trial.spans_digest != 0 ||
           std::any_of(trial.samples.begin(), trial.samples.end(),
                       [](const measure::Sample& sample) { return sample.digest != 0; });
  });
}

Json HeaderOf(const CaseRecord& record) {
  Json json{{"model", record.model}, {"baseline", record.baseline}};
  for (const measure::Reading& reading : record.judged_by)
    json["judged_by"].push_back(reading.name());
  if (record.skipped) json["skipped"] = *record.skipped;
  return json;
}

// Of ten statistics of a metric that moved, three say it.
bool IsTold(const measure::FigureInfo& info) {
  if (info.statistic == nullptr) return true;
  const std::string_view name = info.statistic->name;
  return name == "p50" || name == "p95" || name == "p99";
}

// The figures and every counter of a case by name. What an outline does not tell is left out where
// one of the two sides is one.
std::map<std::string, double> FiguresByName(const CaseRecord& record, bool whole) {
  std::map<std::string, double> figures;
  for (const auto& [name, value] : measure::MeanCounters(record))
    figures[measure::CounterName(name)] = value;
  for (const measure::Figure& figure : measure::FiguresOf(record)) {
    if (IsTold(*figure.info) && (whole || !figure.info->not_in_outline))
      figures[std::string(figure.info->name)] = figure.value;
  }
  return figures;
}

// In the order of the table of figures, then the counters by name.
std::vector<std::string> NamesInOrder(const std::map<std::string, double>& before,
                                      const std::map<std::string, double>& after) {
  std::vector<std::string> names;
  for (const measure::FigureInfo& info : measure::AllFigures()) names.emplace_back(info.name);
  std::map<std::string, double> counters = before;
  counters.insert(after.begin(), after.end());
  for (const auto& [name, value] : counters) {
    if (measure::FindFigureInfo(name) == nullptr) names.push_back(name);
  }
  return names;
}

std::vector<FigureChange> ChangesOf(const CaseRecord& baseline, const CaseRecord& now, bool whole) {
  const std::map<std::string, double> before = FiguresByName(baseline, whole);
  const std::map<std::string, double> after = FiguresByName(now, whole);
  const auto value = [](const std::map<std::string, double>& side, const std::string& name) {
    const auto found = side.find(name);
    return found == side.end() ? std::nullopt : std::optional(found->second);
  };
  std::vector<FigureChange> changes;
  for (const std::string& name : NamesInOrder(before, after)) {
    FigureChange change{name, value(before, name), value(after, name)};
    if (change.baseline != change.now) changes.push_back(std::move(change));
  }
  return changes;
}

std::optional<CaseDifference> CompareCase(const CaseRecord& baseline, const CaseRecord& now) {
  CaseDifference difference{.name = now.full_name(), .first = {}, .changes = {}};
  std::optional<Difference> first = FirstDifference(HeaderOf(baseline), HeaderOf(now), "");
  const bool outlines = IsOutline(baseline) || IsOutline(now);
  const auto to_json = outlines ? measure::TrialToOutline : measure::TrialToJson;
  const std::size_t common = std::min(baseline.trials.size(), now.trials.size());
  for (std::size_t i = 0; i < common; ++i) {
    std::optional<Difference> found =
        InTrial(to_json(baseline.trials[i]), to_json(now.trials[i]), fmt::format("trials[{}]", i));
    if (!found) continue;
    ++difference.trials;
    if (!first) first = std::move(found);
  }
  const std::size_t most = std::max(baseline.trials.size(), now.trials.size());
  difference.trials += static_cast<std::int64_t>(most - common);
  difference.of_trials = static_cast<std::int64_t>(most);
  if (!first && most > common) {
    first = Difference{"trials", fmt::format("{} of them", baseline.trials.size()),
                       fmt::format("{} of them", now.trials.size())};
  }
  if (!first) return std::nullopt;
  difference.first = std::move(*first);
  difference.changes = ChangesOf(baseline, now, !outlines);
  return difference;
}

std::string ProfileOf(const Run& run) {
  return run.config.profile.empty() ? "(the model's own)" : run.config.profile;
}

void CompareConfig(const Run& baseline, const Run& now, std::vector<Difference>& differences) {
  const auto compare = [&](const char* name, const auto& before, const auto& after) {
    if (before == after) return;
    differences.push_back({name, fmt::format("{}", before), fmt::format("{}", after)});
  };
  compare("target", baseline.config.target, now.config.target);
  compare("model", baseline.config.model, now.config.model);
  compare("profile", ProfileOf(baseline), ProfileOf(now));
  compare("seed", baseline.config.seed, now.config.seed);
  compare("trials", baseline.config.trials, now.config.trials);
}

}  // namespace

ExactComparison CompareExactly(const Run& baseline, const Run& now) {
  ExactComparison comparison;
  CompareConfig(baseline, now, comparison.config);
  std::map<std::string, const CaseRecord*> before;
  for (const CaseRecord& record : baseline.cases) before[record.full_name()] = &record;
  for (const CaseRecord& record : now.cases) {
    const auto old = before.find(record.full_name());
    if (old == before.end()) {
      comparison.added.push_back(record.full_name());
      continue;
    }
    std::optional<CaseDifference> difference = CompareCase(*old->second, record);
    if (difference) comparison.cases.push_back(std::move(*difference));
    if (!difference) ++comparison.equal_cases;
    before.erase(old);
  }
  for (const auto& [name, record] : before) comparison.gone.push_back(name);
  return comparison;
}

}  // namespace lab::gate
