// The command line of `lab load`, and the plan that it comes to.
//
//   LoadFlags flags;
//   AddLoadFlags(app, flags);
//   Result<LoadJob> job = JobOf(flags);       // after the flags were read
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/secret.h"
#include "framework/load/driver.h"
#include "framework/load/scenario.h"
#include "framework/load/trace.h"
#include "framework/measure/load_slo.h"

namespace CLI {
class App;
}  // namespace CLI

namespace lab::apps {

struct LoadFlags {
  std::string scenario;  ///< a file; empty: the flags say it all
  std::vector<std::string> settings;
  bool check = false;
  // What a scenario says and no flag does.
  std::optional<Secret> token;
  load::PromptTemplate prompt;

  std::string target;  ///< empty: sim, or with a URL openai-compatible
  std::string url;
  std::string model;
  std::string profile;
  std::string fault;
  std::vector<std::string> headers;
  bool no_stream_options = false;

  std::string rate;
  std::string arrival;
  std::int64_t concurrency = 0;
  std::int64_t requests = 0;
  std::string duration;
  std::string think;
  std::string turn_gap;
  std::string ramp_up;
  std::string warm_up;
  std::string cool_down;
  std::string grace = "30s";
  std::int64_t max_errors = 0;
  double max_cost = 0;

  std::int64_t input_tokens = 512;
  std::int64_t output_tokens = 128;
  std::int64_t shared_tokens = 0;
  bool buffered = false;
  std::optional<double> temperature;
  int attempts = 1;
  std::string first_backoff;
  std::string timeout = "600s";

  std::string trace;
  std::int64_t block_tokens = 0;
  bool spread = false;
  double speed_up = 1;
  std::string gap_cap;

  std::vector<std::string> slos;
  bool failures_as_inf = false;
  std::string max_error_rate = "1%";
  std::uint64_t seed = 1;
  std::string out;
  std::string jsonl;
  std::string color = "auto";
};

/// All but those of a scenario file.
void AddLoadFlags(CLI::App& app, LoadFlags& flags);
/// The file, --set and --check.
void AddScenarioFlags(CLI::App& app, LoadFlags& flags);

/// What is sent, when, and what is expected of it.
struct LoadJob {
  load::LoadPlan plan;
  std::string arrival;                 ///< for people: "20/s, poisson"
  std::shared_ptr<load::Trace> trace;  ///< null: prompts of one length
  std::vector<measure::LoadSlo> slos;
  double max_error_share = 0.01;
  Duration timeout{};
  Duration first_backoff{};
  std::vector<std::string> notes;
};

/// ErrorKind::kUsage and kConfig name the flag.
Result<LoadJob> JobOf(const LoadFlags& flags);

}  // namespace lab::apps
