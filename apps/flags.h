// The command line of a subcommand: parsed, or answered at once.
//
//   CLI::App app("Compares two runs.", "lab compare");
//   app.add_option("--limit", limit, "...");
//   if (const std::optional<int> exit = ParseFlags(app, arguments, out, err)) return *exit;
#pragma once

#include <cstdint>
#include <iosfwd>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
class ParseError;
}  // namespace CLI

namespace lab::apps {

/// A number above 0 and up to `most`, which no run needs more of; "nan" and "inf" are none. The
/// same option, so that calls chain.
CLI::Option* RequirePositive(CLI::Option* option, double most = 1e18);

/// A whole number within the bounds: what CLI11 itself would cut to fit, or wrap round, is refused.
CLI::Option* RequireWhole(CLI::Option* option, std::uint64_t least,
                          std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

/// One of these words; the nearest is named to who misspelt one.
CLI::Option* RequireOneOf(CLI::Option* option, std::vector<std::string> words);

/// What is wrong with a command line that `app` did not take; one line, with the nearest flag first
/// and then all of them where a flag is unknown.
std::string Explain(const CLI::App& app, const CLI::ParseError& error);

/// Nothing when the flags were read and the work may begin; else the exit code: --help was printed
/// to `out`, or what is wrong to `err`, under the app's name.
std::optional<int> ParseFlags(CLI::App& app, const std::vector<std::string>& arguments,
                              std::ostream& out, std::ostream& err);

}  // namespace lab::apps
