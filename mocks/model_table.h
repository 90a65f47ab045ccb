// Which models the mock serves, each made when it is first asked for.
//
//   ModelTable models(loop, {.seed = 7});
//   if (models.Knows(name)) SimulatedModel& model = models.Find(name);
//
// One model is one service: its own batch, caches, limits and incidents.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/runtime/loop.h"
#include "mocks/profile.h"
#include "mocks/simulated_model.h"

namespace lab::mocks {

struct ModelOptions {
  SimulatedModelOptions each;
  std::optional<Profile> profile;  ///< of every model; unset: each model's own
};

class ModelTable {
 public:
  /// `loop` must outlive the table.
  ModelTable(Loop& loop, ModelOptions options);

  /// With one profile for all every name is known; else those of model_families.h.
  bool Knows(std::string_view model) const;
  /// Which of Names() somebody meant who wrote `model`; empty when none is near.
  std::string_view Nearest(std::string_view model) const;
  /// Valid as long as the table.
  SimulatedModel& Find(const std::string& model);
  /// For the list of models.
  std::vector<std::string_view> Names() const;
  /// Over all models.
  Ledger ledger() const;

 private:
  Loop& loop_;
  ModelOptions options_;
  std::map<std::string, std::unique_ptr<SimulatedModel>, std::less<>> served_;
};

}  // namespace lab::mocks
