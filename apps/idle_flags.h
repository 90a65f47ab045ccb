// Flags that would do nothing, which whoever gives them takes for done: "--base-url URL" without a
// target that asks a server would print the simulation's figures for that server's.
//
//   if (const Result<void> acts = CheckFlagsAct(app, options); !acts) return acts.error();
#pragma once

#include <vector>

#include "apps/suites_options.h"
#include "framework/base/result.h"

namespace CLI {
class App;
}  // namespace CLI

namespace lab::apps {

/// ErrorKind::kUsage names the flag and the one that it goes with. Where two sides are interleaved,
/// what says where requests go is left to CheckPlaces, which sees both.
Result<void> CheckFlagsAct(const CLI::App& app, const SuitesOptions& options);

/// The same for flags that go with some targets only (--base-url, --profile, --fault, --max-usd
/// ...): one that no side looks at is an error.
Result<void> CheckPlaces(const std::vector<SuitesOptions>& sides);

}  // namespace lab::apps
