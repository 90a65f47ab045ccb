#include "apps/idle_flags.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

namespace lab::apps {
namespace {

bool IsOurs(const SuitesOptions& options) {
  return options.target == "sim" || options.target == "mock";
}

bool AsksAServer(const SuitesOptions& options) { return !IsOurs(options); }

Error Idle(std::string_view flag, const std::string& value, std::string_view target,
           std::string_view why) {
  return {ErrorKind::kUsage,
          fmt::format("{} {} does nothing with --target {}: {}", flag, value, target, why)};
}

}  // namespace

Result<void> CheckPlaces(const std::vector<SuitesOptions>& sides) {
  const bool asks = std::any_of(sides.begin(), sides.end(), AsksAServer);
  const bool plays = std::any_of(sides.begin(), sides.end(), IsOurs);
  for (const SuitesOptions& side : sides) {
    if (!side.base_url.empty() && !asks) {
      return Idle("--base-url", side.base_url, side.target,
                  "only a provider's target asks it, e.g. --target openai-compatible");
    }
    if (!side.profile.empty() && !plays) {
      return Idle("--profile", side.profile, side.target,
                  "it is for --target sim and mock; leave it out");
    }
  }
  return {};
}

Result<void> CheckFlagsAct(const CLI::App& app, const SuitesOptions& options) {
  if (options.interleaved) return {};
  for (const char* flag : {"--limit", "--metric"}) {
    if (app.count(flag) == 0) continue;
    return Error{ErrorKind::kUsage,
                 fmt::format("{} does nothing without --interleave, which compares two "
                             "configurations; lab compare, which compares files, has it too",
                             flag)};
  }
  return CheckPlaces({options});
}

}  // namespace lab::apps
