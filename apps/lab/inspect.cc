// `lab inspect`: folds a recorded SSE body into a reply and prints it as JSON.

#include "framework/llm/providers/inspect.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "apps/files.h"
#include "apps/flags.h"
#include "apps/subcommand.h"
#include "framework/llm/providers/provider_table.h"

namespace lab::apps {
namespace {

Result<std::string> InspectFile(const std::string& wire, const std::string& name) {
  const Result<std::string> body = ReadFile(name);
  if (!body) return body.error();
  Result<std::string> json = InspectBody(wire, *body);
  const Result<void> stream = CheckIsStream(*body);
  if (json && !stream) return Annotate(stream.error(), name);
  return json;
}

}  // namespace

int Inspect(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  std::string wire;
  std::string name;
  CLI::App app("Folds a recorded SSE body into a reply and prints it as JSON.", "lab inspect");
  app.add_option("--wire", wire, "whose format it is: " + ProviderNames())->required();
  app.add_option("FILE", name, "the body as it was received; - reads standard input")->required();
  if (const std::optional<int> exit = ParseFlags(app, arguments, out, err)) return *exit;
  const Result<std::string> json = InspectFile(wire, name);
  if (!json) {
    err << "lab inspect: " << json.error().message << '\n';
    return kUsage;
  }
  out << *json << '\n';
  return kOk;
}

}  // namespace lab::apps
