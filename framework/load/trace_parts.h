// What the readers of the trace formats share. For this folder alone.
//
//   for (const TraceLine& line : LinesOf(bytes)) ...
//   throw TraceFault{line.number, "input_length is -3 when ..."};     // ReadTrace() catches it
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/time.h"
#include "framework/load/trace.h"
#include "framework/measure/json_fields.h"

namespace lab::load {

/// What a reader throws.
struct TraceFault {
  std::int64_t line;
  std::string message;
};

/// A line that is not blank, without its end.
struct TraceLine {
  std::int64_t number;
  std::string_view text;
};
std::vector<TraceLine> LinesOf(std::string_view bytes);

/// More tokens than any prompt or answer has.
inline constexpr std::int64_t kMostTraceTokens = 100'000'000;

/// A decimal number of `unit`, exactly: "19440110.25" of seconds. From 0 to 292 years.
std::optional<Duration> ParseStamp(std::string_view text, Duration unit);
/// The same of a JSON number, or of a string that holds one; throws JsonFault.
Duration StampOf(const measure::JsonFields& fields, const char* name, Duration unit);
/// From 1 up; throws JsonFault.
std::int64_t TokensOf(const measure::JsonFields& fields, const char* name, std::int64_t least = 1);
/// The array `name` of ids, behind those that are there.
void AppendIds(const measure::JsonFields& fields, const char* name, std::vector<std::int64_t>& ids);
/// About as many as the text has, where nobody has counted: one for each four bytes.
std::int64_t EstimatedTokens(std::string_view text);

/// "3 rows", "1 row".
std::string Counted(std::int64_t count, std::string_view noun);

/// A trace that is being read.
struct OpenTrace : Trace {
  bool stamped = false;                      ///< some row has a time of its own
  std::map<std::string, std::string> roots;  ///< the first row of a chat's conversation
  std::map<std::string, Duration> last_at;   ///< of a session's rows
};

/// One format of JSON rows: reads `fields` into rows of `trace`.
using RowReader = void (*)(const measure::JsonFields& fields, std::int64_t line, OpenTrace& trace);

// By file: trace_csv.cc, trace_json.cc, trace_sessions.cc. Each throws TraceFault or JsonFault.
void ReadCsvTrace(const std::vector<TraceLine>& lines, OpenTrace& trace);
void ReadJsonTrace(std::string_view bytes, const std::vector<TraceLine>& lines, OpenTrace& trace);
void ReadWekaRow(const measure::JsonFields& fields, std::int64_t line, OpenTrace& trace);
void ReadTurnsRow(const measure::JsonFields& fields, std::int64_t line, OpenTrace& trace);
void ReadTextRow(const measure::JsonFields& fields, std::int64_t line, OpenTrace& trace);
void ReadShareGpt(const nlohmann::ordered_json& list, OpenTrace& trace);
/// The texts of a `messages` array, a line apart.
std::string MessagesText(const measure::JsonFields& fields);

}  // namespace lab::load
