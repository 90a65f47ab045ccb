// Aligned text for a terminal: columns as wide as their widest cell, two heading lines,
// right-aligned numbers.
//
//   TextTable table({{"", "case", Align::kLeft}, {"TTFT ms", "p50"}, {"TTFT ms", "p95"}});
//   table.AddRow({{"Uncached"}, {"2,712"}, {"3,120"}});
//   table.Render(out, {.colour = false});
//
// Neighbouring columns with one group title share it. ASCII only.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace lab::report {

enum class Align : std::uint8_t { kRight, kLeft };

/// How a cell is shown on a terminal; plain where colour is off.
enum class Tone : std::uint8_t { kPlain, kDim, kGood, kBad };

struct Column {
  std::string group;
  std::string title;
  Align align = Align::kRight;
};

struct Cell {
  std::string text;
  Tone tone = Tone::kPlain;
};

/// As it is, or dim with a `~` before it.
Cell MaybeEstimated(Cell cell, bool estimated);

struct RenderOptions {
  bool colour = false;  ///< ANSI escapes for tones
};

class TextTable {
 public:
  explicit TextTable(std::vector<Column> columns);

  /// One cell a column. Control characters in it become blanks.
  void AddRow(std::vector<Cell> cells);
  void Render(std::ostream& out, const RenderOptions& options) const;
  /// The same as a GitHub table; a column's group title stands before its own.
  void RenderMarkdown(std::ostream& out) const;

  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<std::vector<Cell>>& rows() const { return rows_; }

 private:
  std::vector<std::size_t> Widths() const;
  std::string GroupLine(const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// "TTFT ms p50": the group's title and the column's own.
std::string FullTitle(const Column& column);

/// The text in a tone's colour; unchanged where colour is off.
std::string Paint(const std::string& text, Tone tone, const RenderOptions& options);

}  // namespace lab::report
