#include "apps/flags.h"

#include <CLI/CLI.hpp>
#include <ostream>

#include "apps/subcommand.h"

namespace lab::apps {

std::optional<int> ParseFlags(CLI::App& app, const std::vector<std::string>& arguments,
                              std::ostream& out, std::ostream& err) {
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    out << app.help();
    return kOk;
  } catch (const CLI::ParseError& error) {
    err << app.get_name() << ": " << error.what() << " (--help lists every flag)\n";
    return kUsage;
  }
  return std::nullopt;
}

}  // namespace lab::apps
