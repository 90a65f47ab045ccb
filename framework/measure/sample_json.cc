#include "framework/measure/sample_json.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "framework/measure/json_fields.h"
#include "framework/measure/reading.h"
#include "framework/measure/trial_outline.h"

namespace lab::measure {
namespace {

using Json = nlohmann::ordered_json;

struct StampField {
  const char* name;
  Time Timeline::*member;
};

constexpr std::array<StampField, 13> kStamps{{
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
    {"closed_ns", &Timeline::closed},
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

// 63 years. Sums of a few such times do not overflow.
constexpr std::int64_t kMost = 2'000'000'000'000'000'000;
constexpr std::int64_t kLeast = -kMost;

void PutStamp(Json& json, const char* name, Time stamp, Time origin) {
  if (IsSet(stamp)) json[name] = (stamp - origin).count();
}

Time GetStamp(const JsonFields& fields, const char* name, Time origin) {
  return fields.Has(name) ? origin + Duration(fields.Integer(name, kLeast, kMost)) : kUnset;
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

// Every value within [low, high]; nothing when the column was left out.
template <class Set>
void GetColumn(const JsonFields& fields, const char* name, std::vector<TokenArrival>& rows,
               std::int64_t low, std::int64_t high, Set set) {
  if (!fields.Has(name)) return;
  if (fields.Array(name).size() != rows.size()) {
    throw JsonFault{fmt::format("{}.{} has {} values when it should have {}, the count",
                                fields.path(), name, fields.Array(name).size(), rows.size())};
  }
  for (std::size_t i = 0; i < rows.size(); ++i) set(rows[i], fields.IntegerAt(name, i, low, high));
}

// In simulated time it goes without saying.
std::int64_t SourceNumber(const TokenArrival& token) {
  return token.source == StampSource::kSimulated ? 0 : static_cast<std::int64_t>(token.source);
}

Json TokensToJson(const Timeline& timeline, Time origin) {
  Json json;
  const std::vector<TokenArrival>& rows = timeline.tokens;
  json["count"] = rows.size();
  for (const TokenArrival& row : rows) json["stamp_ns"].push_back((row.stamp - origin).count());
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
  PutColumn(json, "source", rows, 0, SourceNumber);
  return json;
}

void TokensFromJson(const JsonFields& fields, Time origin, std::vector<TokenArrival>& rows) {
  const std::int64_t count = fields.Integer("count", 0);
  if (count == 0) return;
  // Checked before the memory is taken: the count may be anything.
  if (fields.Array("stamp_ns").size() != static_cast<std::size_t>(count))
    fields.Refuse("count", fmt::format("{}, as many as stamp_ns", fields.Array("stamp_ns").size()));
  rows.resize(static_cast<std::size_t>(count));
  GetColumn(fields, "stamp_ns", rows, kLeast, kMost,
            [&](TokenArrival& t, std::int64_t v) { t.stamp = origin + Duration(v); });
  GetColumn(fields, "window_ns", rows, -1, kMost, [](TokenArrival& t, std::int64_t v) {
    if (v >= 0) t.previous = t.stamp - Duration(v);
  });
  GetColumn(fields, "client_delay_ns", rows, kLeast, kMost,
            [](TokenArrival& t, std::int64_t v) { t.client_delay = Duration(v); });
  GetColumn(fields, "bytes", rows, 0, std::numeric_limits<std::uint32_t>::max(),
            [](TokenArrival& t, std::int64_t v) { t.bytes = static_cast<std::uint32_t>(v); });
  GetColumn(
      fields, "place_in_read", rows, 0, std::numeric_limits<std::uint16_t>::max(),
      [](TokenArrival& t, std::int64_t v) { t.place_in_read = static_cast<std::uint16_t>(v); });
  GetColumn(fields, "kind", rows, 0, static_cast<std::int64_t>(TokenKind::kToolCall),
            [](TokenArrival& t, std::int64_t v) { t.kind = static_cast<TokenKind>(v); });
  GetColumn(fields, "source", rows, 0, static_cast<std::int64_t>(StampSource::kKernelBound),
            [](TokenArrival& t, std::int64_t v) { t.source = static_cast<StampSource>(v); });
}

// Left out where the kernel stamped nothing.
void PutReads(Json& json, const StampCounts& reads) {
  if (reads.kernel + reads.kernel_bound == 0) return;
  json["reads"] = {
      {"kernel", reads.kernel}, {"kernel_bound", reads.kernel_bound}, {"user", reads.user}};
}

StampCounts ReadsFromJson(const JsonFields& fields) {
  constexpr std::int64_t kMostReads = std::numeric_limits<std::uint32_t>::max();
  const auto count = [&](const char* name) {
    return static_cast<std::uint32_t>(fields.Integer(name, 0, kMostReads));
  };
  return {.kernel = count("kernel"), .kernel_bound = count("kernel_bound"), .user = count("user")};
}

Json ErrorToJson(const Error& error) {
  return {{"kind", ErrorKindName(error.kind)}, {"message", error.message}};
}

Error ErrorFromJson(const JsonFields& fields) {
  Error error{ErrorKind::kIo, fields.Text("message")};
  if (!ParseErrorKind(fields.Text("kind"), error.kind))
    fields.Refuse("kind", "a kind of error that this build knows");
  return error;
}

Json SampleToJson(const Sample& sample, Time origin) {
  Json json;
  json["model"] = sample.model;
  json["request_id"] = sample.request_id;
  json["http_status"] = sample.http_status;
  for (const StampField& stamp : kStamps)
    PutStamp(json, stamp.name, sample.timeline.*stamp.member, origin);
  if (sample.timeline.sent_by_kernel) json["sent_by_kernel"] = true;
  PutReads(json, sample.timeline.reads);
  json["reused_connection"] = sample.timeline.reused_connection;
  json["streamed"] = sample.timeline.streamed;
  for (const UsageField& field : kUsage)
    json["usage"][field.name] = (sample.usage.*field.member).count;
  json["usage_reported"] = sample.usage_reported;
  if (sample.cost) json["cost_usd"] = sample.cost->dollars();
  json["retries"] = sample.retries;
  if (sample.lineage > 0) json["lineage"] = sample.lineage;
  if (sample.step >= 0) json["step"] = sample.step;
  json["cache"] = CacheStateName(sample.cache_state());
  json["stop_reason"] = sample.stop_reason;
  json["stopped_early"] = sample.stopped_early;
  if (sample.error) json["error"] = ErrorToJson(*sample.error);
  json["tokens"] = TokensToJson(sample.timeline, origin);
  if (sample.digest != 0) json["digest"] = DigestText(sample.digest);
  return json;
}

// `spans`: how many its trial has.
std::uint64_t DigestFromJson(const JsonFields& fields, const char* name) {
  std::uint64_t digest = 0;
  if (fields.Has(name) && !ParseDigest(fields.Text(name), digest))
    fields.Refuse(name, "16 hexadecimal digits");
  return digest;
}

Sample SampleFromJson(const JsonFields& fields, Time origin, std::int64_t spans) {
  Sample sample;
  sample.model = fields.Text("model");
  sample.request_id = fields.Text("request_id");
  sample.http_status = static_cast<int>(fields.Integer("http_status", 0, 999));
  for (const StampField& stamp : kStamps)
    sample.timeline.*stamp.member = GetStamp(fields, stamp.name, origin);
  if (fields.Has("sent_by_kernel")) sample.timeline.sent_by_kernel = fields.Flag("sent_by_kernel");
  if (fields.Has("reads")) sample.timeline.reads = ReadsFromJson(fields.Object("reads"));
  sample.timeline.reused_connection = fields.Flag("reused_connection");
  sample.timeline.streamed = fields.Flag("streamed");
  const JsonFields usage = fields.Object("usage");
  for (const UsageField& field : kUsage)
    sample.usage.*field.member = Tokens{usage.Integer(field.name)};
  sample.usage_reported = fields.Flag("usage_reported");
  if (fields.Has("cost_usd")) sample.cost = Usd::FromDollars(fields.Number("cost_usd"));
  sample.retries = static_cast<int>(fields.Integer("retries", 0, 1'000'000));
  if (fields.Has("lineage")) sample.lineage = fields.Integer("lineage", 1);
  if (fields.Has("step") && spans == 0) fields.Refuse("step", "absent: its trial has no spans");
  if (fields.Has("step")) sample.step = fields.Integer("step", 0, spans - 1);
  sample.stop_reason = fields.Text("stop_reason");
  sample.stopped_early = fields.Flag("stopped_early");
  if (fields.Has("error")) sample.error = ErrorFromJson(fields.Object("error"));
  TokensFromJson(fields.Object("tokens"), origin, sample.timeline.tokens);
  sample.digest = DigestFromJson(fields, "digest");
  return sample;
}

Json ViewToJson(const View& view, Time origin) {
  Json json;
  PutStamp(json, "asked_ns", view.asked, origin);
  PutStamp(json, "first_token_ns", view.first_token, origin);
  PutStamp(json, "first_visible_ns", view.first_visible, origin);
  PutStamp(json, "last_token_ns", view.last_token, origin);
  PutStamp(json, "end_ns", view.end, origin);
  json["output_tokens"] = view.output_tokens;
  if (view.failed) json["failed"] = true;
  return json;
}

View ViewFromJson(const JsonFields& fields, Time origin) {
  View view;
  view.asked = GetStamp(fields, "asked_ns", origin);
  view.first_token = GetStamp(fields, "first_token_ns", origin);
  view.first_visible = GetStamp(fields, "first_visible_ns", origin);
  view.last_token = GetStamp(fields, "last_token_ns", origin);
  view.end = GetStamp(fields, "end_ns", origin);
  view.output_tokens = fields.Integer("output_tokens");
  view.failed = fields.Has("failed") && fields.Flag("failed");
  return view;
}

Json SpanToJson(const Span& span, Time origin) {
  Json json;
  json["name"] = span.name;
  json["kind"] = SpanKindName(span.kind);
  if (span.parent >= 0) json["parent"] = span.parent;
  PutStamp(json, "start_ns", span.start, origin);
  PutStamp(json, "end_ns", span.end, origin);
  return json;
}

// Parents come first, so that a tree cannot be a circle.
Span SpanFromJson(const JsonFields& fields, Time origin, std::int64_t index) {
  Span span;
  span.name = fields.Text("name");
  const std::optional<SpanKind> kind = ParseSpanKind(fields.Text("kind"));
  if (!kind) fields.Refuse("kind", "step, request or tool");
  span.kind = *kind;
  if (fields.Has("parent")) span.parent = fields.Integer("parent", 0, index - 1);
  span.start = GetStamp(fields, "start_ns", origin);
  span.end = GetStamp(fields, "end_ns", origin);
  return span;
}

std::vector<Span> SpansFromJson(const JsonFields& trial, Time origin) {
  std::vector<Span> spans;
  if (!trial.Has("spans")) return spans;
  for (std::size_t i = 0; i < trial.Array("spans").size(); ++i)
    spans.push_back(SpanFromJson(trial.Element("spans", i), origin, static_cast<std::int64_t>(i)));
  return spans;
}

Label LabelFromJson(const JsonFields& fields) {
  return {.truth = fields.Text("truth"), .said = fields.Text("said")};
}

std::map<std::string, double> CountersFromJson(const JsonFields& fields, const Json& json) {
  std::map<std::string, double> counters;
  for (const auto& item : json.items()) counters[item.key()] = fields.Number(item.key().c_str());
  return counters;
}

std::map<std::string, std::vector<Duration>> TimesFromJson(const JsonFields& fields,
                                                           const Json& json) {
  std::map<std::string, std::vector<Duration>> times;
  for (const auto& item : json.items()) {
    const char* name = item.key().c_str();
    if (const std::string why = WhyNoOwnName(item.key()); !why.empty())
      fields.Refuse(name, "absent: as a name of a time " + why);
    std::vector<Duration>& durations = times[item.key()];
    for (std::size_t i = 0; i < fields.Array(name).size(); ++i)
      durations.emplace_back(fields.IntegerAt(name, i, 0, kMost));
  }
  return times;
}

Json TimesToJson(const TrialRecord& trial) {
  Json json = Json::object();
  for (const auto& [name, durations] : trial.times) {
    json[name] = Json::array();
    for (const Duration duration : durations) json[name].push_back(duration.count());
  }
  return json;
}

TrialRecord TrialFrom(const JsonFields& fields, const Json& json) {
  TrialRecord trial;
  trial.index = fields.Integer("index", 0);
  trial.start = Time(Duration(fields.Integer("start_ns", kLeast, kMost)));
  trial.end = GetStamp(fields, "end_ns", trial.start);
  for (std::size_t i = 0; i < fields.Array("views").size(); ++i)
    trial.views.push_back(ViewFromJson(fields.Element("views", i), trial.start));
  trial.spans = SpansFromJson(fields, trial.start);
  if (fields.Has("counters"))
    trial.counters = CountersFromJson(fields.Object("counters"), json["counters"]);
  if (fields.Has("times_ns"))
    trial.times = TimesFromJson(fields.Object("times_ns"), json["times_ns"]);
  if (fields.Has("label")) trial.label = LabelFromJson(fields.Object("label"));
  if (fields.Has("error")) trial.error = ErrorFromJson(fields.Object("error"));
  trial.spans_digest = DigestFromJson(fields, "spans_digest");
  const auto spans = static_cast<std::int64_t>(trial.spans.size());
  for (std::size_t i = 0; i < fields.Array("samples").size(); ++i)
    trial.samples.push_back(SampleFromJson(fields.Element("samples", i), trial.start, spans));
  return trial;
}

}  // namespace

Json TrialToJson(const TrialRecord& trial) {
  Json json;
  json["index"] = trial.index;
  json["start_ns"] = trial.start.time_since_epoch().count();
  PutStamp(json, "end_ns", trial.end, trial.start);
  json["views"] = Json::array();
  for (const View& view : trial.views) json["views"].push_back(ViewToJson(view, trial.start));
  for (const Span& span : trial.spans) json["spans"].push_back(SpanToJson(span, trial.start));
  if (!trial.counters.empty()) json["counters"] = trial.counters;
  if (!trial.times.empty()) json["times_ns"] = TimesToJson(trial);
  if (trial.label) json["label"] = {{"truth", trial.label->truth}, {"said", trial.label->said}};
  if (trial.error) json["error"] = ErrorToJson(*trial.error);
  if (trial.spans_digest != 0) json["spans_digest"] = DigestText(trial.spans_digest);
  json["samples"] = Json::array();
  for (const Sample& sample : trial.samples)
    json["samples"].push_back(SampleToJson(sample, trial.start));
  return json;
}

Result<TrialRecord> TrialFromJson(const Json& json) {
  try {
    const Json whole = ExpandOutline(json);
    return TrialFrom(JsonFields(whole), whole);
  } catch (const JsonFault& fault) {
    return Error{ErrorKind::kConfig, fault.message};
  }
}

}  // namespace lab::measure
