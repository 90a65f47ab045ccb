// `lab selftest`: does the tool keep what it promises, on this machine and in this build.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "apps/flags.h"
#include "apps/subcommand.h"
#include "framework/gate/promises.h"

namespace lab::apps {
namespace {

constexpr int kStudies = 1000;
constexpr int kQuickStudies = 200;

struct SelftestFlags {
  bool statistics = false;
  bool quick = false;
  int studies = 0;
  std::uint64_t seed = 1;
};

void AddFlags(CLI::App& app, SelftestFlags& flags) {
  app.add_flag("--statistics", flags.statistics,
               "every promise of docs/statistics.md by simulation; minutes");
  app.add_flag("--quick", flags.quick,
               fmt::format("{} studies a row instead of {}: a fifth of the "
                           "time, twice the error",
                           kQuickStudies, kStudies));
  app.add_option("--studies", flags.studies, "so many studies a row instead")
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--seed", flags.seed, "of the simulated runs; the same seed prints the same table")
      ->capture_default_str();
}

int CheckStatistics(const SelftestFlags& flags, std::ostream& out, std::ostream& err) {
  gate::PromiseOptions options{.studies = flags.quick ? kQuickStudies : kStudies,
                               .seed = flags.seed};
  if (flags.studies > 0) options.studies = flags.studies;
  options.progress = [&](int done, int of, const gate::PromiseRow& next) {
    err << fmt::format("{:>4} of {}: {}; {}\n", done + 1, of, next.promise, next.on);
  };
  const std::vector<gate::PromiseRow> rows = gate::CheckPromises(options);
  const auto broken = std::count_if(rows.begin(), rows.end(),
                                    [](const gate::PromiseRow& row) { return !row.kept(); });
  out << gate::PromiseText(rows) << '\n';
  out << (broken == 0 ? fmt::format("all {} rows are as promised, within three of their errors\n",
                                    rows.size())
                      : fmt::format("{} of {} rows are not as promised\n", broken, rows.size()));
  return broken == 0 ? kOk : kRegression;
}

}  // namespace

int Selftest(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  SelftestFlags flags;
  CLI::App app("Tries by simulation whether the tool keeps what it promises; 1 where it does not.",
               "lab selftest");
  AddFlags(app, flags);
  if (const std::optional<int> exit = ParseFlags(app, arguments, out, err)) return *exit;
  if (flags.statistics) return CheckStatistics(flags, out, err);
  err << "lab selftest: say what is to be tested: --statistics\n";
  return kUsage;
}

}  // namespace lab::apps
