#include "framework/load/trace_summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "framework/base/text.h"
#include "framework/base/units.h"

namespace lab::load {
namespace {

/// Every prefix that has been sent, as a tree of blocks.
class PrefixTree {
 public:
  /// How many blocks at the head were there already; all of them are from now on.
  std::int64_t Add(const std::vector<std::int64_t>& blocks) {
    std::int64_t node = 0;
    std::int64_t known = 0;
    for (const std::int64_t block : blocks) {
      const auto [place, added] =
          nodes_.try_emplace({node, block}, static_cast<std::int64_t>(nodes_.size()) + 1);
      known += added ? 0 : 1;  // behind a new node every other one is new
      node = place->second;
    }
    return known;
  }

 private:
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> nodes_;
};

void Count(std::int64_t tokens, bool first, TokenSums& sums) {
  sums.sum += tokens;
  sums.least = first ? tokens : std::min(sums.least, tokens);
  sums.most = std::max(sums.most, tokens);
}

double Share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string TokensText(const TokenSums& sums, std::int64_t rows) {
  return fmt::format("{} tokens ({} to {}, mean {})", FormatCount(sums.sum),
                     FormatCount(sums.least), FormatCount(sums.most), FormatCount(sums.sum / rows));
}

std::string TimesText(const Trace& trace, const TraceSummary& summary) {
  if (trace.unit.empty()) return "no stamps: it says what is sent, not when";
  std::string text = fmt::format("stamps in {}, over {}", trace.unit, FormatDuration(summary.span));
  if (summary.span > Duration::zero())
    text += fmt::format(": {:.3g} rows a second",
                        static_cast<double>(summary.rows) / ToSeconds(summary.span));
  if (summary.moments * 2 <= summary.rows && summary.rows > 1)
    text += fmt::format("; {} at {} moments: bursts, unless spread", FormatCount(summary.rows),
                        FormatCount(summary.moments));
  return text;
}

std::string BlocksText(const Trace& trace, const TraceSummary& summary) {
  const std::string counts = fmt::format("{} ({} different)", FormatCount(summary.blocks),
                                         FormatCount(summary.distinct_blocks));
  if (trace.block_tokens == 0)
    return fmt::format("blocks of no fixed size: {}; an endless cache would hold {:.1f} % of them",
                       counts, 100 * summary.cached_block_share());
  return fmt::format("blocks of {} tokens: {}; an endless cache would hold {:.1f} % of the input",
                     trace.block_tokens, counts, 100 * summary.cached_token_share());
}

}  // namespace

double TraceSummary::cached_block_share() const { return Share(cached_blocks, blocks); }
double TraceSummary::cached_token_share() const { return Share(cached_tokens, input.sum); }

TraceSummary SummaryOf(const Trace& trace) {
  TraceSummary summary;
  PrefixTree sent;
  std::set<std::string_view> sessions;
  std::unordered_set<std::int64_t> ids;
  Duration before = Duration(-1);
  for (const TraceRow& row : trace.rows) {
    const bool first = summary.rows == 0;
    ++summary.rows;
    summary.moments += row.at != before ? 1 : 0;
    before = row.at;
    Count(row.input_tokens, first, summary.input);
    Count(row.output_tokens, first, summary.output);
    if (!row.session.empty()) sessions.insert(row.session);
    ids.insert(row.blocks.begin(), row.blocks.end());
    const std::int64_t known = sent.Add(row.blocks);
    summary.blocks += static_cast<std::int64_t>(row.blocks.size());
    summary.cached_blocks += known;
    summary.cached_tokens += std::min(known * trace.block_tokens, row.input_tokens);
  }
  summary.span = trace.rows.empty() ? Duration::zero() : before - trace.rows.front().at;
  summary.sessions = static_cast<std::int64_t>(sessions.size());
  summary.distinct_blocks = static_cast<std::int64_t>(ids.size());
  return summary;
}

std::vector<std::string> DescribeTrace(const Trace& trace) {
  const TraceSummary summary = SummaryOf(trace);
  std::vector<std::string> lines;
  lines.push_back(fmt::format("trace {}: {}, {} rows", Excerpt(trace.file, 60), trace.format,
                              FormatCount(summary.rows)));
  lines.push_back(
      fmt::format("columns {}", Excerpt(fmt::format("{}", fmt::join(trace.columns, ", ")), 85)));
  lines.push_back(TimesText(trace, summary));
  lines.push_back("input " + TokensText(summary.input, summary.rows));
  lines.push_back("output " + TokensText(summary.output, summary.rows));
  if (summary.sessions > 0)
    lines.push_back(fmt::format("{} sessions", FormatCount(summary.sessions)));
  if (summary.blocks > 0) lines.push_back(BlocksText(trace, summary));
  for (const std::string& note : trace.notes) lines.push_back("note: " + note);
  return lines;
}

}  // namespace lab::load
