#include "framework/report/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <ostream>

#include "framework/report/markup.h"

namespace lab::report {
namespace {

constexpr std::size_t kGap = 2;

std::string_view Escape(Tone tone) {
  switch (tone) {
    case Tone::kDim:
      return "\x1b[2m";
    case Tone::kGood:
      return "\x1b[32m";
    case Tone::kBad:
      return "\x1b[31m";
    case Tone::kPlain:
      return "";
  }
  return "";
}

std::string Padded(const std::string& text, std::size_t width, Align align) {
  return align == Align::kLeft ? fmt::format("{:<{}}", text, width)
                               : fmt::format("{:>{}}", text, width);
}

std::string Trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string Paint(const std::string& text, Tone tone, const RenderOptions& options) {
  if (!options.colour || tone == Tone::kPlain || text.empty()) return text;
  return fmt::format("{}{}\x1b[0m", Escape(tone), text);
}

std::string FullTitle(const Column& column) {
  const std::string group = Trimmed(column.group);
  return group.empty() || column.title.empty() ? group + column.title
                                               : fmt::format("{} {}", group, column.title);
}

void TextTable::RenderMarkdown(std::ostream& out) const {
  std::string titles;
  std::string rule;
  for (const Column& column : columns_) {
    titles += fmt::format("| {} ", EscapeMarkdown(FullTitle(column)));
    rule += column.align == Align::kLeft ? "| :-- " : "| --: ";
  }
  out << titles << "|\n" << rule << "|\n";
  for (const std::vector<Cell>& row : rows_) {
    for (const Cell& cell : row) out << fmt::format("| {} ", EscapeMarkdown(cell.text));
    out << "|\n";
  }
}

std::vector<std::size_t> TextTable::Widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = columns_[i].title.size();
    for (const std::vector<Cell>& row : rows_) {
      assert(row.size() == columns_.size());
      width = std::max(width, row[i].text.size());
    }
    widths.push_back(width);
  }
  // A group title wider than its columns widens the last of them.
  for (std::size_t i = 0; i < columns_.size();) {
    std::size_t stop = i;
    std::size_t span = 0;
    for (; stop < columns_.size() && columns_[stop].group == columns_[i].group; ++stop)
      span += widths[stop] + kGap;
    const std::size_t title = columns_[i].group.size() + kGap;
    if (title > span) widths[stop - 1] += title - span;
    i = stop;
  }
  return widths;
}

std::string TextTable::GroupLine(const std::vector<std::size_t>& widths) const {
  std::string line;
  for (std::size_t i = 0; i < columns_.size();) {
    std::size_t stop = i;
    std::size_t span = 0;
    for (; stop < columns_.size() && columns_[stop].group == columns_[i].group; ++stop)
      span += widths[stop] + kGap;
    line += Padded(columns_[i].group, span - kGap, columns_[i].align) + std::string(kGap, ' ');
    i = stop;
  }
  return Trimmed(line);
}

Cell MaybeEstimated(Cell cell, bool estimated) {
  if (!estimated) return cell;
  return {"~" + cell.text, Tone::kDim};
}

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {
  for (Column& column : columns_) column.title = Printable(column.title);
}

void TextTable::AddRow(std::vector<Cell> cells) {
  for (Cell& cell : cells) cell.text = Printable(cell.text);
  rows_.push_back(std::move(cells));
}

void TextTable::Render(std::ostream& out, const RenderOptions& options) const {
  const std::vector<std::size_t> widths = Widths();
  if (const std::string groups = GroupLine(widths); !groups.empty()) {
    out << Paint(groups, Tone::kDim, options) << '\n';
  }
  std::string titles;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    titles += Padded(columns_[i].title, widths[i], columns_[i].align) + std::string(kGap, ' ');
  }
  out << Paint(Trimmed(titles), Tone::kDim, options) << '\n';
  for (const std::vector<Cell>& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string text = Padded(row[i].text, widths[i], columns_[i].align);
      line +=
          Paint(text, row[i].tone, options) + std::string(i + 1 < columns_.size() ? kGap : 0, ' ');
    }
    out << Trimmed(line) << '\n';
  }
}

}  // namespace lab::report
