// Aligned text for a terminal: columns as wide as their widest cell, two heading lines,
// right-aligned numbers.
//
//   TextTable table({{"", "case", Align::kLeft}, {"TTFT ms", "p50"}, {"TTFT ms", "p95"}});
//   table.AddRow({{"Uncached"}, {"2,712"}, {"3,120"}});
//   table.Render(out, {.colour = false, .width = 80});
//
// Neighbouring columns with one group title share it. A table that is wider than asked leaves out
// the columns that matter least and says below which, and at what width they are there; a name that
// is too long stands on a line of its own. No line is ever broken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace lab::report {

enum class Align : std::uint8_t { kRight, kLeft };

/// How a cell is shown on a terminal; plain where colour is off.
enum class Tone : std::uint8_t { kPlain, kDim, kGood, kBad };

/// Of a column that no width leaves out.
inline constexpr int kAlways = 100;
/// Of one that goes before a long name is given a line of its own.
inline constexpr int kMinor = 50;

struct Column {
  std::string group;
  std::string title;
  Align align = Align::kRight;
  int importance = kAlways;  ///< below kAlways the least important one goes first
};

struct Cell {
  std::string text;
  Tone tone = Tone::kPlain;
};

/// As it is, or dim with a `*` before it. (`~` is for what has no upper bound.)
Cell MaybeEstimated(Cell cell, bool estimated);

struct RenderOptions {
  bool colour = false;    ///< ANSI escapes for tones
  std::size_t width = 0;  ///< columns that a line may take; 0: as many as it needs
  /// A note is one line however long: what is piped is searched, not read.
  bool whole_notes = false;

  std::size_t prose_width() const { return whole_notes ? 0 : width; }
};

class TextTable {
 public:
  explicit TextTable(std::vector<Column> columns);

  /// One cell a column. Control characters in it become blanks.
  void AddRow(std::vector<Cell> cells);
  void Render(std::ostream& out, const RenderOptions& options) const;
  /// The same as a GitHub table; a column's group title stands before its own.
  void RenderMarkdown(std::ostream& out) const;

  /// Which columns Render() shows at a width, ascending.
  std::vector<std::size_t> ShownAt(std::size_t width) const;

  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<std::vector<Cell>>& rows() const { return rows_; }

 private:
  /// Which columns are shown, and how wide each is.
  struct Layout {
    std::vector<std::size_t> shown;
    std::vector<std::size_t> widths;  ///< of shown[i]
    std::size_t total = 0;
  };
  Layout LayoutOf(std::vector<std::size_t> shown, std::size_t widest_name,
                  bool whole_titles = true) const;
  Layout LeaveOut(std::size_t width, std::size_t widest_name, int important) const;
  Layout FillUp(Layout layout, std::size_t width, std::size_t widest_name) const;
  Layout FitTo(std::size_t width) const;
  std::size_t NameColumn() const;
  std::string GroupLine(const Layout& layout) const;
  void RenderRow(const std::vector<Cell>& row, const Layout& layout, const RenderOptions& options,
                 std::ostream& out) const;
  std::string LeftOutNote(const Layout& layout, std::size_t width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// "TTFT ms p50": the group's title and the column's own.
std::string FullTitle(const Column& column);

/// Prose below a table, indented, in lines that fit; dim unless said otherwise.
void WriteNote(const std::string& note, const RenderOptions& options, std::ostream& out,
               Tone tone = Tone::kDim);

/// The text in a tone's colour; unchanged where colour is off.
std::string Paint(const std::string& text, Tone tone, const RenderOptions& options);

}  // namespace lab::report
