#include "apps/comparison_sides.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace lab::apps {
namespace {

// "13 cases", "200 trials" or "80 to 200 trials" where a rule ended some of them.
std::string SizeText(const measure::Run& run) {
  std::size_t cases = 0;
  std::size_t least = 0;
  std::size_t most = 0;
  for (const measure::CaseRecord& record : run.cases) {
    if (record.skipped) continue;
    const std::size_t trials = record.trials.size();
    least = cases == 0 ? trials : std::min(least, trials);
    most = std::max(most, trials);
    ++cases;
  }
  const std::string trials =
      least == most ? fmt::format("{}", most) : fmt::format("{} to {}", least, most);
  return fmt::format("{} case{} of {} trial{}", cases, cases == 1 ? "" : "s", trials,
                     most == 1 ? "" : "s");
}

std::string ValueOf(const ComparedSide& side, const Fact& wanted) {
  const auto found = std::find_if(side.facts.begin(), side.facts.end(),
                                  [&](const Fact& fact) { return fact.name == wanted.name; });
  return found == side.facts.end() || found->value.empty() ? wanted.unsaid : found->value;
}

}  // namespace

ComparedSide SideOf(const measure::Run& run, const std::string& file) {
  const measure::RunConfig& config = run.config;
  ComparedSide side{.file = file, .facts = {}};
  side.facts = {{"time", run.simulated ? "simulated" : "real"},
                {"target", config.target},
                {"address", config.base_url},
                {"model", config.model},
                {"profile", config.profile, true, "(the model's own)"},
                {"seed", fmt::format("{}", config.seed)},
                {"rule to stop", config.until, true, "(none)"},
                {"faults", config.faults, true, "(none)"},
                {"prices of", config.price_date},
                {"tool version", config.tool_version},
                {"host", run.host ? run.host->name : ""},
                {"date", run.host ? run.host->date : "", false},
                {"size", SizeText(run), false},
                {"cut by", run.cut, false}};
  return side;
}

ComparedSide SideOf(const gate::BenchmarkFile& file, const std::string& name) {
  ComparedSide side{.file = name, .facts = {}};
  for (const auto& [what, value] : file.context)
    side.facts.push_back({what, value, what != "date" && what != "executable"});
  return side;
}

std::string SideText(const ComparedSide& side) {
  std::string text;
  for (const Fact& fact : side.facts) {
    if (fact.value.empty()) continue;
    const bool is_size = fact.name == "size";
    text += fmt::format("{}{}{}{}", text.empty() ? "" : ", ", is_size ? "" : fact.name,
                        is_size ? "" : " ", fact.value);
  }
  if (side.file.empty()) return text;
  return text.empty() ? side.file : fmt::format("{}: {}", side.file, text);
}

std::vector<SideDifference> DifferencesOf(const ComparedSide& baseline,
                                          const ComparedSide& candidate) {
  std::vector<SideDifference> differences;
  const auto add = [&](const Fact& fact) {
    const std::string before = ValueOf(baseline, fact);
    const std::string after = ValueOf(candidate, fact);
    if (before != after) differences.push_back({fact.name, before, after});
  };
  for (const Fact& fact : baseline.facts) {
    if (fact.decides) add(fact);
  }
  for (const Fact& fact : candidate.facts) {
    const bool is_new = std::none_of(baseline.facts.begin(), baseline.facts.end(),
                                     [&](const Fact& other) { return other.name == fact.name; });
    if (fact.decides && is_new) add(fact);
  }
  return differences;
}

}  // namespace lab::apps
