#include "framework/bench/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <tuple>

#include "framework/bench/mistakes.h"

namespace lab {
namespace {

// A deque: the macros keep pointers into it.
std::deque<CaseDefinition>& Definitions() {
  static std::deque<CaseDefinition> definitions;
  return definitions;
}

const CaseDefinition* BaselineOfGroup(const CaseDefinition& definition) {
  for (const CaseDefinition& other : Definitions()) {
    if (other.baseline() && other.suite() == definition.suite() &&
        other.group() == definition.group())
      return &other;
  }
  return nullptr;
}

std::string LocatedAt(const Place& place, const CaseDefinition& definition,
                      const std::string& what) {
  return fmt::format("{}: {}/{}/{}: {}", place.text(), definition.suite(), definition.group(),
                     definition.name(), what);
}

}  // namespace

CaseDefinition::CaseDefinition(std::string suite, std::string group, std::string name,
                               bool baseline, Factory factory, Place place)
    : suite_(std::move(suite)),
      group_(std::move(group)),
      name_(std::move(name)),
      baseline_(baseline),
      factory_(std::move(factory)),
      place_(std::move(place)),
      options_place_(place_) {}

CaseDefinition* CaseDefinition::At(const std::source_location& location) {
  options_place_ = Place(location);
  return this;
}

std::string CaseDefinition::Located(const std::string& what) const {
  return LocatedAt(place_, *this, what);
}

void CaseDefinition::Refuse(const std::string& what) {
  mistakes_.push_back(LocatedAt(options_place_, *this, what));
}

CaseDefinition* CaseDefinition::Args(std::vector<std::int64_t> values) {
  if (values.empty()) {
    Refuse("->Args({}) without a value; a case without arguments needs no options");
    return this;
  }
  arg_lists_.push_back(std::move(values));
  return this;
}

CaseDefinition* CaseDefinition::ArgNames(std::vector<std::string> names) {
  const auto is_bad = [](const std::string& name) {
    return name.empty() || name.find_first_of("/: \t\n") != std::string::npos;
  };
  const auto bad = std::find_if(names.begin(), names.end(), is_bad);
  if (bad != names.end()) {
    Refuse(
        fmt::format("'{}' can be no name of an argument; take letters, digits and underscores, "
                    "as in pause_s",
                    *bad));
    return this;
  }
  arg_names_ = std::move(names);
  return this;
}

bool CaseDefinition::TakesModel(const char* option, const std::string& model) {
  if (!model.empty()) return true;
  Refuse(fmt::format("->{}(\"\") names no model; leave it out for the run's own", option));
  return false;
}

CaseDefinition* CaseDefinition::Model(std::string model) {
  if (!TakesModel("Model", model)) return this;
  model_ = std::move(model);
  model_required_ = true;
  return this;
}

CaseDefinition* CaseDefinition::PreferModel(std::string model) {
  if (!TakesModel("PreferModel", model)) return this;
  model_ = std::move(model);
  model_required_ = false;
  return this;
}

CaseDefinition* CaseDefinition::Needs(std::string model) {
  if (!TakesModel("Needs", model)) return this;
  needs_.push_back(std::move(model));
  return this;
}

CaseDefinition* CaseDefinition::Apply(void (*options)(CaseDefinition*)) {
  if (options == nullptr) {
    Refuse("->Apply(nullptr) applies nothing; give it a function");
    return this;
  }
  options(this);
  return this;
}

CaseDefinition* CaseDefinition::NeedsPrice() {
  price_needed_ = true;
  return this;
}

CaseDefinition* CaseDefinition::CompareBy(measure::Quantity what, stats::Statistic statistic) {
  const measure::Reading reading{std::move(what), statistic};
  if (const std::string why = WhyNotBy(reading); !why.empty()) {
    Refuse(fmt::format("->CompareBy: {}", why));
    return this;
  }
  judged_by_.push_back(reading);
  return this;
}

// A group is judged by what its baseline says.
std::string CaseDefinition::WhyNotBy(const measure::Reading& reading) const {
  if (!baseline_) return "it is for a baseline, which speaks for its group, and this is none";
  const std::string* own = reading.what.own();
  if (own != nullptr && !measure::WhyNoOwnName(*own).empty())
    return fmt::format("'{}' can be no time: {}", *own, measure::WhyNoOwnName(*own));
  if (reading.what == measure::Quantity(kItl))
    return "token gaps are many an answer, and not independent; take kTpot";
  if (reading.what.better() != measure::Better::kLess)
    return "a speed is better when more, and everything else when less; take kTpot";
  const double p = reading.statistic.p();
  if (!reading.statistic.is_mean() && !(p > 0 && p < 1))
    return fmt::format("a quantile of {} when it should be between 0 and 1: 0.95 is p95", p);
  if (std::find(judged_by_.begin(), judged_by_.end(), reading) != judged_by_.end())
    return fmt::format("{} twice", reading.name());
  return "";
}

std::vector<measure::Reading> CaseDefinition::judged_by() const {
  return judged_by_.empty() ? measure::CaseRecord().judged_by : judged_by_;
}

CaseDefinition* CaseDefinition::Every(Duration interval) {
  if (interval <= Duration::zero()) {
    Refuse(fmt::format("->Every({} ms) when it should be above 0", ToMs(interval)));
    return this;
  }
  every_ = interval;
  return this;
}

CaseDefinition* CaseDefinition::Timeout(Duration timeout) {
  if (timeout <= Duration::zero()) {
    Refuse(fmt::format("->Timeout({} ms) when it should be above 0", ToMs(timeout)));
    return this;
  }
  timeout_ = timeout;
  return this;
}

CaseDefinition* CaseDefinition::Weight(std::int64_t times) {
  if (times < 1) {
    Refuse(
        fmt::format("->Weight({}) when it should be 1 or more: how many usual trials one of "
                    "this case is",
                    times));
    return this;
  }
  weight_ = times;
  return this;
}

CaseDefinition* RegisterCase(CaseDefinition definition) {
  Definitions().push_back(std::move(definition));
  return &Definitions().back();
}

std::vector<std::string> RegistryMistakes() { return MistakesIn(Definitions()); }

CaseDefinition* FindCase(const std::string& suite, const std::string& group,
                         const std::string& name) {
  for (CaseDefinition& definition : Definitions()) {
    if (definition.suite() == suite && definition.group() == group && definition.name() == name)
      return &definition;
  }
  return nullptr;
}

measure::CaseRecord CaseInstance::NewRecord() const {
  measure::CaseRecord record;
  record.suite = definition->suite();
  record.group = definition->group();
  record.name = definition->name();
  record.baseline = definition->baseline();
  const CaseDefinition* baseline = BaselineOfGroup(*definition);
  record.judged_by = (baseline != nullptr ? baseline : definition)->judged_by();
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::vector<std::string>& names = definition->arg_names();
    record.args.emplace_back(i < names.size() ? names[i] : "", args[i]);
  }
  return record;
}

std::vector<CaseInstance> InstancesOf(const CaseDefinition& definition) {
  if (definition.arg_lists().empty()) return {{&definition, {}}};
  std::vector<CaseInstance> instances;
  for (const std::vector<std::int64_t>& args : definition.arg_lists())
    instances.push_back({&definition, args});
  return instances;
}

std::vector<CaseInstance> AllCases() {
  std::vector<CaseInstance> cases;
  for (const CaseDefinition& definition : Definitions()) {
    for (CaseInstance& instance : InstancesOf(definition)) cases.push_back(std::move(instance));
  }
  const auto group_order = [](const CaseDefinition* definition) {
    const auto first =
        std::find_if(Definitions().begin(), Definitions().end(), [&](const CaseDefinition& other) {
          return other.suite() == definition->suite() && other.group() == definition->group();
        });
    return std::tuple(definition->suite(), first - Definitions().begin(), !definition->baseline());
  };
  std::stable_sort(cases.begin(), cases.end(), [&](const CaseInstance& a, const CaseInstance& b) {
    return group_order(a.definition) < group_order(b.definition);
  });
  return cases;
}

}  // namespace lab
