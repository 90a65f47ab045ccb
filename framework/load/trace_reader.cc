// From the bytes of a file to a trace: which kind of file, then what all formats have in common.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "framework/base/text.h"
#include "framework/load/trace.h"
#include "framework/load/trace_parts.h"

namespace lab::load {
namespace {

Error ErrorIn(std::string_view file, std::string_view what) {
  return {ErrorKind::kConfig, fmt::format("{}: {}", file, what)};
}

/// A file that is something else, and what to do with it.
struct OtherFile {
  std::string_view beginning;
  std::string_view advice;
};
constexpr std::array<OtherFile, 6> kOthers{{
    {"\xff\xfe", "it is UTF-16; save it as UTF-8"},
    {"\xfe\xff", "it is UTF-16; save it as UTF-8"},
    {"\x1f\x8b", "it is compressed; unpack it first (gzip -d)"},
    {"\x28\xb5\x2f\xfd", "it is compressed; unpack it first (zstd -d)"},
    {"PAR1", "it is Parquet; export it as JSON lines"},
    {"version https://git-lfs", "it is a pointer of Git LFS; fetch the file itself (git lfs pull)"},
}};

/// The sizes of a block with which a prompt's length and its number of blocks agree.
struct BlockSizes {
  std::int64_t least = 1;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();

  bool Has(std::int64_t size) const { return size >= least && size <= most; }
};

BlockSizes SizesOf(const TraceRow& row) {
  const auto blocks = static_cast<std::int64_t>(row.blocks.size());
  BlockSizes sizes{.least = (row.input_tokens + blocks - 1) / blocks};
  if (blocks > 1) sizes.most = (row.input_tokens - 1) / (blocks - 1);
  return sizes;
}

TraceFault BlocksDoNotFit(const TraceRow& row, std::int64_t size) {
  return {row.line,
          fmt::format("hash_ids has {} when input_length {} makes {} of {} tokens; give the right "
                      "size of a block (--block-tokens)",
                      Counted(static_cast<std::int64_t>(row.blocks.size()), "id"), row.input_tokens,
                      (row.input_tokens + size - 1) / size, size)};
}

// The format's own size where the lengths agree with it, else the one power of two with which they
// do: a wrong guess makes every prompt too long or too short.
void SettleBlockSize(Trace& trace) {
  const std::int64_t own = trace.block_tokens;
  const TraceRow* odd = nullptr;
  BlockSizes common;
  for (const TraceRow& row : trace.rows) {
    if (row.blocks.empty()) continue;
    const BlockSizes sizes = SizesOf(row);
    common = {std::max(common.least, sizes.least), std::min(common.most, sizes.most)};
    if (odd == nullptr && !sizes.Has(own)) odd = &row;
  }
  if (odd == nullptr) return;
  std::int64_t size = 1;
  while (size < common.least) size *= 2;
  const bool only_one = common.Has(size) && !common.Has(2 * size);
  if (!only_one) throw BlocksDoNotFit(*odd, own);
  trace.block_tokens = size;
  trace.notes.push_back(fmt::format("blocks of {} tokens by their lengths, not {} as {} has them",
                                    size, own, trace.format));
}

void CheckBlockSize(const Trace& trace) {
  for (const TraceRow& row : trace.rows) {
    if (!row.blocks.empty() && !SizesOf(row).Has(trace.block_tokens))
      throw BlocksDoNotFit(row, trace.block_tokens);
  }
}

void SettleBlocks(const TraceOptions& options, Trace& trace) {
  const bool sized = trace.format == "Mooncake" || trace.format == "Qwen-Bailian";
  if (options.block_tokens) {
    trace.block_tokens = *options.block_tokens;
    if (sized) CheckBlockSize(trace);
    return;
  }
  if (sized) SettleBlockSize(trace);
  const bool any = std::any_of(trace.rows.begin(), trace.rows.end(),
                               [](const TraceRow& row) { return !row.blocks.empty(); });
  if (!any) trace.block_tokens = 0;
}

// Into the order of time, from the first row on.
void SettleTimes(OpenTrace& trace) {
  std::int64_t back = 0;
  for (std::size_t i = 1; i < trace.rows.size(); ++i)
    back += trace.rows[i].at < trace.rows[i - 1].at ? 1 : 0;
  const bool by_session = trace.format == "Weka" || trace.format == "multi_turn";
  std::stable_sort(trace.rows.begin(), trace.rows.end(),
                   [](const TraceRow& a, const TraceRow& b) { return a.at < b.at; });
  if (back > 0 && !by_session)
    trace.notes.push_back(
        fmt::format("{} back in time: the rows were put in order", Counted(back, "step")));
  if (!trace.stamped) trace.unit.clear();
  const Duration first = trace.rows.front().at;
  for (TraceRow& row : trace.rows) row.at -= first;
}

void Read(std::string_view bytes, const TraceOptions& options, OpenTrace& trace) {
  const std::vector<TraceLine> lines = LinesOf(bytes);
  if (lines.empty()) throw TraceFault{1, "the file is empty; a trace has a row at least"};
  const char first = lines.front().text.front();
  if (first == '{' || first == '[') {
    ReadJsonTrace(bytes, lines, trace);
  } else {
    ReadCsvTrace(lines, trace);
  }
  if (trace.rows.empty())
    throw TraceFault{lines.back().number, "no row is left that could be sent"};
  SettleBlocks(options, trace);
  SettleTimes(trace);
}

}  // namespace

Result<Trace> ReadTrace(std::string_view bytes, std::string_view file,
                        const TraceOptions& options) {
  for (const OtherFile& other : kOthers) {
    if (bytes.starts_with(other.beginning)) return ErrorIn(file, other.advice);
  }
  if (options.block_tokens && *options.block_tokens < 1)
    return Error{
        ErrorKind::kUsage,
        fmt::format("a block has {} tokens when it should have 1 at least", *options.block_tokens)};
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  OpenTrace trace;
  trace.file = file;
  try {
    Read(bytes, options, trace);
  } catch (const TraceFault& fault) {
    return ErrorIn(fmt::format("{}:{}", file, fault.line), fault.message);
  } catch (const measure::JsonFault& fault) {
    return ErrorIn(file, fault.message);
  }
  return Trace(std::move(trace));
}

}  // namespace lab::load
