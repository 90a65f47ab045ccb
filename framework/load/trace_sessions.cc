// The traces whose rows are whole conversations: Weka, AIPerf's turns, ShareGPT.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "framework/base/text.h"
#include "framework/load/trace_parts.h"

namespace lab::load {
namespace {

using Json = nlohmann::ordered_json;
using measure::JsonFault;
using measure::JsonFields;

constexpr Duration kTurnMs = std::chrono::milliseconds(1);
constexpr Duration kTurnSecond = std::chrono::seconds(1);

/// Where in a Weka file a request is: which conversation, from when its times count.
struct WekaPlace {
  std::int64_t line;
  std::string session;
  std::int64_t first_id;  ///< ids mean something within one conversation only
  Duration origin = Duration::zero();
};

void ReadWekaRequests(const JsonFields& owner, const WekaPlace& place, OpenTrace& trace);

// The format's text says that the times of a subagent count from its start, the published files
// count them from the conversation's: those that begin before the start can only be the former.
void ReadSubagent(const JsonFields& request, const WekaPlace& place, OpenTrace& trace) {
  if (request.Array("requests").empty()) return;
  WekaPlace inner = place;
  inner.session += "/" + request.Text("agent_id");
  const Duration spawned = StampOf(request, "t", kTurnSecond);
  const Duration first = StampOf(request.Element("requests", 0), "t", kTurnSecond);
  if (first < spawned) inner.origin += spawned;
  ReadWekaRequests(request, inner, trace);
}

void ReadWekaRequests(const JsonFields& owner, const WekaPlace& place, OpenTrace& trace) {
  const std::size_t count = owner.Array("requests").size();
  for (std::size_t i = 0; i < count; ++i) {
    const JsonFields request = owner.Element("requests", i);
    if (request.Text("type") == "subagent") {
      ReadSubagent(request, place, trace);
      continue;
    }
    TraceRow row{.line = place.line, .at = place.origin + StampOf(request, "t", kTurnSecond)};
    row.session = place.session;
    row.input_tokens = TokensOf(request, "in");
    row.output_tokens = TokensOf(request, "out", 0);
    if (request.Has("hash_ids")) AppendIds(request, "hash_ids", row.blocks);
    for (std::int64_t& id : row.blocks) id += place.first_id;
    trace.stamped = true;
    trace.rows.push_back(std::move(row));
  }
}

std::string TurnText(const JsonFields& turn) {
  for (const char* branch : {"spawns", "forks"}) {
    if (turn.Has(branch)) turn.Refuse(branch, "absent: branching conversations are not replayed");
  }
  if (turn.Has("messages")) return MessagesText(turn);
  if (!turn.Has("texts")) return turn.Text("text");
  std::string text;
  const std::size_t count = turn.Array("texts").size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += '\n';
    text += turn.TextAt("texts", i);
  }
  return text;
}

TraceRow TurnOf(const JsonFields& turn, std::int64_t line, Duration before) {
  TraceRow row{.line = line, .at = before};
  row.text = TurnText(turn);
  row.input_tokens = EstimatedTokens(row.text);
  if (turn.Has("output_length")) row.output_tokens = TokensOf(turn, "output_length");
  if (turn.Has("delay")) row.delay = StampOf(turn, "delay", kTurnMs);
  if (turn.Has("timestamp") && row.delay) turn.Refuse("delay", "absent beside a timestamp");
  row.at = turn.Has("timestamp") ? StampOf(turn, "timestamp", kTurnMs)
                                 : before + row.delay.value_or(Duration::zero());
  return row;
}

bool IsTurn(const Json& turns, std::size_t index, std::string_view speaker) {
  const Json& turn = turns[index];
  return turn.is_object() && turn.value("from", "") == speaker && turn.contains("value") &&
         turn["value"].is_string() && !turn["value"].get_ref<const std::string&>().empty();
}

}  // namespace

void ReadWekaRow(const JsonFields& fields, std::int64_t line, OpenTrace& trace) {
  constexpr std::int64_t kIdsApart = std::int64_t{1} << 40;
  const std::int64_t block = fields.Integer("block_size", 1, 1'000'000);
  if (trace.block_tokens != 0 && trace.block_tokens != block)
    fields.Refuse("block_size", fmt::format("{} as in the rows before", trace.block_tokens));
  trace.block_tokens = block;
  ReadWekaRequests(fields, {line, fields.Text("id"), line * kIdsApart}, trace);
}

void ReadTurnsRow(const JsonFields& fields, std::int64_t line, OpenTrace& trace) {
  const std::size_t count = fields.Array("turns").size();
  if (count == 0) fields.Refuse("turns", "a list of turns with one at least");
  Duration before = Duration::zero();
  for (std::size_t i = 0; i < count; ++i) {
    TraceRow row = TurnOf(fields.Element("turns", i), line, before);
    row.session = fields.Has("session_id") ? fields.Text("session_id") : fmt::format("{}", line);
    before = row.at;
    trace.stamped = trace.stamped || fields.Element("turns", i).Has("timestamp");
    trace.rows.push_back(std::move(row));
  }
}

void ReadTextRow(const JsonFields& fields, std::int64_t line, OpenTrace& trace) {
  TraceRow row = TurnOf(fields, line, Duration::zero());
  if (fields.Has("session_id")) row.session = fields.Text("session_id");
  trace.stamped = trace.stamped || fields.Has("timestamp");
  trace.rows.push_back(std::move(row));
}

void ReadShareGpt(const Json& list, OpenTrace& trace) {
  trace.format = "ShareGPT";
  trace.columns = {"id", "conversations"};
  std::int64_t number = 0;
  std::int64_t unusable = 0;
  std::int64_t longer = 0;
  for (const Json& entry : list) {
    ++number;
    const auto turns = entry.is_object() ? entry.find("conversations") : entry.end();
    if (turns == entry.end() || !turns->is_array())
      throw TraceFault{1, fmt::format("entry {} is no conversation of ShareGPT (id, "
                                      "conversations: [from, value])",
                                      number)};
    if (turns->size() < 2 || !IsTurn(*turns, 0, "human") || !IsTurn(*turns, 1, "gpt")) {
      ++unusable;
      continue;
    }
    if (turns->size() > 2) ++longer;
    TraceRow row{.line = number};
    row.text = (*turns)[0]["value"].get<std::string>();
    row.input_tokens = EstimatedTokens(row.text);
    row.output_tokens = EstimatedTokens((*turns)[1]["value"].get_ref<const std::string&>());
    trace.rows.push_back(std::move(row));
  }
  if (unusable > 0)
    trace.notes.push_back(
        fmt::format("{} that does not begin with a question and its answer left "
                    "out",
                    Counted(unusable, "conversation")));
  if (longer > 0)
    trace.notes.push_back(fmt::format("the first question alone is asked of {} with more turns",
                                      Counted(longer, "conversation")));
}

}  // namespace lab::load
