#include "framework/measure/run_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>

#include "framework/measure/figures.h"
#include "framework/measure/json_fields.h"
#include "framework/measure/sample_json.h"
#include "framework/measure/trial_outline.h"

namespace lab::measure {
namespace {

using Json = nlohmann::ordered_json;

Json ConfigToJson(const RunConfig& config) {
  Json json{{"tool_version", config.tool_version},
            {"target", config.target},
            {"base_url", config.base_url},
            {"model", config.model},
            {"seed", config.seed},
            {"trials", config.trials},
            {"filter", config.filter},
            {"price_date", config.price_date}};
  if (!config.until.empty()) json["until"] = config.until;
  if (!config.faults.empty()) json["faults"] = config.faults;
  if (!config.profile.empty()) json["profile"] = config.profile;
  return json;
}

RunConfig ConfigFromJson(const JsonFields& fields) {
  RunConfig config;
  config.tool_version = fields.Text("tool_version");
  config.target = fields.Text("target");
  config.base_url = fields.Text("base_url");
  config.model = fields.Text("model");
  config.seed = fields.Unsigned("seed");
  config.trials = fields.Integer("trials");
  config.filter = fields.Text("filter");
  config.price_date = fields.Text("price_date");
  if (fields.Has("until")) config.until = fields.Text("until");
  if (fields.Has("faults")) config.faults = fields.Text("faults");
  if (fields.Has("profile")) config.profile = fields.Text("profile");
  return config;
}

// Text from a server may be no UTF-8; a run is not lost for that.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
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
  for (const Reading& reading : record.judged_by) json["judged_by"].push_back(reading.name());
  if (record.skipped) json["skipped"] = *record.skipped;
  if (record.cut) json["cut"] = true;
  return json;
}

// null where a bound does not exist.
Json BoundToJson(const std::optional<double>& bound) { return bound ? Json(*bound) : Json(); }

Json FiguresToJson(const CaseRecord& record) {
  Json json = Json::object();
  for (const Figure& figure : FiguresOf(record)) {
    const std::string name(figure.info->name);
    json[name] = figure.value;
    if (IsCounted(figure.info->unit)) json[name] = static_cast<std::int64_t>(figure.value);
    if (!figure.bounded()) continue;
    json[name + "_low"] = BoundToJson(figure.low);
    json[name + "_high"] = BoundToJson(figure.high);
  }
  return json;
}

void WriteCase(const CaseRecord& record, Detail detail, std::ostream& out) {
  Json head = HeaderOf(record);
  if (detail == Detail::kWhole && !record.skipped) head["figures"] = FiguresToJson(record);
  std::string header = Dump(head);
  header.pop_back();
  out << header << ",\"trials\":[";
  for (std::size_t i = 0; i < record.trials.size(); ++i) {
    const TrialRecord& trial = record.trials[i];
    out << (i == 0 ? "\n" : ",\n")
        << Dump(detail == Detail::kOutline ? TrialToOutline(trial) : TrialToJson(trial));
  }
  out << "]}";
}

// Files of before had one metric, meant at its median.
Reading OldReading(const JsonFields& fields) {
  const Result<Reading> reading = ParseReading(fields.Text("metric") + "_p50");
  if (!reading) fields.Refuse("metric", "a metric that this build knows and cases are compared by");
  return *reading;
}

std::vector<Reading> JudgedByFromJson(const JsonFields& fields) {
  if (!fields.Has("judged_by")) return {fields.Has("metric") ? OldReading(fields) : Reading{}};
  std::vector<Reading> readings;
  for (std::size_t i = 0; i < fields.Array("judged_by").size(); ++i) {
    const Result<Reading> reading = ParseWrittenReading(fields.TextAt("judged_by", i));
    if (!reading) fields.Refuse("judged_by", "a list of readings: " + reading.error().message);
    readings.push_back(*reading);
  }
  if (readings.empty()) fields.Refuse("judged_by", "a list of one reading or more");
  return readings;
}

CaseRecord CaseFromJson(const JsonFields& fields) {
  CaseRecord record;
  record.suite = fields.Text("suite");
  record.group = fields.Text("group");
  record.name = fields.Text("case");
  for (std::size_t i = 0; i < fields.Array("args").size(); ++i) {
    const JsonFields arg = fields.Element("args", i);
    record.args.emplace_back(arg.Text("name"), arg.Integer("value"));
  }
  record.model = fields.Text("model");
  record.baseline = fields.Flag("baseline");
  record.judged_by = JudgedByFromJson(fields);
  if (fields.Has("skipped")) record.skipped = fields.Text("skipped");
  if (fields.Has("cut")) record.cut = fields.Flag("cut");
  const Json& trials = fields.Array("trials");
  for (std::size_t i = 0; i < trials.size(); ++i) {
    Result<TrialRecord> read = TrialFromJson(trials[i]);
    if (!read)
      throw JsonFault{fmt::format("{}.trials[{}]: {}", fields.path(), i, read.error().message)};
    record.trials.push_back(std::move(*read));
  }
  return record;
}

Run RunFromJson(const JsonFields& fields) {
  const std::int64_t schema = fields.Integer("schema");
  if (schema != kRunSchema) {
    throw JsonFault{fmt::format("schema is {} when this build reads {}; make the file again",
                                schema, kRunSchema)};
  }
  Run run;
  run.config = ConfigFromJson(fields.Object("config"));
  run.simulated = fields.Flag("simulated");
  if (fields.Has("host")) {
    const JsonFields host = fields.Object("host");
    run.host = Host{host.Text("date"), host.Text("name"),
                    static_cast<int>(host.Integer("cpus", 0, 1'000'000))};
  }
  for (std::size_t i = 0; fields.Has("notes") && i < fields.Array("notes").size(); ++i)
    run.notes.push_back(fields.TextAt("notes", i));
  if (fields.Has("cut")) run.cut = fields.Text("cut");
  for (std::size_t i = 0; i < fields.Array("cases").size(); ++i)
    run.cases.push_back(CaseFromJson(fields.Element("cases", i)));
  return run;
}

}  // namespace

void WriteRunJson(const Run& run, std::ostream& out, Detail detail) {
  out << "{\"schema\":" << kRunSchema << ",\"simulated\":" << (run.simulated ? "true" : "false");
  out << ",\n\"config\":" << Dump(ConfigToJson(run.config));
  if (run.host) {
    const Json host{{"date", run.host->date}, {"name", run.host->name}, {"cpus", run.host->cpus}};
    out << ",\n\"host\":" << Dump(host);
  }
  if (!run.notes.empty()) out << ",\n\"notes\":" << Dump(Json(run.notes));
  if (!run.cut.empty()) out << ",\n\"cut\":" << Dump(Json(run.cut));
  out << ",\n\"cases\":[";
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    out << (i == 0 ? "\n" : ",\n");
    WriteCase(run.cases[i], detail, out);
  }
  out << "\n]}\n";
}

Result<Run> ReadRunJson(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded())
    return Error{ErrorKind::kDecode, "the run file is not JSON; was it written to the end?"};
  try {
    return RunFromJson(JsonFields(json));
  } catch (const JsonFault& fault) {
    return Error{ErrorKind::kConfig, "the run file does not read: " + fault.message};
  }
}

}  // namespace lab::measure
