// The traces that are JSON, a row a line: which format it is, and the rows of those that are flat.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "framework/base/text.h"
#include "framework/load/trace_parts.h"

namespace lab::load {
namespace {

using Json = nlohmann::ordered_json;
using measure::JsonFault;
using measure::JsonFields;

constexpr Duration kMs = std::chrono::milliseconds(1);
constexpr Duration kJsonSecond = std::chrono::seconds(1);

// Of a row without a stamp: behind the one before it in its session.
void PlaceRow(const JsonFields& fields, OpenTrace& trace, TraceRow& row) {
  if (fields.Has("delay")) row.delay = StampOf(fields, "delay", kMs);
  if (fields.Has("timestamp")) {
    if (row.delay) fields.Refuse("delay", "absent beside a timestamp");
    row.at = StampOf(fields, "timestamp", kMs);
    trace.stamped = true;
  } else {
    row.at = row.delay.value_or(Duration::zero());
    if (!row.session.empty()) row.at += trace.last_at[row.session];
  }
  if (!row.session.empty()) trace.last_at[row.session] = row.at;
}

// A prompt that the file spells out; false where it gives lengths alone.
bool ReadLiteralPrompt(const JsonFields& fields, TraceRow& row) {
  if (fields.Has("text_input")) {
    row.text = fields.Text("text_input");
  } else if (fields.Has("payload")) {
    row.text = MessagesText(fields.Object("payload"));
  } else if (fields.Has("messages")) {
    row.text = MessagesText(fields);
  } else {
    return false;
  }
  row.input_tokens = EstimatedTokens(row.text);
  return true;
}

void ReadMooncakeRow(const JsonFields& fields, std::int64_t line, OpenTrace& trace) {
  TraceRow row{.line = line};
  if (fields.Has("session_id")) row.session = fields.Text("session_id");
  PlaceRow(fields, trace, row);
  if (!ReadLiteralPrompt(fields, row)) row.input_tokens = TokensOf(fields, "input_length");
  if (fields.Has("output_length")) row.output_tokens = TokensOf(fields, "output_length");
  if (fields.Has("hash_ids")) AppendIds(fields, "hash_ids", row.blocks);
  trace.rows.push_back(std::move(row));
}

// Chats are told by their first row; each row is the whole prompt of its turn.
void ReadBailianRow(const JsonFields& fields, std::int64_t line, OpenTrace& trace) {
  TraceRow row{.line = line, .at = StampOf(fields, "timestamp", kJsonSecond)};
  row.input_tokens = TokensOf(fields, "input_length");
  row.output_tokens = TokensOf(fields, "output_length");
  AppendIds(fields, "hash_ids", row.blocks);
  const std::string chat = std::to_string(fields.Integer("chat_id", 0));
  const std::int64_t parent = fields.Integer("parent_chat_id", -1);
  row.session = parent < 0 ? chat : std::to_string(parent);
  if (const auto root = trace.roots.find(row.session); root != trace.roots.end())
    row.session = root->second;
  trace.roots[chat] = row.session;
  trace.stamped = true;
  trace.rows.push_back(std::move(row));
}

// Its stamps are strings, and its ids stand in five lists in the order of the prompt.
void ReadRagPulseRow(const JsonFields& fields, std::int64_t line, OpenTrace& trace) {
  TraceRow row{.line = line, .at = StampOf(fields, "timestamp", kJsonSecond)};
  row.input_tokens = TokensOf(fields, "input_length");
  row.output_tokens = TokensOf(fields, "output_length");
  row.session = fields.Text("session_id");
  trace.stamped = true;
  const JsonFields ids = fields.Object("hash_ids");
  for (const char* list : {"sys_prompt", "passages_ids", "history", "web_search", "user_input"}) {
    if (ids.Has(list)) AppendIds(ids, list, row.blocks);
  }
  trace.rows.push_back(std::move(row));
}

void RefuseDag(const JsonFields& /*fields*/, std::int64_t line, OpenTrace& /*trace*/) {
  throw TraceFault{line, "a DAG of conversations (forks, spawns): these are not replayed"};
}

void RefuseSpeedBench(const JsonFields& /*fields*/, std::int64_t line, OpenTrace& /*trace*/) {
  throw TraceFault{line,
                   "questions of SPEED-Bench, whose texts have to be fetched from their owners; "
                   "give a trace, or --input-tokens"};
}

bool HasAny(const Json& row, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(),
                     [&row](const char* name) { return row.contains(name); });
}

bool BranchesOut(const Json& row) {
  const auto turns = row.find("turns");
  if (HasAny(row, {"spawns", "forks", "pre_session_spawns"})) return true;
  if (turns == row.end() || !turns->is_array()) return false;
  return std::any_of(turns->begin(), turns->end(), [](const Json& turn) {
    return HasAny(turn, {"spawns", "forks"});
  });
}

struct JsonFormat {
  std::string_view name;
  std::string_view unit;
  std::int64_t block_tokens;
  bool (*fits)(const Json& first);
  RowReader read;
};

// The first that fits, so the stricter ones stand first.
constexpr std::array kJsonFormats{
    JsonFormat{"DAG", "", 0, BranchesOut, RefuseDag},
    JsonFormat{"Weka", "s", 0, [](const Json& row) { return HasAny(row, {"requests"}); },
               ReadWekaRow},
    JsonFormat{"RAGPulse", "s", 0,
               [](const Json& row) {
                 const auto ids = row.find("hash_ids");
                 return ids != row.end() && ids->is_object();
               },
               ReadRagPulseRow},
    JsonFormat{"Qwen-Bailian", "s", 16,
               [](const Json& row) {
                 return HasAny(row, {"chat_id", "parent_chat_id"});
               },
               ReadBailianRow},
    JsonFormat{"multi_turn", "ms", 0, [](const Json& row) { return HasAny(row, {"turns"}); },
               ReadTurnsRow},
    JsonFormat{"SPEED-Bench", "", 0, [](const Json& row) { return HasAny(row, {"question_id"}); },
               RefuseSpeedBench},
    JsonFormat{
        "Mooncake", "ms", 512,
        [](const Json& row) {
          return HasAny(row, {"input_length", "hash_ids", "text_input", "messages", "payload"});
        },
        ReadMooncakeRow},
    JsonFormat{"single_turn", "ms", 0,
               [](const Json& row) {
                 return HasAny(row, {"text", "texts"});
               },
               ReadTextRow},
};

const JsonFormat& JsonFormatOf(const Json& first, std::int64_t line, const Trace& trace) {
  for (const JsonFormat& format : kJsonFormats) {
    if (format.fits(first)) return format;
  }
  throw TraceFault{
      line, fmt::format("the keys {} are those of no known trace; known are Mooncake "
                        "(timestamp, input_length, output_length, hash_ids), Qwen-Bailian, Weka, "
                        "RAGPulse, ShareGPT, single_turn and multi_turn",
                        Excerpt(fmt::format("{}", fmt::join(trace.columns, ", ")), 120))};
}

Json ParseJson(std::string_view text, std::int64_t line, std::string_view what) {
  try {
    return Json::parse(text);
  } catch (const Json::exception&) {
    throw TraceFault{line, fmt::format("{} is no JSON: {}", what, Excerpt(text, 60))};
  }
}

void ReadRow(const JsonFormat& format, const Json& json, std::int64_t line, OpenTrace& trace) {
  try {
    format.read(JsonFields(json), line, trace);
  } catch (const JsonFault& fault) {
    throw TraceFault{line, fault.message};
  }
}

void TakeFormat(const JsonFormat& format, OpenTrace& trace) {
  trace.format = format.name;
  trace.unit = format.unit;
  trace.block_tokens = format.block_tokens;
}

void ReadObjects(const std::vector<TraceLine>& lines, OpenTrace& trace) {
  const JsonFormat* format = nullptr;
  for (const TraceLine& line : lines) {
    const Json json = ParseJson(line.text, line.number, "the row");
    if (!json.is_object()) throw TraceFault{line.number, "the row should be a JSON object"};
    if (format == nullptr) {
      for (const auto& [key, value] : json.items()) trace.columns.push_back(key);
      format = &JsonFormatOf(json, line.number, trace);
      TakeFormat(*format, trace);
    }
    ReadRow(*format, json, line.number, trace);
  }
}

}  // namespace

std::string MessagesText(const JsonFields& fields) {
  std::string text;
  const std::size_t count = fields.Array("messages").size();
  for (std::size_t i = 0; i < count; ++i) {
    const JsonFields message = fields.Element("messages", i);
    if (!text.empty()) text += '\n';
    text += message.Text("content");
  }
  if (text.empty()) fields.Refuse("messages", "a list of messages with a content");
  return text;
}

void ReadJsonTrace(std::string_view bytes, const std::vector<TraceLine>& lines, OpenTrace& trace) {
  const bool rows = Json::accept(lines.front().text) && lines.front().text.front() == '{';
  if (rows) return ReadObjects(lines, trace);
  const bool cut = lines.front().text.back() == '}' && lines.front().text.front() == '{';
  const Json whole = ParseJson(cut ? lines.front().text : bytes, lines.front().number,
                               cut ? "the row" : "the file");
  if (whole.is_array()) return ReadShareGpt(whole, trace);
  for (const auto& [key, value] : whole.items()) trace.columns.push_back(key);
  const JsonFormat& format = JsonFormatOf(whole, lines.front().number, trace);
  TakeFormat(format, trace);
  ReadRow(format, whole, lines.front().number, trace);
}

}  // namespace lab::load
