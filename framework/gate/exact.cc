#include "framework/gate/exact.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "framework/gate/case_summary.h"
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
  std::string text = json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
  if (text.size() > kShown) text = text.substr(0, kShown) + "...";
  return text;
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
  Json json{{"model", record.model},
            {"baseline", record.baseline},
            {"metric", measure::MetricName(record.metric)}};
  if (record.skipped) json["skipped"] = *record.skipped;
  return json;
}

std::vector<FigureChange> ChangesOf(const CaseRecord& baseline, const CaseRecord& now) {
  std::vector<FigureChange> changes;
  std::map<std::string, double> before;
  for (const Figure& figure : SummaryOf(baseline)) before[figure.name] = figure.value;
  for (const Figure& figure : SummaryOf(now)) {
    const auto old = before.find(figure.name);
    if (old == before.end()) {
      changes.push_back({figure.name, std::nullopt, figure.value});
      continue;
    }
    if (old->second != figure.value) changes.push_back({figure.name, old->second, figure.value});
    before.erase(old);
  }
  for (const auto& [name, value] : before) changes.push_back({name, value, std::nullopt});
  return changes;
}

std::optional<CaseDifference> CompareCase(const CaseRecord& baseline, const CaseRecord& now) {
  CaseDifference difference{.name = now.full_name(), .first = {}, .changes = {}};
  std::optional<Difference> first = FirstDifference(HeaderOf(baseline), HeaderOf(now), "");
  const auto to_json =
      IsOutline(baseline) || IsOutline(now) ? measure::TrialToOutline : measure::TrialToJson;
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
  difference.changes = ChangesOf(baseline, now);
  return difference;
}

void CompareConfig(const Run& baseline, const Run& now, std::vector<Difference>& differences) {
  const auto compare = [&](const char* name, const auto& before, const auto& after) {
    if (before == after) return;
    differences.push_back({name, fmt::format("{}", before), fmt::format("{}", after)});
  };
  compare("target", baseline.config.target, now.config.target);
  compare("model", baseline.config.model, now.config.model);
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
