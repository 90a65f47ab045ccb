// The subcommands of `lab`, one row each.
//
//   lab mock --port 8080
//   lab inspect --wire anthropic recording.sse
//   lab compare main.json branch.json
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lab::apps {

/// Exit codes of every program of this project.
enum ExitCode : int {
  kOk = 0,          ///< valid, no regression
  kRegression = 1,  ///< a regression or a broken SLO
  kUsage = 2,       ///< wrong usage or configuration; nothing was measured
  kInvalid = 3,     ///< the run cannot be trusted
  kAllFailed = 4,   ///< every request failed
};

struct Subcommand {
  std::string_view name;
  std::string_view summary;
  /// `arguments` without the program's and the subcommand's name; an exit code.
  int (*run)(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);
};

std::span<const Subcommand> AllSubcommands();

// The rows.
int Load(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);
int Mock(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);
int Compare(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);
int Inspect(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);
int Power(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);
int Selftest(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

}  // namespace lab::apps
