#include "framework/load/scenario.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "framework/base/yaml_file.h"
#include "framework/load/scenario_section.h"

namespace lab::load {
namespace {

using enum ScenarioValue;

constexpr auto kKeys = std::to_array<ScenarioKey>({
    {"rate", kText},          {"arrival", kText},        {"concurrency", kText},
    {"turn_gap", kText},      {"think", kText},          {"ramp_up", kText},
    {"requests", kText},      {"duration", kText},       {"max_errors", kText},
    {"max_cost", kText},      {"warm_up", kText},        {"cool_down", kText},
    {"grace", kText},         {"input_tokens", kText},   {"output_tokens", kText},
    {"shared_tokens", kText}, {"trace", kText},          {"block_tokens", kText},
    {"spread", kFlag},        {"speed_up", kText},       {"gap_cap", kText},
    {"slo", kList},           {"max_error_rate", kText}, {"seed", kText},
    {"profile", kText},
});

std::string FlagOf(std::string_view key) {
  std::string flag = "--" + std::string(key);
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

using Flags = std::vector<std::string>;

// Nothing for a value that was not given; one that was takes the place of the one before.
void Put(Flags& flags, std::string_view flag, std::string value) {
  if (value.empty()) return;
  const auto before = std::find(flags.begin(), flags.end(), flag);
  const bool many = flag == "--slo" || flag == "--header";
  if (before != flags.end() && !many) {
    *(before + 1) = std::move(value);
    return;
  }
  flags.emplace_back(flag);
  flags.push_back(std::move(value));
}

void PutKeys(ScenarioSection& section, Flags& flags) {
  for (const ScenarioKey& key : kKeys) {
    const std::string name(key.name);
    const std::string flag = FlagOf(name);
    if (key.value == kText) Put(flags, flag, section.Text(name.c_str()));
    if (key.value == kFlag && section.Flag(name.c_str())) flags.push_back(flag);
    if (key.value != kList) continue;
    for (std::string& value : section.Texts(name.c_str())) Put(flags, flag, std::move(value));
  }
}

/// Where the requests go.
struct Endpoint {
  std::string name;
  std::string model;
  Flags flags;
  std::optional<Secret> token;
};

std::optional<Secret> TokenOf(ScenarioSection auth) {
  const std::string type = auth.Text("type");
  const bool known = type.empty() || type == "bearer" || type == "api_key" || type == "none";
  if (!known) auth.Refuse("type", "bearer, api_key or none");
  std::string token = auth.Text("token");
  auth.Close();
  if (token.empty() || type == "none") return std::nullopt;
  return Secret(std::move(token));
}

// `target` says which protocol is spoken; without it a provider's name does where it has no
// endpoint of its own, and OpenAI's where it has.
std::vector<Endpoint> EndpointsOf(ScenarioSection provider) {
  Endpoint endpoint{.name = provider.Text("name")};
  const std::string url = provider.Text("endpoint");
  std::string target = provider.Text("target");
  if (target.empty()) target = url.empty() ? endpoint.name : "openai-compatible";
  Put(endpoint.flags, "--target", std::move(target));
  Put(endpoint.flags, "--url", url);
  Put(endpoint.flags, "--profile", provider.Text("profile"));
  for (std::string& header : provider.Texts("headers"))
    Put(endpoint.flags, "--header", std::move(header));
  endpoint.token = TokenOf(provider.Inside("auth"));
  std::vector<std::string> models = provider.Texts("models");
  provider.Close();
  if (models.empty()) models.emplace_back();
  std::vector<Endpoint> endpoints;
  for (std::string& model : models) {
    Endpoint& one = endpoints.emplace_back(endpoint);
    one.model = model;
    Put(one.flags, "--model", std::move(model));
  }
  return endpoints;
}

std::vector<Endpoint> AllEndpoints(ScenarioSection& root) {
  std::vector<Endpoint> all;
  for (const ScenarioSection& provider : root.Elements("providers")) {
    for (Endpoint& endpoint : EndpointsOf(provider)) all.push_back(std::move(endpoint));
  }
  if (all.empty()) all.push_back({.name = "sim"});
  return all;
}

// What holds for every scenario unless it says otherwise itself.
Flags DefaultsOf(ScenarioSection& root, ScenarioSection& workload) {
  Flags flags;
  ScenarioSection params = workload.Inside("request_params");
  Put(flags, "--output-tokens", params.Text("max_tokens"));
  Put(flags, "--temperature", params.Text("temperature"));
  Put(flags, "--timeout", params.Text("timeout"));
  if (!params.Flag("stream", true)) flags.emplace_back("--buffered");
  params.Close();
  ScenarioSection execution = root.Inside("execution");
  Put(flags, "--concurrency", execution.Text("max_concurrency"));
  ScenarioSection retry = execution.Inside("retry");
  Put(flags, "--attempts", retry.Text("max_attempts"));
  const std::string pause = retry.Text("initial_backoff_ms");
  Put(flags, "--first-backoff", pause.empty() ? "" : pause + "ms");
  retry.Close();
  execution.Close();
  return flags;
}

// A name in braces that no variable has is refused: it would be sent as it stands.
void CheckBraces(const PromptTemplate& prompt, const ScenarioSection& section) {
  for (std::size_t at = prompt.text.find('{'); at != std::string::npos;
       at = prompt.text.find('{', at + 1)) {
    const std::size_t end = prompt.text.find('}', at);
    if (end == std::string::npos) return;
    const std::string name = prompt.text.substr(at + 1, end - at - 1);
    const bool is_name = !name.empty() && name.find_first_not_of(
                                              "abcdefghijklmnopqrstuvwxyz"
                                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789_") == std::string::npos;
    if (is_name && !prompt.variables.contains(name))
      section.Refuse("template",
                     fmt::format("without {{{}}}, which 'variables' does not have", name));
  }
}

PromptTemplate PromptTemplateOf(ScenarioSection section) {
  PromptTemplate prompt{.text = section.Text("template")};
  ScenarioSection variables = section.Inside("variables");
  for (const std::string& name : variables.Keys()) {
    prompt.variables[name] = variables.Texts(name.c_str());
    if (prompt.variables[name].empty()) variables.Refuse(name.c_str(), "a value or a list of them");
  }
  section.Close();
  if (!prompt.text.empty()) CheckBraces(prompt, section);
  return prompt;
}

ScenarioRun RunOf(const Endpoint& endpoint, const Flags& defaults, ScenarioSection section) {
  ScenarioRun run{.name = endpoint.name, .flags = endpoint.flags, .token = endpoint.token};
  run.line = section.line();
  const std::string name = section.Text("name");
  if (name.empty()) section.Refuse("a scenario needs a name");
  if (!endpoint.model.empty()) run.name += "/" + endpoint.model;
  run.name += "/" + name;
  run.prompt = PromptTemplateOf(section.Inside("prompt"));
  run.flags.insert(run.flags.end(), defaults.begin(), defaults.end());
  PutKeys(section, run.flags);
  section.Close();
  return run;
}

void ReadRuns(ScenarioSection& root, Scenario& file) {
  const std::vector<Endpoint> endpoints = AllEndpoints(root);
  ScenarioSection workload = root.Inside("workload");
  const Flags defaults = DefaultsOf(root, workload);
  const std::vector<ScenarioSection> scenarios = workload.Elements("scenarios");
  workload.Close();
  if (scenarios.empty())
    root.Refuse("'workload.scenarios' should be a list with one scenario at least");
  for (const Endpoint& endpoint : endpoints) {
    for (const ScenarioSection& section : scenarios)
      file.runs.push_back(RunOf(endpoint, defaults, section));
  }
}

void ReadExports(ScenarioSection& root, Scenario& file) {
  ScenarioSection output = root.Inside("output");
  for (ScenarioSection& section : output.Elements("export")) {
    ScenarioExport one{.format = section.Text("format"), .path = section.Text("path")};
    if (one.path.empty()) section.Refuse("an export needs a path");
    if (one.format != "json" && one.format != "jsonl") section.Refuse("format", "json or jsonl");
    section.Close();
    file.exports.push_back(std::move(one));
  }
  output.Close();
}

}  // namespace

std::string PromptTemplate::PromptOf(std::int64_t index) const {
  std::string prompt = text;
  for (const auto& [name, values] : variables) {
    const std::string mark = "{" + name + "}";
    const std::string& value = values[static_cast<std::size_t>(index) % values.size()];
    for (std::size_t at = prompt.find(mark); at != std::string::npos;
         at = prompt.find(mark, at + value.size()))
      prompt.replace(at, mark.size(), value);
  }
  return prompt;
}

std::span<const ScenarioKey> ScenarioKeys() { return kKeys; }

Result<Scenario> ReadScenario(std::string_view yaml, std::string_view file,
                              const ScenarioOptions& options) {
  Scenario scenario;
  const Result<void> read = ReadYaml(yaml, file, [&](const YAML::Node& node) {
    for (const std::string& setting : options.settings) ApplySetting(node, setting);
    ScenarioSection root(node, "", options);
    ReadRuns(root, scenario);
    ReadExports(root, scenario);
    root.Close();
  });
  if (!read) return read.error();
  return scenario;
}

}  // namespace lab::load
