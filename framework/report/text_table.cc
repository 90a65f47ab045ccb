#include "framework/report/text_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cassert>
#include <iterator>
#include <limits>
#include <numeric>
#include <ostream>
#include <sstream>

#include "framework/report/display_width.h"
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

std::string Trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

/// Calls with the first of `shown` that share a group title, and the one behind their last.
template <class Call>
void ForEachGroup(const std::vector<std::size_t>& shown, const std::vector<Column>& columns,
                  Call call) {
  for (std::size_t first = 0; first < shown.size();) {
    std::size_t last = first;
    while (last < shown.size() && columns[shown[last]].group == columns[shown[first]].group) ++last;
    call(first, last);
    first = last;
  }
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

void WriteNote(const std::string& note, const RenderOptions& options, std::ostream& out,
               Tone tone) {
  std::istringstream lines(Wrapped(Printable(note), options.prose_width(), 2));
  for (std::string line; std::getline(lines, line);) out << Paint(line, tone, options) << '\n';
}

// The first that is text: names stand on the left.
std::size_t TextTable::NameColumn() const {
  const auto name = std::find_if(columns_.begin(), columns_.end(),
                                 [](const Column& column) { return column.align == Align::kLeft; });
  return static_cast<std::size_t>(name - columns_.begin());
}

TextTable::Layout TextTable::LayoutOf(std::vector<std::size_t> shown, std::size_t widest_name,
                                      bool whole_titles) const {
  Layout layout{.shown = std::move(shown), .widths = {}};
  const std::size_t names = NameColumn();
  for (const std::size_t i : layout.shown) {
    std::size_t width = DisplayWidth(columns_[i].title);
    for (const std::vector<Cell>& row : rows_) {
      assert(row.size() == columns_.size());
      const std::size_t own = DisplayWidth(row[i].text);
      if (i != names || own <= widest_name) width = std::max(width, own);
    }
    layout.widths.push_back(width);
  }
  // A group title wider than its columns widens the last of them.
  ForEachGroup(layout.shown, columns_, [&](std::size_t first, std::size_t last) {
    std::size_t span = 0;
    for (std::size_t i = first; i < last; ++i) span += layout.widths[i] + kGap;
    const std::size_t title = DisplayWidth(columns_[layout.shown[first]].group) + kGap;
    if (title > span && whole_titles) layout.widths[last - 1] += title - span;
  });
  for (const std::size_t width : layout.widths) layout.total += width + kGap;
  layout.total -= std::min(layout.total, kGap);
  return layout;
}

// Leaves out columns that matter less than `important`, the least first, of equals the last.
TextTable::Layout TextTable::LeaveOut(std::size_t width, std::size_t widest_name,
                                      int important) const {
  std::vector<std::size_t> shown(columns_.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  Layout layout = LayoutOf(shown, widest_name);
  while (layout.total > width) {
    const auto least = std::min_element(shown.rbegin(), shown.rend(), [&](auto a, auto b) {
      return columns_[a].importance < columns_[b].importance;
    });
    if (columns_[*least].importance >= important) break;
    shown.erase(std::next(least).base());
    layout = LayoutOf(shown, widest_name);
  }
  return layout.total <= width ? FillUp(std::move(layout), width, widest_name) : layout;
}

// What was left out before something wider, and has room after all: the most important first.
TextTable::Layout TextTable::FillUp(Layout layout, std::size_t width,
                                    std::size_t widest_name) const {
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!std::binary_search(layout.shown.begin(), layout.shown.end(), i)) missing.push_back(i);
  }
  std::stable_sort(missing.begin(), missing.end(), [&](std::size_t a, std::size_t b) {
    return columns_[a].importance > columns_[b].importance;
  });
  for (const std::size_t i : missing) {
    std::vector<std::size_t> more = layout.shown;
    more.insert(std::upper_bound(more.begin(), more.end(), i), i);
    Layout wider = LayoutOf(std::move(more), widest_name);
    if (wider.total <= width) layout = std::move(wider);
  }
  return layout;
}

std::vector<std::size_t> TextTable::ShownAt(std::size_t width) const { return FitTo(width).shown; }

// Rather than a line of its own for a name, what matters little goes.
TextTable::Layout TextTable::FitTo(std::size_t width) const {
  constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();
  if (width == 0) width = kUnlimited;
  Layout layout = LeaveOut(width, kUnlimited, kMinor);
  if (layout.total <= width) return layout;
  const std::size_t widest_name = width * 45 / 100;
  layout = LeaveOut(width, widest_name, kAlways);
  for (std::size_t name = widest_name; layout.total > width && name > 0; --name)
    layout = LayoutOf(layout.shown, name - 1);
  return layout.total > width ? LayoutOf(layout.shown, 0, /*whole_titles=*/false) : layout;
}

std::string TextTable::GroupLine(const Layout& layout) const {
  std::string line;
  ForEachGroup(layout.shown, columns_, [&](std::size_t first, std::size_t last) {
    std::size_t span = 0;
    for (std::size_t i = first; i < last; ++i) span += layout.widths[i] + kGap;
    const Column& column = columns_[layout.shown[first]];
    line +=
        Padded(CutMiddle(column.group, span - kGap), span - kGap, column.align == Align::kLeft) +
        std::string(kGap, ' ');
  });
  return Trimmed(line);
}

Cell MaybeEstimated(Cell cell, bool estimated) {
  if (!estimated) return cell;
  return {"*" + cell.text, Tone::kDim};
}

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {
  for (Column& column : columns_) column.title = Printable(column.title);
}

void TextTable::AddRow(std::vector<Cell> cells) {
  for (Cell& cell : cells) cell.text = Printable(cell.text);
  rows_.push_back(std::move(cells));
}

// A name that is wider than its column has a line of its own, and the numbers the next.
void TextTable::RenderRow(const std::vector<Cell>& row, const Layout& layout,
                          const RenderOptions& options, std::ostream& out) const {
  std::string line;
  std::size_t used = 0;
  for (std::size_t k = 0; k < layout.shown.size(); ++k) {
    const std::size_t i = layout.shown[k];
    const std::size_t gap = k + 1 < layout.shown.size() ? kGap : 0;
    const std::size_t width = layout.widths[k];
    const bool left = columns_[i].align == Align::kLeft;
    if (i == NameColumn() && DisplayWidth(row[i].text) > width) {
      const std::size_t room = options.width - std::min(options.width, used);
      line += Paint(CutMiddle(row[i].text, room), row[i].tone, options);
      out << Trimmed(line) << '\n';
      line.assign(used + width + gap, ' ');
    } else {
      line += Paint(Padded(row[i].text, width, left), row[i].tone, options) + std::string(gap, ' ');
    }
    used += width + gap;
  }
  out << Trimmed(line) << '\n';
}

// "TTFT ms p95 p99, tokens/s p50": a group's title stands once.
std::string TextTable::LeftOutNote(const Layout& layout, std::size_t width) const {
  std::string names;
  const Column* last = nullptr;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (std::binary_search(layout.shown.begin(), layout.shown.end(), i)) continue;
    const bool same =
        last != nullptr && !Trimmed(last->group).empty() && last->group == columns_[i].group;
    last = &columns_[i];
    names += same ? " " + last->title : (names.empty() ? "" : ", ") + FullTitle(*last);
  }
  if (names.empty()) return "";
  return fmt::format("not shown at {} columns: {}; COLUMNS={} shows all", width, names,
                     FitTo(0).total);
}

void TextTable::Render(std::ostream& out, const RenderOptions& options) const {
  const Layout layout = FitTo(options.width);
  if (const std::string groups = GroupLine(layout); !groups.empty()) {
    out << Paint(groups, Tone::kDim, options) << '\n';
  }
  std::string titles;
  for (std::size_t k = 0; k < layout.shown.size(); ++k) {
    const Column& column = columns_[layout.shown[k]];
    titles += Padded(column.title, layout.widths[k], column.align == Align::kLeft) +
              std::string(kGap, ' ');
  }
  out << Paint(Trimmed(titles), Tone::kDim, options) << '\n';
  for (const std::vector<Cell>& row : rows_) RenderRow(row, layout, options, out);
  if (const std::string note = LeftOutNote(layout, options.width); !note.empty())
    WriteNote(note, options, out);
}

}  // namespace lab::report
