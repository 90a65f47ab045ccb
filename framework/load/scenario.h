// A scenario file: which endpoints, which loads on them, what is expected.
//
//   Result<Scenario> file = ReadScenario(text, "scenarios/steady.yaml", options);
//   for (const ScenarioRun& run : file->runs) ...      // each provider x model x scenario
//
//   providers: [{name: openai, endpoint: "http://127.0.0.1:8000/v1", models: [m],
//                auth: {type: bearer, token: "${OPENAI_API_KEY}"}}]
//   workload:
//     scenarios: [{name: steady, rate: 20, duration: 60s, slo: [ttft_ms_p99=500]}]
//     request_params: {max_tokens: 128}
//
// A key of a scenario is the flag of `lab load` of that name: what a value may be, and what is
// said of a wrong one, is the flag's. ${NAME} and ${NAME:-default} stand for the environment's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/secret.h"

namespace lab::load {

/// What is asked: a text with {name} in it, and what that stands for. Request i takes value i of
/// each list, from the front again behind its end.
struct PromptTemplate {
  std::string text;  ///< empty: none
  std::map<std::string, std::vector<std::string>> variables;

  /// The prompt of request `index`, from 0 up.
  std::string PromptOf(std::int64_t index) const;
};

/// One load on one model of one provider.
struct ScenarioRun {
  std::string name;                ///< "openai/m/steady": what tells it from the others
  std::vector<std::string> flags;  ///< of `lab load`; a later one of a name counts
  std::optional<Secret> token;     ///< in place of the environment's key
  PromptTemplate prompt;
  int line = 0;  ///< of the scenario in the file, from 1
};

/// A file that the results of each run are written to.
struct ScenarioExport {
  std::string format;  ///< "json" or "jsonl"
  std::string path;    ///< may hold {timestamp} and {name}
};

struct Scenario {
  std::vector<ScenarioRun> runs;
  std::vector<ScenarioExport> exports;
};

struct ScenarioOptions {
  /// The environment: nullopt where there is no such variable.
  std::function<std::optional<std::string>(std::string_view)> variable;
  /// "execution.max_concurrency=32", "workload.scenarios.0.rate=5": in place of what the file has.
  std::vector<std::string> settings;
};

/// ErrorKind::kConfig: "file:line: ..." names the key and the nearest right one, or the variable
/// that is missing; never what a variable holds.
Result<Scenario> ReadScenario(std::string_view yaml, std::string_view file,
                              const ScenarioOptions& options);

/// What a key's value is.
enum class ScenarioValue : std::uint8_t { kText, kFlag, kList };

/// A key of a scenario that is a flag.
struct ScenarioKey {
  std::string_view name;
  ScenarioValue value;
};
std::span<const ScenarioKey> ScenarioKeys();

}  // namespace lab::load
