#include "mocks/model_table.h"

#include <utility>

#include "framework/base/nearest_name.h"
#include "mocks/model_families.h"

namespace lab::mocks {

ModelTable::ModelTable(Loop& loop, ModelOptions options)
    : loop_(loop), options_(std::move(options)) {
  // Models are made when first asked for, but all of them live in one weather.
  if (!IsSet(options_.each.began)) options_.each.began = loop.Now();
}

bool ModelTable::Knows(std::string_view model) const {
  if (options_.profile.has_value() || ShippedProfile(model) != nullptr) return true;
  if (model.find('/') != std::string_view::npos) return true;  // a hub's "owner/model"
  return FamilyOf(model) != nullptr;
}

std::string_view ModelTable::Nearest(std::string_view model) const {
  return NearestName(model, Names());
}

SimulatedModel& ModelTable::Find(const std::string& model) {
  std::unique_ptr<SimulatedModel>& served = served_[model];
  if (served == nullptr) {
    const Profile& profile = options_.profile ? *options_.profile : ProfileForModel(model);
    served = std::make_unique<SimulatedModel>(loop_, profile, options_.each);
  }
  return *served;
}

std::vector<std::string_view> ModelTable::Names() const {
  if (!options_.profile) return ShippedProfileNames();
  return {options_.profile->name};
}

Ledger ModelTable::ledger() const {
  Ledger sum;
  for (const auto& [name, model] : served_) {
    const Ledger& one = model->ledger();
    sum.requests += one.requests;
    sum.cancelled += one.cancelled;
    sum.output += one.output;
    sum.output_after_cancel += one.output_after_cancel;
  }
  return sum;
}

}  // namespace lab::mocks
