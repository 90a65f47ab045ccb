// `lab`: the tools around the benchmark binary, a table of subcommands.

#include <array>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "apps/subcommand.h"
#include "framework/base/nearest_name.h"

namespace lab::apps {
namespace {

constexpr std::array<Subcommand, 6> kSubcommands{{
    {"compare", "is one run slower than another: a verdict for CI", Compare},
    {"inspect", "fold a recorded SSE body into a reply and print it as JSON", Inspect},
    {"load", "a load on an endpoint or in simulated time, and a verdict on it", Load},
    {"mock", "the mock server on its own, for SDKs and other tools", Mock},
    {"power", "how many trials would show a given change", Power},
    {"selftest", "every promise of the statistics, tried by simulation", Selftest},
}};

void PrintUsage(std::ostream& out) {
  out << "usage: lab SUBCOMMAND [flags]   (lab SUBCOMMAND --help lists its flags)\n\n";
  for (const Subcommand& subcommand : AllSubcommands()) {
    out << "  " << subcommand.name << std::string(12 - subcommand.name.size(), ' ')
        << subcommand.summary << '\n';
  }
}

int Main(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return PrintUsage(std::cerr), kUsage;
  if (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help")
    return PrintUsage(std::cout), kOk;
  for (const Subcommand& subcommand : AllSubcommands()) {
    if (subcommand.name != arguments[0]) continue;
    return subcommand.run({arguments.begin() + 1, arguments.end()}, std::cout, std::cerr);
  }
  std::vector<std::string_view> names;
  for (const Subcommand& subcommand : AllSubcommands()) names.push_back(subcommand.name);
  std::cerr << "lab: there is no subcommand '" << arguments[0] << "'"
            << RightNames(arguments[0], names) << "\n\n";
  PrintUsage(std::cerr);
  return kUsage;
}

}  // namespace

std::span<const Subcommand> AllSubcommands() { return kSubcommands; }

}  // namespace lab::apps

int main(int argc, char** argv) { return lab::apps::Main({argv + 1, argv + argc}); }
