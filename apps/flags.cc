#include "apps/flags.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>
#include <utility>

#include "apps/subcommand.h"
#include "framework/base/nearest_name.h"
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

CLI::Option* RequireOneOf(CLI::Option* option, std::vector<std::string> words) {
  const auto check = [words = std::move(words)](const std::string& text) {
    if (std::find(words.begin(), words.end(), text) != words.end()) return std::string();
    return fmt::format("'{}' is none{}", text, RightNames(text, words));
  };
  return option->check(check, "WORD");
}

std::string Explain(const CLI::App& app, const CLI::ParseError& error) {
  // CLI11 speaks of an argument that was not expected.
  const std::vector<std::string> left = app.remaining();
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  // A flag that is missing may be the one that was misspelt.
  const bool missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (left.empty() || !(extra || (missing && left[0].starts_with('-'))))
    return fmt::format("{} (--help lists every flag)", error.what());
  const std::string written = left[0].substr(0, left[0].find('='));
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  if (!written.starts_with('-')) {
    return fmt::format("'{}' belongs to no flag{}", Quoted(left[0]), RightNames(written, flags));
  }
  return fmt::format("there is no flag {}{}", Quoted(left[0]), RightNames(written, flags));
}

std::optional<int> ParseFlags(CLI::App& app, const std::vector<std::string>& arguments,
                              std::ostream& out, std::ostream& err) {
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    out << app.help();
    return kOk;
  } catch (const CLI::ParseError& error) {
    err << app.get_name() << ": " << Explain(app, error) << '\n';
    return kUsage;
  }
  return std::nullopt;
}

}  // namespace lab::apps
