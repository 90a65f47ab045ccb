#include "framework/measure/run_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>

#include "framework/measure/sample_json.h"

namespace lab::measure {
namespace {

using Json = nlohmann::ordered_json;

Json ConfigToJson(const RunConfig& config) {
  return {{"tool_version", config.tool_version},
          {"target", config.target},
          {"base_url", config.base_url},
          {"model", config.model},
          {"seed", config.seed},
          {"trials", config.trials},
          {"filter", config.filter},
          {"price_date", config.price_date}};
}

RunConfig ConfigFromJson(const Json& json) {
  RunConfig config;
  config.tool_version = json.at("tool_version").get<std::string>();
  config.target = json.at("target").get<std::string>();
  config.base_url = json.at("base_url").get<std::string>();
  config.model = json.at("model").get<std::string>();
  config.seed = json.at("seed").get<std::uint64_t>();
  config.trials = json.at("trials").get<std::int64_t>();
  config.filter = json.at("filter").get<std::string>();
  config.price_date = json.at("price_date").get<std::string>();
  return config;
}

Json HeaderOf(const CaseRecord& record) {
  Json json{{"name", record.full_name()},
            {"suite", record.suite},
            {"group", record.group},
            {"case", record.name}};
  json["args"] = Json::array();
  for (const auto& [name, value] : record.args)
    json["args"].push_back({{"name", name}, {"value", value}});
  json["model"] = record.model;
  json["baseline"] = record.baseline;
  json["metric"] = MetricName(record.metric);
  if (record.skipped) json["skipped"] = *record.skipped;
  return json;
}

void WriteCase(const CaseRecord& record, std::ostream& out) {
  std::string header = HeaderOf(record).dump();
  header.pop_back();
  out << header << ",\"trials\":[";
  for (std::size_t i = 0; i < record.trials.size(); ++i) {
    out << (i == 0 ? "\n" : ",\n") << TrialToJson(record.trials[i]).dump();
  }
  out << "]}";
}

Result<CaseRecord> CaseFromJson(const Json& json) {
  CaseRecord record;
  record.suite = json.at("suite").get<std::string>();
  record.group = json.at("group").get<std::string>();
  record.name = json.at("case").get<std::string>();
  for (const Json& arg : json.at("args")) {
    record.args.emplace_back(arg.at("name").get<std::string>(),
                             arg.at("value").get<std::int64_t>());
  }
  record.model = json.at("model").get<std::string>();
  record.baseline = json.at("baseline").get<bool>();
  const auto metric = json.at("metric").get<std::string>();
  const std::optional<Metric> parsed = ParseMetric(metric);
  if (!parsed)
    return Error{ErrorKind::kConfig,
                 fmt::format("case {} names an unknown metric '{}'", record.full_name(), metric)};
  record.metric = *parsed;
  if (json.contains("skipped")) record.skipped = json["skipped"].get<std::string>();
  for (const Json& trial : json.at("trials")) {
    Result<TrialRecord> read = TrialFromJson(trial);
    if (!read) return Annotate(read.error(), record.full_name());
    record.trials.push_back(std::move(*read));
  }
  return record;
}

Result<Run> RunFromJson(const Json& json) {
  const int schema = json.at("schema").get<int>();
  if (schema != kRunSchema) {
    return Error{ErrorKind::kConfig,
                 fmt::format("the run file has schema {} when this build reads {}; make it again",
                             schema, kRunSchema)};
  }
  Run run;
  run.config = ConfigFromJson(json.at("config"));
  run.simulated = json.at("simulated").get<bool>();
  if (json.contains("host")) {
    const Json& host = json["host"];
    run.host = Host{host.at("date").get<std::string>(), host.at("name").get<std::string>(),
                    host.at("cpus").get<int>()};
  }
  for (const Json& record : json.at("cases")) {
    Result<CaseRecord> read = CaseFromJson(record);
    if (!read) return read.error();
    run.cases.push_back(std::move(*read));
  }
  return run;
}

}  // namespace

void WriteRunJson(const Run& run, std::ostream& out) {
  out << "{\"schema\":" << kRunSchema << ",\"simulated\":" << (run.simulated ? "true" : "false");
  out << ",\n\"config\":" << ConfigToJson(run.config).dump();
  if (run.host) {
    const Json host{{"date", run.host->date}, {"name", run.host->name}, {"cpus", run.host->cpus}};
    out << ",\n\"host\":" << host.dump();
  }
  out << ",\n\"cases\":[";
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    out << (i == 0 ? "\n" : ",\n");
    WriteCase(run.cases[i], out);
  }
  out << "\n]}\n";
}

Result<Run> ReadRunJson(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded())
    return Error{ErrorKind::kDecode, "the run file is not JSON; was it written to the end?"};
  try {
    return RunFromJson(json);
  } catch (const nlohmann::json::exception& error) {
    return Error{ErrorKind::kConfig, fmt::format("the run file does not read: {}", error.what())};
  }
}

}  // namespace lab::measure
