// `lab inspect`: folds a recorded SSE body into a reply and prints it as JSON.

#include "framework/llm/providers/inspect.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "apps/subcommand.h"

namespace lab::apps {
namespace {

Result<std::string> ReadBody(const std::string& name) {
  std::ostringstream bytes;
  if (name == "-") {
    bytes << std::cin.rdbuf();
    return bytes.str();
  }
  std::ifstream file(name, std::ios::binary);
  if (!file)
    return Error{ErrorKind::kIo,
                 fmt::format("{}: the file cannot be read; - reads standard input", name)};
  bytes << file.rdbuf();
  return bytes.str();
}

Result<std::string> InspectFile(const std::string& wire, const std::string& name) {
  const Result<std::string> body = ReadBody(name);
  if (!body) return body.error();
  return InspectBody(wire, *body);
}

}  // namespace

int Inspect(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  std::string wire;
  std::string name;
  CLI::App app("Folds a recorded SSE body into a reply and prints it as JSON.", "lab inspect");
  app.add_option("--wire", wire, "whose format it is: anthropic, openai or openai-compatible")
      ->required();
  app.add_option("FILE", name, "the body as it was received; - reads standard input")->required();
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    out << app.help();
    return kOk;
  } catch (const CLI::ParseError& error) {
    err << "lab inspect: " << error.what() << " (--help lists every flag)\n";
    return kUsage;
  }
  const Result<std::string> json = InspectFile(wire, name);
  if (!json) {
    err << "lab inspect: " << json.error().message << '\n';
    return kUsage;
  }
  out << *json << '\n';
  return kOk;
}

}  // namespace lab::apps
