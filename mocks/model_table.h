// Which models the mock serves, and the engine behind each.
//
//   ModelTable models(loop, {.seed = 7});
//   if (models.Knows("claude-haiku-5-5")) Engine& engine = models.Find("claude-haiku-5-5");
//
// An engine is made when its model is first asked for. One model is one service: its own batch,
// caches, limits and weather.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/runtime/loop.h"
#include "mocks/engine.h"
#include "mocks/profile.h"

namespace lab::mocks {

struct ModelOptions {
  EngineOptions engine;
  std::optional<Profile> profile;  ///< of every model; unset: each model's own
};

class ModelTable {
 public:
  /// `loop` must outlive the table.
  ModelTable(Loop& loop, ModelOptions options);

  /// With one profile for all every name is known; else those of the providers' families.
  bool Knows(std::string_view model) const;
  /// Valid as long as the table.
  Engine& Find(const std::string& model);
  /// For the list of models.
  std::vector<std::string_view> Names() const;
  /// Over all engines.
  Ledger ledger() const;

 private:
  Loop& loop_;
  ModelOptions options_;
  std::map<std::string, std::unique_ptr<Engine>, std::less<>> engines_;
};

}  // namespace lab::mocks
