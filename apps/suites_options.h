// The command line of the benchmark binary.
//
//   Result<SuitesOptions> options = ParseSuitesOptions(argc, argv);
//   if (options->help) std::cout << options->help_text;
//
// Google Benchmark's flags keep their names and meanings and are passed on; ours stand beside them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/time.h"
#include "framework/measure/slo.h"
#include "framework/net/http_message.h"

namespace lab::apps {

struct SuitesOptions {
  std::string target = "sim";        ///< sim, mock or a provider's name
  std::string base_url;              ///< empty: the provider's own
  std::vector<std::string> headers;  ///< "Name: value", sent with every request
  std::vector<std::string> query;    ///< "name=value", behind the endpoint's path
  bool no_stream_options = false;    ///< do not ask for usage in streams
  std::string model;                 ///< empty: the target's default
  std::string
      profile;  ///< a shipped profile's name or a file, for sim and mock; empty: the model's own
  std::string fault;     ///< a fault plan (docs/mock.md), for sim and mock; empty: none
  bool dry_run = false;  ///< say what a live run will come to, and send nothing
  double max_usd = 0;    ///< live targets: end the run before it costs more; 0: no limit
  std::uint64_t seed = 1;
  std::int64_t runs = 0;  ///< trials a case; 0: by the target
  bool quick = false;
  int threads = 0;  ///< for simulation; 0: as many as there are cores
  std::string format = "table";
  std::vector<std::string> out;  ///< files, their form by their extension
  /// Files of one form each; empty: none.
  std::string html;
  std::string csv;
  std::string junit;
  std::string jsonl;  ///< written as trials end
  std::string color = "auto";
  std::string percentiles_text = "50,95,99";
  std::string stats_text;
  /// Columns of a metric in the tables: "p50", "mean".
  std::vector<std::string> statistics{"p50", "p95", "p99"};
  bool confusion = false;   ///< which label was taken for which, below the tables
  std::int64_t volume = 0;  ///< requests a month that the summary tells a saving for; 0: not told
  std::string trace;        ///< file for the trace of one trial of each case; empty: none
  std::int64_t trace_trial = 0;         ///< which
  bool gate = false;                    ///< compare with the baselines instead of printing tables
  bool approve = false;                 ///< write the baselines anew
  std::string baselines = "baselines";  ///< the folder they are in
  std::string until;                    ///< "ci:5%"
  double until_width = 0;               ///< 0.05; 0: every trial is run
  bool interleaved = false;             ///< two configurations in turns
  std::string interleave;               ///< the flags of the second
  std::string limit_text = "5%";
  double limit = 0.05;               ///< of their comparison
  std::vector<std::string> metrics;  ///< that are compared; empty: the usual ones
  std::string trial_timeout_text;
  Duration trial_timeout{};  ///< 0: as each case says
  std::vector<std::string> slo_texts;
  std::vector<measure::Slo> slos;  ///< what they say
  bool list_tests = false;
  std::string benchmark_format = "console";
  std::string benchmark_out;  ///< Google Benchmark's file; empty: none
  bool min_time_given = false;
  std::string filter;
  std::vector<std::string> benchmark_flags;  ///< for Google Benchmark, unparsed
  std::string help_text;                     ///< when not empty: print it and leave
};

/// ErrorKind::kUsage names the flag, the value and what would be right.
Result<SuitesOptions> ParseSuitesOptions(int argc, const char* const* argv);

/// The header of a --header flag, as views of its text; nullopt when it is none.
std::optional<net::Header> ParseHeaderFlag(std::string_view text);

/// The targets: "sim", "mock" and every provider.
std::vector<std::string> TargetNames();

}  // namespace lab::apps
