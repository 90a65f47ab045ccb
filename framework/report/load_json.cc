#include "framework/report/load_json.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>

#include "framework/report/row_json.h"

namespace lab::report {
namespace {

using Json = nlohmann::ordered_json;

Json OrNull(const std::optional<double>& number) { return number ? Json(*number) : Json(); }

std::string DumpLoad(const Json& json, int indent) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

Json FigureToJson(const measure::LoadFigure& figure) {
  Json json{{"n", figure.n}, {"mean", figure.mean}, {"max", figure.max}};
  for (std::size_t i = 0; i < figure.percentiles.size(); ++i) {
    const std::string name(measure::kLoadPercentileNames[i]);
    json[name] = figure.percentiles[i].value;
    json[name + "_low"] = OrNull(figure.percentiles[i].low);
    json[name + "_high"] = OrNull(figure.percentiles[i].high);
  }
  return json;
}

Json FiguresToJson(const std::vector<measure::LoadFigure>& figures) {
  Json json = Json::object();
  for (const measure::LoadFigure& figure : figures)
    json[std::string(figure.name)] = FigureToJson(figure);
  return json;
}

Json VerdictToJson(const LoadReport& report) {
  const measure::LoadTrust& trust = report.trust;
  return {{"valid", trust.valid},
          {"reasons", trust.reasons},
          {"line", trust.line},
          {"client_delay_ms_p99", OrNull(trust.client_delay_ms_p99)},
          {"stamps",
           {{"kernel_share", trust.kernel_share},
            {"coalesced_share", trust.coalesced_share},
            {"simulated", report.run->simulated}}},
          {"schedule_lag_ms_p99", ToMs(report.rates.lag_p99)},
          {"delivered_share", OrNull(report.rates.delivered_share)},
          {"little_ratio", OrNull(report.rates.little_ratio)}};
}

Json RequestsToJson(const measure::LoadCounts& counts) {
  return {{"asked", counts.asked},
          {"sent", counts.sent()},
          {"ok", counts.ok},
          {"failed", counts.failed},
          {"cancelled", counts.cancelled},
          {"unsent", counts.unsent},
          {"tried_again", counts.tried_again},
          {"warm_up", counts.warm_up},
          {"cool_down", counts.cool_down}};
}

Json RatesToJson(const measure::LoadRates& rates) {
  return {{"asked_per_s", OrNull(rates.asked_per_s)},
          {"sent_per_s", OrNull(rates.sent_per_s)},
          {"answers_per_s", OrNull(rates.answers_per_s)},
          {"output_tokens_per_s", OrNull(rates.output_tokens_per_s)},
          {"mean_under_way", OrNull(rates.mean_under_way)},
          {"held_ms_p99", ToMs(rates.held_p99)},
          {"good_requests", rates.good},
          {"goodput_per_s", OrNull(rates.goodput_per_s)}};
}

// Per token of the whole run; the client's own work before and behind it is in it.
Json ClientToJson(const measure::LoadRun& run) {
  if (!run.client)
    return {{"cpu_us_per_token", nullptr}, {"cpu_percent", nullptr}, {"peak_rss_mb", nullptr}};
  const bool any = run.output_tokens > 0;
  const double cpu_us = run.client->cpu_seconds * 1e6;
  return {
      {"cpu_us_per_token", any ? Json(cpu_us / static_cast<double>(run.output_tokens)) : Json()},
      {"cpu_percent", run.client->cpu_percent()},
      {"peak_rss_mb", run.client->peak_rss_mb}};
}

Json ErrorsToJson(const measure::LoadRun& run) {
  Json json = Json::object();
  for (const auto& [kind, error] : run.errors) json[std::string(ErrorKindName(kind))] = error.count;
  return json;
}

Json FirstErrorsToJson(const measure::LoadRun& run) {
  Json json = Json::object();
  for (const auto& [kind, error] : run.errors) json[std::string(ErrorKindName(kind))] = error.first;
  return json;
}

Json LoadConfigToJson(const measure::LoadConfig& config) {
  return {{"tool_version", config.tool_version},
          {"target", config.target},
          {"base_url", config.base_url},
          {"model", config.model},
          {"seed", config.seed},
          {"arrival", config.arrival},
          {"open_loop", config.open_loop},
          {"concurrency", config.concurrency},
          {"input_tokens", config.input_tokens},
          {"output_tokens", config.output_tokens},
          {"price_date", config.price_date}};
}

Json SlosToJson(const LoadReport& report) {
  Json json = Json::array();
  for (const measure::LoadSlo& slo : report.slos) {
    const std::optional<bool> holds = measure::Holds(slo, report.figures);
    json.push_back({{"slo", slo.text()}, {"holds", holds ? Json(*holds) : Json()}});
  }
  return json;
}

}  // namespace

void WriteLoadJson(const LoadReport& report, std::ostream& out) {
  const measure::LoadRun& run = *report.run;
  Json json{{"verdict", VerdictToJson(report)},
            {"requests", RequestsToJson(run.counts)},
            {"metrics", FiguresToJson(report.figures)},
            {"client", ClientToJson(run)},
            {"errors", ErrorsToJson(run)},
            {"config", LoadConfigToJson(run.config)},
            {"rates", RatesToJson(report.rates)},
            {"slos", SlosToJson(report)},
            {"phases", FiguresToJson(report.phases)},
            {"first_errors", FirstErrorsToJson(run)},
            {"usage",
             {{"input_tokens", run.input_tokens},
              {"output_tokens", run.output_tokens},
              {"cost_usd", run.cost.dollars()},
              {"unpriced_requests", run.unpriced}}},
            {"stopped_by", run.stopped_by},
            {"cut", run.cut},
            {"duration_s", ToSeconds(run.end - run.start)},
            {"notes", run.notes}};
  if (run.host)
    json["host"] = {{"date", run.host->date}, {"name", run.host->name}, {"cpus", run.host->cpus}};
  out << DumpLoad(json, 2) << '\n';
}

void WriteLoadLine(Time run_start, const measure::LoadRow& row, const measure::Sample& sample,
                   std::ostream& out) {
  Json json{{"index", row.index},
            {"due_ms", ToMs(row.row.intended - run_start)},
            {"start_ms", ToMs(row.row.start - run_start)},
            {"lag_ms", ToMs(row.lag)},
            {"held_ms", ToMs(row.held)}};
  if (sample.error)
    json["error"] = {{"kind", ErrorKindName(sample.error->kind)},
                     {"message", sample.error->message}};
  if (!sample.request_id.empty()) json["request_id"] = sample.request_id;
  json["row"] = RowToJson(row.row);
  out << DumpLoad(json, -1) << '\n';
}

}  // namespace lab::report
