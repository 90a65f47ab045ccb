// The flags of the gate: baselines, stopping by itself, two configurations in turns.
//
//   AddGateFlags(app, options);
//   ... app.parse(...)
//   if (const Result<void> good = CheckGateFlags(app, options); !good) return good.error();
#pragma once

#include <string>
#include <vector>

#include "apps/suites_options.h"
#include "framework/base/result.h"

namespace CLI {
class App;
}

namespace lab::apps {

/// `options` must outlive the app.
void AddGateFlags(CLI::App& app, SuitesOptions& options);

/// What the flags together mean, read into `options`; ErrorKind::kUsage says what cannot be meant.
Result<void> CheckGateFlags(const CLI::App& app, SuitesOptions& options);

/// A flag whose value looks like a flag ("--interleave", "--model x") as one word, which CLI11
/// understands.
std::vector<std::string> JoinInterleave(int argc, const char* const* argv);

/// The options of --interleave's other side: those of the command line, and its own flags on top.
/// Only where the requests go may differ: --target, --model, --profile, --fault, --base-url.
Result<SuitesOptions> OtherSide(int argc, const char* const* argv, const SuitesOptions& options);

}  // namespace lab::apps
