#include "framework/report/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "framework/base/error.h"
#include "framework/base/units.h"
#include "framework/measure/critical_path.h"
#include "framework/measure/trace.h"
#include "framework/report/markup.h"

namespace lab::report {
namespace {

using measure::Sample;
using measure::SpanKind;
using measure::TraceNode;
using measure::TrialRecord;

constexpr std::int64_t kBarWidth = 48;

/// The column of a moment; the trial is the whole bar.
class BarScale {
 public:
  explicit BarScale(const TrialRecord& trial)
      : start_(trial.start),
        length_(IsSet(trial.end) ? std::max<Duration>(trial.end - trial.start, Duration(1))
                                 : Duration(1)) {}

  std::int64_t Column(Time at) const {
    const auto share =
        static_cast<double>((at - start_).count()) / static_cast<double>(length_.count());
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(share * kBarWidth), 0, kBarWidth - 1);
  }

 private:
  Time start_;
  Duration length_;
};

char FillOf(const TraceNode& node) {
  if (node.kind == SpanKind::kStep) return '-';
  if (node.kind == SpanKind::kTool) return '+';
  return node.sample != nullptr && node.sample->error ? 'x' : '=';
}

std::string BarOf(const TraceNode& node, const BarScale& scale) {
  std::string bar(kBarWidth, ' ');
  const std::int64_t from = scale.Column(node.start);
  // What ends where the next begins does not share its column.
  const std::int64_t to = std::max(from + 1, scale.Column(node.end - Duration(1)) + 1);
  std::fill(bar.begin() + from, bar.begin() + to, FillOf(node));
  if (node.sample != nullptr && IsSet(node.sample->timeline.first_token))
    bar[static_cast<std::size_t>(scale.Column(node.sample->timeline.first_token))] = 'o';
  return "|" + bar + "|";
}

std::string DetailsOf(const Sample& sample) {
  std::string text = fmt::format("{} -> {} tokens", FormatCount(sample.usage.prompt().count),
                                 FormatCount(sample.usage.output_total.count));
  if (sample.cost) text += ", " + FormatUsd(*sample.cost);
  if (sample.retries > 0) text += fmt::format(", attempt {}", sample.retries + 1);
  if (sample.error) text += fmt::format(", {}", ErrorKindName(sample.error->kind));
  return text;
}

std::string NameOf(const TraceNode& node) {
  return std::string(2 * static_cast<std::size_t>(node.depth), ' ') + node.name;
}

Tone ToneOf(const TraceNode& node) {
  if (node.sample != nullptr && node.sample->error) return Tone::kBad;
  return node.kind == SpanKind::kStep ? Tone::kDim : Tone::kPlain;
}

std::string HeadOf(const measure::CaseRecord& record, const TrialRecord& trial) {
  const measure::CriticalPath path = measure::CriticalPathOf(trial);
  const bool ended = IsSet(trial.start) && IsSet(trial.end);
  return fmt::format("{}   trial {}, {}, critical path of {} calls and {}", record.full_name(),
                     trial.index, ended ? FormatDuration(trial.end - trial.start) : "never ended",
                     path.calls.size(), FormatDuration(path.busy));
}

}  // namespace

void WriteTimeline(const measure::CaseRecord& record, const TrialRecord& trial,
                   const RenderOptions& options, std::ostream& out) {
  out << HeadOf(record, trial) << '\n';
  const BarScale scale(trial);
  TextTable table({{"", "offset"},
                   {"", "duration"},
                   {" ", "", Align::kLeft},
                   {"  ", "", Align::kLeft},
                   {"   ", "", Align::kLeft}});
  for (const TraceNode& node : measure::TraceOf(trial)) {
    const Tone tone = ToneOf(node);
    table.AddRow({{FormatDuration(node.start - trial.start)},
                  {FormatDuration(node.end - node.start)},
                  {BarOf(node, scale), tone},
                  {NameOf(node), tone},
                  {node.sample != nullptr ? DetailsOf(*node.sample) : "", Tone::kDim}});
  }
  table.Render(out, options);
  if (const std::string never = measure::NeverStarted(trial); !never.empty())
    out << Printable("  left out: " + never) << '\n';
  if (trial.error) out << Printable("  could not be carried out: " + trial.error->message) << '\n';
}

}  // namespace lab::report
