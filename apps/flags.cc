#include "apps/flags.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ostream>

#include "apps/subcommand.h"
#include "framework/base/text.h"

namespace lab::apps {

CLI::Option* RequirePositive(CLI::Option* option, double most) {
  const auto check = [most](const std::string& text) {
    const std::optional<double> value = ParseNumber(text);
    if (value && *value > 0 && *value <= most) return std::string();
    return fmt::format("it is {} when it should be a number above 0, at most {}", text, most);
  };
  return option->check(check, "POSITIVE");
}

CLI::Option* RequireWhole(CLI::Option* option, std::uint64_t least, std::uint64_t most) {
  const auto check = [least, most](const std::string& text) {
    const std::optional<std::uint64_t> value = ParseInteger<std::uint64_t>(text);
    if (value && *value >= least && *value <= most) return std::string();
    return fmt::format("it is {} when it should be a whole number from {} to {}", text, least,
                       most);
  };
  return option->check(check, "WHOLE");
}

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
