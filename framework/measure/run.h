// A whole invocation of the benchmark binary: its configuration, its cases, the client's health.
//
//   Run run;
//   run.config = {.target = "sim", .model = "claude-sonnet-5-5", .seed = 7, .trials = 50};
//   run.cases.push_back(std::move(record));
//   WriteRunJson(run, out);             // run_json.h
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/measure/reading.h"
#include "framework/measure/sample.h"

namespace lab::measure {

/// One case of one suite, with all its trials.
struct CaseRecord {
  std::string suite;
  std::string
      group;  ///< the fixture: cases of one group answer the same questions and share a baseline
  std::string name;
  std::vector<std::pair<std::string, std::int64_t>> args;
  std::string model;
  bool baseline = false;
  /// What its group is judged by: never empty, nothing that is pooled. The first is what the table
  /// shows the change of.
  std::vector<Reading> judged_by{Reading{}};
  std::optional<std::string> skipped;  ///< why it was not run
  bool cut = false;                    ///< the run ended before its trials were done
  std::vector<TrialRecord> trials;

  /// "caching/SupportDesk/Uncached/pause_s:60"
  std::string full_name() const;
  /// Without suite and group: "Uncached/pause_s:60"
  std::string short_name() const;
  /// The first reading that the group is judged by which is a time; the median latency where none
  /// is. A trial's own is Google Benchmark's manual time.
  Reading judged_time() const;
};

/// Everything that decides what a run does. Nothing of the host or of the wall clock, so that two
/// simulated runs are the same bytes.
struct RunConfig {
  std::string tool_version;
  std::string target;
  std::string base_url;  ///< empty in simulated time
  std::string model;
  std::string profile;  ///< of a simulated service, where it is not the model's own
  std::uint64_t seed = 0;
  std::int64_t trials = 0;
  std::string until;  ///< the rule by which a case may end before its trials are done; empty: none
  std::string filter;
  std::string faults;  ///< the plan of --fault; empty: none
  std::string price_date;
};

/// What a real-time run says about the machine and the moment; absent in simulated time.
struct Host {
  std::string date;  ///< ISO 8601
  std::string name;
  int cpus = 0;
};

struct Run {
  RunConfig config;
  std::optional<Host> host;
  bool simulated = false;
  /// What was done otherwise than asked, because the service took it no other way; for people.
  std::vector<std::string> notes;
  /// What ended it before all was measured ("Ctrl-C (SIGINT) after 37 of 400 trials"); empty: it is
  /// whole. Cases without a trial are not in a run that was cut.
  std::string cut;
  std::vector<CaseRecord> cases;
};

}  // namespace lab::measure
