// The traces that are tables: BurstGPT, Azure, vidur. Columns are found by name, wherever they
// stand: BurstGPT 3 has two more in front of those of its predecessors.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "framework/base/text.h"
#include "framework/load/trace_parts.h"
#include "framework/load/wall_stamp.h"

namespace lab::load {
namespace {

/// How one of the tables is read.
struct CsvFormat {
  std::string_view name;
  std::string_view unit;
  Duration tick;  ///< zero: a wall clock
  std::string_view time;
  std::string_view input;
  std::string_view output;
  std::string_view session;  ///< empty: none
  std::string_view mark;     ///< a column that only this one has; empty: none is needed
  bool zero_output_failed;   ///< a request without an answer had failed
};

constexpr Duration kCsvSecond = std::chrono::seconds(1);
constexpr std::string_view kWallClock = "wall clock";

constexpr std::array kCsvFormats{
    CsvFormat{"BurstGPT 3", "s", kCsvSecond, "Timestamp", "Request tokens", "Response tokens",
              "Session ID", "Session ID", true},
    CsvFormat{"BurstGPT 1 or 2", "s", kCsvSecond, "Timestamp", "Request tokens", "Response tokens",
              "", "", true},
    CsvFormat{"Azure 2025 multimodal", kWallClock, Duration::zero(), "TIMESTAMP", "ContextTokens",
              "GeneratedTokens", "", "NumImages", false},
    CsvFormat{"Azure 2023 or 2024", kWallClock, Duration::zero(), "TIMESTAMP", "ContextTokens",
              "GeneratedTokens", "", "", false},
    CsvFormat{"vidur", "s", kCsvSecond, "arrived_at", "num_prefill_tokens", "num_decode_tokens", "",
              "", false},
};

using Fields = std::vector<std::string>;

// Quotes around a field may hold commas; two of them are one.
Fields SplitFields(const TraceLine& line) {
  Fields fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.text.size(); ++i) {
    const char c = line.text[i];
    const bool pair = quoted && c == '"' && line.text.substr(i + 1, 1) == "\"";
    if (pair) ++i;
    if (c == '"' && !pair) {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  if (quoted) throw TraceFault{line.number, "a quote is opened and not closed on its line"};
  for (std::string& field : fields) field = std::string(Trim(field));
  return fields;
}

std::optional<std::size_t> PlaceOf(const Fields& columns, std::string_view name) {
  const auto place = std::find_if(columns.begin(), columns.end(), [name](const std::string& c) {
    return EqualIgnoringCase(c, name);
  });
  if (name.empty() || place == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(place - columns.begin());
}

const CsvFormat& CsvFormatOf(const TraceLine& header, const Fields& columns) {
  const auto has = [&columns](std::string_view name) { return PlaceOf(columns, name).has_value(); };
  for (const CsvFormat& format : kCsvFormats) {
    const bool marked = format.mark.empty() || has(format.mark);
    if (marked && has(format.time) && has(format.input) && has(format.output)) return format;
  }
  throw TraceFault{
      header.number,
      fmt::format("the columns {} are those of no known trace; known are BurstGPT (Timestamp, "
                  "Request tokens, Response tokens), Azure (TIMESTAMP, ContextTokens, "
                  "GeneratedTokens) and vidur (arrived_at, num_prefill_tokens, "
                  "num_decode_tokens)",
                  Excerpt(fmt::format("{}", fmt::join(columns, ", ")), 120))};
}

/// One row under its header.
class CsvRow {
 public:
  CsvRow(const TraceLine& line, const Fields& columns)
      : line_(line), columns_(columns), fields_(SplitFields(line)) {
    if (fields_.size() == columns.size()) return;
    throw TraceFault{
        line.number,
        fmt::format("the row has {} when the header has {}",
                    Counted(static_cast<std::int64_t>(fields_.size()), "field"), columns.size())};
  }

  const std::string& Text(std::string_view name) const { return fields_[*PlaceOf(columns_, name)]; }
  std::int64_t Tokens(std::string_view name) const {
    const std::string& text = Text(name);
    const std::string_view whole =
        text.ends_with(".0") ? std::string_view(text).substr(0, text.size() - 2) : text;
    const std::optional<std::int64_t> tokens = ParseInteger(whole);
    if (tokens && *tokens >= 0 && *tokens <= kMostTraceTokens) return *tokens;
    Refuse(name, fmt::format("a whole number from 0 to {}", kMostTraceTokens));
  }
  Duration Stamp(const CsvFormat& format) const {
    const std::string& text = Text(format.time);
    const bool wall = format.tick == Duration::zero();
    const std::optional<Duration> stamp =
        wall ? ParseWallStamp(text) : ParseStamp(text, format.tick);
    if (stamp) return *stamp;
    Refuse(format.time, wall ? "a moment like 2024-05-10 00:00:00.009930+00:00"
                             : "a number of seconds from 0 up");
  }

 private:
  [[noreturn]] void Refuse(std::string_view name, std::string_view wanted) const {
    throw TraceFault{line_.number, fmt::format("{} is '{}' when it should be {}", name,
                                               Excerpt(Text(name), 40), wanted)};
  }

  const TraceLine& line_;
  const Fields& columns_;
  Fields fields_;
};

}  // namespace

void ReadCsvTrace(const std::vector<TraceLine>& lines, OpenTrace& trace) {
  trace.columns = SplitFields(lines.front());
  const CsvFormat& format = CsvFormatOf(lines.front(), trace.columns);
  trace.format = format.name;
  trace.unit = format.unit;
  trace.stamped = true;
  std::int64_t failed = 0;
  std::int64_t silent = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const CsvRow fields(lines[i], trace.columns);
    TraceRow row{.line = lines[i].number, .at = fields.Stamp(format)};
    row.input_tokens = fields.Tokens(format.input);
    row.output_tokens = fields.Tokens(format.output);
    if (!format.session.empty()) row.session = fields.Text(format.session);
    if (row.output_tokens == 0 || row.input_tokens == 0) {
      ++(format.zero_output_failed && row.output_tokens == 0 ? failed : silent);
      continue;
    }
    trace.rows.push_back(std::move(row));
  }
  if (failed > 0)
    trace.notes.push_back(
        fmt::format("left out: {} without an answer, which had failed", Counted(failed, "row")));
  if (silent > 0)
    trace.notes.push_back(
        fmt::format("left out: {} without a prompt or an answer", Counted(silent, "row")));
}

}  // namespace lab::load
