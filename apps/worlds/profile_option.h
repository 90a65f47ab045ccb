// --profile and --model, for the worlds that have our mock behind them.
//
//   Result<std::optional<mocks::Profile>> profile = LoadProfile("mine.yaml");
#pragma once

#include <optional>
#include <string>

#include "framework/base/result.h"
#include "mocks/profile.h"

namespace lab::apps {

/// A shipped profile's name or a YAML file; empty: nullopt, each model has its own.
/// ErrorKind::kConfig lists the shipped names.
Result<std::optional<mocks::Profile>> LoadProfile(const std::string& name_or_file);

/// A model that the mock can play: one with a list price or a shipped profile. ErrorKind::kUsage
/// lists what there is.
Result<void> CheckModel(const std::string& model);

}  // namespace lab::apps
