#include "framework/measure/sample_json.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace lab::measure {
namespace {

using Json = nlohmann::ordered_json;

struct StampField {
  const char* name;
  Time Timeline::*member;
};

constexpr std::array<StampField, 12> kStamps{{
    {"intended_ns", &Timeline::intended},
    {"start_ns", &Timeline::start},
    {"dns_ns", &Timeline::dns},
    {"tcp_ns", &Timeline::tcp},
    {"tls_ns", &Timeline::tls},
    {"sent_ns", &Timeline::sent},
    {"first_byte_ns", &Timeline::first_byte},
    {"first_event_ns", &Timeline::first_event},
    {"first_token_ns", &Timeline::first_token},
    {"first_visible_ns", &Timeline::first_visible},
    {"last_token_ns", &Timeline::last_token},
    {"end_ns", &Timeline::end},
}};

struct UsageField {
  const char* name;
  Tokens Usage::*member;
};

constexpr std::array<UsageField, 6> kUsage{{
    {"input_uncached", &Usage::input_uncached},
    {"cache_read", &Usage::cache_read},
    {"cache_write_5m", &Usage::cache_write_5m},
    {"cache_write_1h", &Usage::cache_write_1h},
    {"output_total", &Usage::output_total},
    {"output_reasoning", &Usage::output_reasoning},
}};

void PutStamp(Json& json, const char* name, Time stamp, Time origin) {
  if (IsSet(stamp)) json[name] = (stamp - origin).count();
}

Time GetStamp(const Json& json, const char* name, Time origin) {
  const auto field = json.find(name);
  return field == json.end() ? kUnset : origin + Duration(field->get<std::int64_t>());
}

// A column that holds nothing but `fallback` is left out.
template <class T, class Get>
void PutColumn(Json& json, const char* name, const std::vector<T>& rows, std::int64_t fallback,
               Get get) {
  Json column = Json::array();
  bool plain = true;
  for (const T& row : rows) {
    const std::int64_t value = get(row);
    plain = plain && value == fallback;
    column.push_back(value);
  }
  if (!plain) json[name] = std::move(column);
}

template <class T, class Set>
void GetColumn(const Json& json, const char* name, std::vector<T>& rows, Set set) {
  const auto column = json.find(name);
  if (column == json.end()) return;
  for (std::size_t i = 0; i < rows.size(); ++i)
    set(rows[i], column->at(i).template get<std::int64_t>());
}

Json TokensToJson(const Timeline& timeline, Time origin) {
  Json json;
  const std::vector<TokenArrival>& rows = timeline.tokens;
  json["count"] = rows.size();
  PutColumn(json, "stamp_ns", rows, -1,
            [&](const TokenArrival& t) { return (t.stamp - origin).count(); });
  PutColumn(json, "window_ns", rows, -1, [](const TokenArrival& t) {
    return IsSet(t.previous) ? (t.stamp - t.previous).count() : -1;
  });
  PutColumn(json, "client_delay_ns", rows, 0,
            [](const TokenArrival& t) { return t.client_delay.count(); });
  PutColumn(json, "bytes", rows, 0, [](const TokenArrival& t) { return std::int64_t{t.bytes}; });
  PutColumn(json, "place_in_read", rows, 0,
            [](const TokenArrival& t) { return std::int64_t{t.place_in_read}; });
  PutColumn(json, "kind", rows, 0,
            [](const TokenArrival& t) { return static_cast<std::int64_t>(t.kind); });
  return json;
}

void TokensFromJson(const Json& json, Time origin, std::vector<TokenArrival>& rows) {
  rows.resize(json.at("count").get<std::size_t>());
  GetColumn(json, "stamp_ns", rows,
            [&](TokenArrival& t, std::int64_t v) { t.stamp = origin + Duration(v); });
  GetColumn(json, "window_ns", rows, [](TokenArrival& t, std::int64_t v) {
    if (v >= 0) t.previous = t.stamp - Duration(v);
  });
  GetColumn(json, "client_delay_ns", rows,
            [](TokenArrival& t, std::int64_t v) { t.client_delay = Duration(v); });
  GetColumn(json, "bytes", rows,
            [](TokenArrival& t, std::int64_t v) { t.bytes = static_cast<std::uint32_t>(v); });
  GetColumn(json, "place_in_read", rows, [](TokenArrival& t, std::int64_t v) {
    t.place_in_read = static_cast<std::uint16_t>(v);
  });
  GetColumn(json, "kind", rows,
            [](TokenArrival& t, std::int64_t v) { t.kind = static_cast<TokenKind>(v); });
}

Json ErrorToJson(const Error& error) {
  return {{"kind", ErrorKindName(error.kind)}, {"message", error.message}};
}

Error ErrorFromJson(const Json& json) {
  Error error{ErrorKind::kIo, json.at("message").get<std::string>()};
  ParseErrorKind(json.at("kind").get<std::string>(), error.kind);
  return error;
}

Json SampleToJson(const Sample& sample, Time origin) {
  Json json;
  json["model"] = sample.model;
  json["request_id"] = sample.request_id;
  json["http_status"] = sample.http_status;
  for (const StampField& stamp : kStamps)
    PutStamp(json, stamp.name, sample.timeline.*stamp.member, origin);
  json["reused_connection"] = sample.timeline.reused_connection;
  json["streamed"] = sample.timeline.streamed;
  for (const UsageField& field : kUsage)
    json["usage"][field.name] = (sample.usage.*field.member).count;
  json["usage_reported"] = sample.usage_reported;
  if (sample.cost) json["cost_usd"] = sample.cost->dollars();
  json["retries"] = sample.retries;
  json["cache"] = CacheStateName(sample.cache_state());
  json["stop_reason"] = sample.stop_reason;
  json["stopped_early"] = sample.stopped_early;
  if (sample.error) json["error"] = ErrorToJson(*sample.error);
  json["tokens"] = TokensToJson(sample.timeline, origin);
  return json;
}

Sample SampleFromJson(const Json& json, Time origin) {
  Sample sample;
  sample.model = json.at("model").get<std::string>();
  sample.request_id = json.at("request_id").get<std::string>();
  sample.http_status = json.at("http_status").get<int>();
  for (const StampField& stamp : kStamps)
    sample.timeline.*stamp.member = GetStamp(json, stamp.name, origin);
  sample.timeline.reused_connection = json.at("reused_connection").get<bool>();
  sample.timeline.streamed = json.at("streamed").get<bool>();
  for (const UsageField& field : kUsage) {
    sample.usage.*field.member = Tokens{json.at("usage").at(field.name).get<std::int64_t>()};
  }
  sample.usage_reported = json.at("usage_reported").get<bool>();
  if (json.contains("cost_usd")) sample.cost = Usd::FromDollars(json["cost_usd"].get<double>());
  sample.retries = json.at("retries").get<int>();
  sample.stop_reason = json.at("stop_reason").get<std::string>();
  sample.stopped_early = json.at("stopped_early").get<bool>();
  if (json.contains("error")) sample.error = ErrorFromJson(json["error"]);
  TokensFromJson(json.at("tokens"), origin, sample.timeline.tokens);
  return sample;
}

Json ViewToJson(const View& view, Time origin) {
  Json json;
  PutStamp(json, "asked_ns", view.asked, origin);
  PutStamp(json, "first_token_ns", view.first_token, origin);
  PutStamp(json, "first_visible_ns", view.first_visible, origin);
  PutStamp(json, "end_ns", view.end, origin);
  json["output_tokens"] = view.output_tokens;
  if (view.failed) json["failed"] = true;
  return json;
}

View ViewFromJson(const Json& json, Time origin) {
  View view;
  view.asked = GetStamp(json, "asked_ns", origin);
  view.first_token = GetStamp(json, "first_token_ns", origin);
  view.first_visible = GetStamp(json, "first_visible_ns", origin);
  view.end = GetStamp(json, "end_ns", origin);
  view.output_tokens = json.at("output_tokens").get<std::int64_t>();
  view.failed = json.value("failed", false);
  return view;
}

}  // namespace

Json TrialToJson(const TrialRecord& trial) {
  Json json;
  json["index"] = trial.index;
  json["start_ns"] = trial.start.time_since_epoch().count();
  PutStamp(json, "end_ns", trial.end, trial.start);
  json["views"] = Json::array();
  for (const View& view : trial.views) json["views"].push_back(ViewToJson(view, trial.start));
  if (!trial.counters.empty()) json["counters"] = trial.counters;
  if (trial.error) json["error"] = ErrorToJson(*trial.error);
  json["samples"] = Json::array();
  for (const Sample& sample : trial.samples)
    json["samples"].push_back(SampleToJson(sample, trial.start));
  return json;
}

Result<TrialRecord> TrialFromJson(const Json& json) {
  try {
    TrialRecord trial;
    trial.index = json.at("index").get<std::int64_t>();
    trial.start = Time(Duration(json.at("start_ns").get<std::int64_t>()));
    trial.end = GetStamp(json, "end_ns", trial.start);
    for (const Json& view : json.at("views"))
      trial.views.push_back(ViewFromJson(view, trial.start));
    if (json.contains("counters"))
      trial.counters = json["counters"].get<std::map<std::string, double>>();
    if (json.contains("error")) trial.error = ErrorFromJson(json["error"]);
    for (const Json& sample : json.at("samples"))
      trial.samples.push_back(SampleFromJson(sample, trial.start));
    return trial;
  } catch (const nlohmann::json::exception& error) {
    return Error{ErrorKind::kConfig,
                 fmt::format("a trial of the run file does not read: {}", error.what())};
  }
}

}  // namespace lab::measure
