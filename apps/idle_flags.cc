#include "apps/idle_flags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "apps/report_files.h"

namespace lab::apps {
namespace {

bool IsOurs(const SuitesOptions& options) {
  return options.target == "sim" || options.target == "mock";
}

bool AsksAServer(const SuitesOptions& options) { return !IsOurs(options); }

Error Idle(std::string_view flag, const std::string& value, std::string_view target,
           std::string_view why) {
  return {ErrorKind::kUsage, fmt::format("{}{}{} does nothing with --target {}: {}", flag,
                                         value.empty() ? "" : " ", value, target, why)};
}

bool IsGiven(const CLI::App& app, const char* flag) { return app.count(flag) > 0; }

/// A flag that acts only beside one of others.
struct Partner {
  const char* flag;
  std::array<const char*, 2> with;  ///< the second may be null
  const char* why;
};

constexpr std::array<Partner, 8> kPartners{{
    {"--limit",
     {"--interleave"},
     "compares two configurations; lab compare, which compares files, has it too"},
    {"--metric",
     {"--interleave"},
     "compares two configurations; lab compare, which compares files, has it too"},
    {"--baselines", {"--gate", "--approve"}, "read and write that folder"},
    {"--trace-trial", {"--trace"}, "names the file that the trial goes to"},
    {"--benchmark_out_format", {"--benchmark_out"}, "names the file"},
    {"--benchmark_report_aggregates_only",
     {"--benchmark_repetitions"},
     "gives it something to sum up"},
    {"--benchmark_display_aggregates_only",
     {"--benchmark_repetitions"},
     "gives it something to sum up"},
    {"--benchmark_enable_random_interleaving",
     {"--benchmark_repetitions"},
     "gives it something to mix"},
}};

Result<void> CheckPartners(const CLI::App& app) {
  for (const Partner& partner : kPartners) {
    const auto beside = [&](const char* flag) { return flag != nullptr && IsGiven(app, flag); };
    if (!IsGiven(app, partner.flag) ||
        std::any_of(partner.with.begin(), partner.with.end(), beside))
      continue;
    const std::string second =
        partner.with[1] == nullptr ? "" : fmt::format(" or {}", partner.with[1]);
    return Error{ErrorKind::kUsage,
                 fmt::format("{} does nothing without {}{}, which {}", partner.flag,
                             partner.with[0], second, partner.why)};
  }
  return {};
}

/// A flag beside another one that takes its place.
struct Rival {
  const char* flag;
  const char* beside;
  const char* why;
};

constexpr const char* kOwnForm = "Google Benchmark's own report is printed in place of ours";
constexpr const char* kDiffers = "what differs from the baselines is printed in place of tables";
constexpr const char* kForecast = "it measures nothing that could be written";

constexpr std::array<Rival, 20> kRivals{{
    {"--format", "--benchmark_format", kOwnForm},
    {"--confusion", "--benchmark_format", kOwnForm},
    {"--format", "--gate", kDiffers},
    {"--format", "--approve", kDiffers},
    {"--confusion", "--gate", kDiffers},
    {"--confusion", "--approve", kDiffers},
    {"--trace", "--gate", kDiffers},
    {"--trace", "--approve", kDiffers},
    {"--confusion", "--interleave", "the comparison is printed in place of tables"},
    {"--format", "--dry-run", kForecast},
    {"--out", "--dry-run", kForecast},
    {"--report", "--dry-run", kForecast},
    {"--csv", "--dry-run", kForecast},
    {"--junit", "--dry-run", kForecast},
    {"--jsonl", "--dry-run", kForecast},
    {"--trace", "--dry-run", kForecast},
    {"--confusion", "--dry-run", kForecast},
    {"--benchmark_out", "--dry-run", kForecast},
    {"--slo", "--dry-run", kForecast},
    {"--benchmark_format", "--dry-run", kForecast},
}};

Result<void> CheckRivals(const CLI::App& app, const SuitesOptions& options) {
  for (const Rival& rival : kRivals) {
    if (!IsGiven(app, rival.flag) || !IsGiven(app, rival.beside)) continue;
    // "console" is where our tables stand.
    if (rival.why == kOwnForm && options.benchmark_format == "console") continue;
    return Error{ErrorKind::kUsage,
                 fmt::format("{} does nothing beside {}: {}", rival.flag, rival.beside, rival.why)};
  }
  return {};
}

// Where the summary is, and where tables are that labels can stand below.
Result<void> CheckForms(const CLI::App& app, const SuitesOptions& options) {
  const bool prints = options.benchmark_format == "console" && !options.gate && !options.approve;
  if (options.confusion && prints && options.format != "table") {
    return Error{ErrorKind::kUsage,
                 fmt::format("--confusion does nothing with --format {}: it stands below tables",
                             options.format)};
  }
  if (!IsGiven(app, "--volume")) return {};
  const auto sums_up = [](std::string_view form) {
    return form == "table" || form == "markdown" || form == "html";
  };
  const std::vector<ReportFile> files = ReportFilesOf(options);
  const bool shown =
      (prints && !options.interleaved && !options.dry_run && sums_up(options.format)) ||
      std::any_of(files.begin(), files.end(), [&](const ReportFile& file) {
        return file.reporter != nullptr && sums_up(file.reporter->name);
      });
  if (shown) return {};
  return Error{ErrorKind::kUsage,
               "--volume does nothing here: the summary that it is for is in the table, in "
               "Markdown and in the page (--report)"};
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
    if (side.max_usd > 0 && !asks) {
      return Idle("--max-usd", fmt::format("{:g}", side.max_usd), side.target,
                  "nothing is paid there");
    }
    if (side.dry_run && !asks) {
      return Idle("--dry-run", "", side.target, "it is for what a provider is asked, and paid for");
    }
    if (!side.profile.empty() && !plays) {
      return Idle("--profile", side.profile, side.target,
                  "it is for --target sim and mock; leave it out");
    }
    if (!side.fault.empty() && !plays) {
      return Idle("--fault", "\"" + side.fault + "\"", side.target,
                  "only our own server goes wrong on purpose, --target sim and mock");
    }
    if (side.threads > 0 && side.target != "sim" && !side.dry_run) {
      return Idle("--threads", std::to_string(side.threads), side.target,
                  "in real time cases run one after the other, or they would disturb each other");
    }
  }
  return {};
}

Result<void> CheckFlagsAct(const CLI::App& app, const SuitesOptions& options) {
  if (const Result<void> partners = CheckPartners(app); !partners) return partners;
  if (const Result<void> rivals = CheckRivals(app, options); !rivals) return rivals;
  if (const Result<void> forms = CheckForms(app, options); !forms) return forms;
  if (options.interleaved) return {};
  return CheckPlaces({options});
}

}  // namespace lab::apps
