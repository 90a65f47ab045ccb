// The command line of a subcommand: parsed, or answered at once.
//
//   CLI::App app("Compares two runs.", "lab compare");
//   app.add_option("--limit", limit, "...");
//   if (const std::optional<int> exit = ParseFlags(app, arguments, out, err)) return *exit;
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace lab::apps {

/// Nothing when the flags were read and the work may begin; else the exit code: --help was printed
/// to `out`, or what is wrong to `err`, under the app's name.
std::optional<int> ParseFlags(CLI::App& app, const std::vector<std::string>& arguments,
                              std::ostream& out, std::ostream& err);

}  // namespace lab::apps
