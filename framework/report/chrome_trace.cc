#include "framework/report/chrome_trace.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "framework/base/error.h"
#include "framework/measure/trace.h"
#include "framework/report/trace_lanes.h"

namespace lab::report {
namespace {

using measure::CaseRecord;
using measure::Sample;
using measure::TraceNode;
using measure::TrialRecord;
using Json = nlohmann::ordered_json;

double Microseconds(Duration duration) { return static_cast<double>(duration.count()) / 1000; }

/// The events of one trial of one case.
class Process {
 public:
  Process(int pid, const TrialRecord& trial, Json& events)
      : pid_(pid), trial_(trial), events_(events) {}

  void Add(const CaseRecord& record) {
    AddMeta("process_name", "name", 0, record.full_name() + " #" + std::to_string(trial_.index));
    if (const std::string never = measure::NeverStarted(trial_); !never.empty())
      AddMeta("process_labels", "labels", 0, "left out: " + never);
    const std::vector<TraceNode> nodes = measure::TraceOf(trial_);
    const std::vector<int> lanes = LanesOf(nodes);
    const int last = lanes.empty() ? -1 : *std::max_element(lanes.begin(), lanes.end());
    for (int lane = 0; lane <= last; ++lane)
      AddMeta("thread_name", "name", lane,
              lane == 0 ? "trial" : "at the same time " + std::to_string(lane));
    for (std::size_t i = 0; i < nodes.size(); ++i) AddNode(nodes[i], lanes[i]);
  }

 private:
  void AddMeta(const char* what, const char* argument, int lane, std::string text) {
    Json event{{"ph", "M"}, {"name", what}, {"pid", pid_}, {"tid", lane}};
    event["args"][argument] = std::move(text);
    events_.push_back(std::move(event));
  }

  void AddNode(const TraceNode& node, int lane) {
    Json event{{"ph", "X"}, {"name", node.name}, {"cat", measure::SpanKindName(node.kind)}};
    event["pid"] = pid_;
    event["tid"] = lane;
    event["ts"] = Microseconds(node.start - trial_.start);
    event["dur"] = Microseconds(node.end - node.start);
    if (node.sample != nullptr) event["args"] = Details(*node.sample);
    events_.push_back(std::move(event));
    if (node.sample == nullptr || !node.sample->timeline.streamed) return;
    AddMark("first token", node.sample->timeline.first_token, lane);
    AddMark("first visible text", node.sample->timeline.first_visible, lane);
  }

  void AddMark(const char* name, Time at, int lane) {
    if (!IsSet(at)) return;
    Json event{{"ph", "i"}, {"s", "t"}, {"name", name}, {"pid", pid_}, {"tid", lane}};
    event["ts"] = Microseconds(at - trial_.start);
    events_.push_back(std::move(event));
  }

  static Json Details(const Sample& sample) {
    Json details;
    details["request"] = sample.request_id;
    details["status"] = sample.http_status;
    details["prompt_tokens"] = sample.usage.prompt().count;
    details["cached_tokens"] = sample.usage.cache_read.count;
    details["output_tokens"] = sample.usage.output_total.count;
    if (sample.cost) details["cost_usd"] = sample.cost->dollars();
    if (sample.retries > 0) details["retries"] = sample.retries;
    if (sample.error) details["error"] = ErrorKindName(sample.error->kind);
    return details;
  }

  int pid_;
  const TrialRecord& trial_;
  Json& events_;
};

}  // namespace

const TrialRecord* FindTrial(const CaseRecord& record, std::int64_t index) {
  const auto found =
      std::find_if(record.trials.begin(), record.trials.end(),
                   [index](const TrialRecord& trial) { return trial.index == index; });
  return found == record.trials.end() ? nullptr : &*found;
}

void WriteChromeTrace(const measure::Run& run, const TraceOptions& options, std::ostream& out) {
  Json events = Json::array();
  int pid = 0;
  for (const CaseRecord& record : run.cases) {
    const TrialRecord* trial = FindTrial(record, options.trial);
    if (trial != nullptr) Process(++pid, *trial, events).Add(record);
  }
  // One event a line: a trace is diffed and grepped.
  out << "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[";
  const char* separator = "\n";
  for (const Json& event : events) {
    out << std::exchange(separator, ",\n")
        << event.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  out << "\n]}\n";
}

}  // namespace lab::report
