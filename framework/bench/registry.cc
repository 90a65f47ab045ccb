#include "framework/bench/registry.h"

#include <algorithm>
#include <cassert>
#include <deque>

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

}  // namespace

CaseDefinition::CaseDefinition(std::string suite, std::string group, std::string name,
                               bool baseline, Factory factory)
    : suite_(std::move(suite)),
      group_(std::move(group)),
      name_(std::move(name)),
      baseline_(baseline),
      factory_(std::move(factory)) {}

CaseDefinition* CaseDefinition::Args(std::vector<std::int64_t> values) {
  arg_lists_.push_back(std::move(values));
  return this;
}

CaseDefinition* CaseDefinition::ArgNames(std::vector<std::string> names) {
  arg_names_ = std::move(names);
  return this;
}

CaseDefinition* CaseDefinition::Model(std::string model) {
  model_ = std::move(model);
  model_required_ = true;
  return this;
}

CaseDefinition* CaseDefinition::PreferModel(std::string model) {
  model_ = std::move(model);
  model_required_ = false;
  return this;
}

CaseDefinition* CaseDefinition::Needs(std::string model) {
  needs_.push_back(std::move(model));
  return this;
}

CaseDefinition* CaseDefinition::Apply(void (*options)(CaseDefinition*)) {
  options(this);
  return this;
}

CaseDefinition* CaseDefinition::NeedsPrice() {
  price_needed_ = true;
  return this;
}

CaseDefinition* CaseDefinition::CompareBy(measure::Quantity what, stats::Statistic statistic) {
  assert(baseline_ && "a group is compared by what its baseline says");
  assert(what.better() == measure::Better::kLess && what != measure::Quantity(kItl) &&
         "a group is compared by what is better when less, one number an answer: take kTpot");
  judged_by_.push_back({std::move(what), statistic});
  return this;
}

std::vector<measure::Reading> CaseDefinition::judged_by() const {
  return judged_by_.empty() ? measure::CaseRecord().judged_by : judged_by_;
}

CaseDefinition* CaseDefinition::Every(Duration interval) {
  every_ = interval;
  return this;
}

CaseDefinition* CaseDefinition::Weight(std::int64_t times) {
  assert(times >= 1 && "a case gets as many trials as others, or fewer");
  weight_ = times;
  return this;
}

CaseDefinition* RegisterCase(CaseDefinition definition) {
  assert(FindCase(definition.suite(), definition.group(), definition.name()) == nullptr);
  assert(!definition.baseline() || BaselineOfGroup(definition) == nullptr);
  Definitions().push_back(std::move(definition));
  return &Definitions().back();
}

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

std::vector<CaseInstance> AllCases() {
  std::vector<CaseInstance> cases;
  for (const CaseDefinition& definition : Definitions()) {
    if (definition.arg_lists().empty()) cases.push_back({&definition, {}});
    for (const std::vector<std::int64_t>& args : definition.arg_lists())
      cases.push_back({&definition, args});
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
