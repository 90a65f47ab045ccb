#include "framework/report/junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "framework/measure/figures.h"
#include "framework/report/change.h"
#include "framework/report/markup.h"
#include "framework/report/notes.h"

namespace lab::report {
namespace {

using measure::CaseRecord;
using measure::TrialRecord;

/// Of a suite, or of the whole file.
struct Tally {
  int tests = 0;
  int failures = 0;
  int skipped = 0;
  double seconds = 0;

  std::string attributes() const {
    return fmt::format(R"(tests="{}" failures="{}" skipped="{}" time="{:.3f}")", tests, failures,
                       skipped, seconds);
  }
  Tally& operator+=(const Tally& other) {
    tests += other.tests;
    failures += other.failures;
    skipped += other.skipped;
    seconds += other.seconds;
    return *this;
  }
};

double SecondsOf(const CaseRecord& record) {
  double seconds = 0;
  for (const TrialRecord& trial : record.trials) {
    if (IsSet(trial.start) && IsSet(trial.end)) seconds += ToSeconds(trial.end - trial.start);
  }
  return seconds;
}

std::string FirstError(const CaseRecord& record) {
  const std::string first = FirstFailure(record);
  return first.empty() ? "no answer was shown" : first;
}

// "" when the case is fine.
std::string FailureOf(const CaseResult& result) {
  const CaseRecord& record = *result.record;
  if (record.skipped || record.trials.empty()) return "";
  const auto broken = std::count_if(record.trials.begin(), record.trials.end(),
                                    [](const TrialRecord& trial) { return trial.error; });
  if (broken > 0) {
    return fmt::format("{} of {} trials could not be carried out: {}", broken, record.trials.size(),
                       FirstError(record));
  }
  const measure::Totals& totals = result.totals;
  if (totals.views > 0 && totals.failed_views == 0) return "";
  return fmt::format("{} of {} answers failed: {}", totals.failed_views, totals.views,
                     FirstError(record));
}

// "n 200, TTFT p50 1,200 ms, latency p50 2,000 ms; first text p50 -54.0 % against Uncached: faster"
std::string FindingsOf(const CaseResult& result) {
  const auto value = [&](const char* name) {
    const auto* figure = measure::FindFigure(result.figures, name);
    return figure == nullptr ? 0 : figure->value;
  };
  std::string text = fmt::format("n {}, TTFT p50 {:.3f} ms, latency p50 {:.3f} ms",
                                 result.totals.views - result.totals.failed_views,
                                 value("ttft_ms_p50"), value("latency_ms_p50"));
  if (!result.change) return text;
  return text + fmt::format("; {} {} {} against {}: {}", result.change->reading.title(),
                            ChangeText(*result.change),
                            result.change->is_difference() ? "points" : "%",
                            result.baseline->short_name(), VerdictText(*result.change));
}

Tally TallyOf(const CaseResult& result) {
  return {.tests = 1,
          .failures = FailureOf(result).empty() ? 0 : 1,
          .skipped = result.record->skipped ? 1 : 0,
          .seconds = SecondsOf(*result.record)};
}

Tally TallyOf(const Group& group) {
  Tally tally;
  for (const CaseResult& result : group.cases) tally += TallyOf(result);
  return tally;
}

void WriteTestCase(const CaseResult& result, std::ostream& out) {
  const CaseRecord& record = *result.record;
  out << fmt::format("    <testcase classname=\"{}.{}\" name=\"{}\" time=\"{:.3f}\">\n",
                     EscapeXml(record.suite), EscapeXml(record.group),
                     EscapeXml(record.short_name()), SecondsOf(record));
  const std::string failure = FailureOf(result);
  if (record.skipped) {
    out << fmt::format("      <skipped message=\"{}\"/>\n", EscapeXml(*record.skipped));
  } else if (!failure.empty()) {
    out << fmt::format("      <failure message=\"{}\"/>\n", EscapeXml(failure));
  }
  if (!record.skipped)
    out << fmt::format("      <system-out>{}</system-out>\n", EscapeXml(FindingsOf(result)));
  out << "    </testcase>\n";
}

void WriteTrust(const measure::Trust& trust, std::ostream& out) {
  out << fmt::format("  <testsuite name=\"run\" tests=\"1\" failures=\"{}\" skipped=\"0\">\n",
                     trust.valid ? 0 : 1);
  out << "    <testcase classname=\"run\" name=\"trust\">\n";
  if (!trust.valid)
    out << fmt::format("      <failure message=\"{}\"/>\n", EscapeXml(trust.reason));
  out << fmt::format("      <system-out>{}</system-out>\n", EscapeXml(trust.line));
  out << "    </testcase>\n  </testsuite>\n";
}

}  // namespace

void WriteJunit(const Analysis& analysis, const ReportOptions& /*options*/, std::ostream& out) {
  Tally all{.tests = 1, .failures = analysis.trust.valid ? 0 : 1};
  for (const Group& group : analysis.groups) all += TallyOf(group);
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out << fmt::format("<testsuites name=\"latency-lab\" {}>\n", all.attributes());
  WriteTrust(analysis.trust, out);
  for (const Group& group : analysis.groups) {
    out << fmt::format("  <testsuite name=\"{}/{}\" {}>\n", EscapeXml(group.suite()),
                       EscapeXml(group.name()), TallyOf(group).attributes());
    for (const CaseResult& result : group.cases) WriteTestCase(result, out);
    out << "  </testsuite>\n";
  }
  out << "</testsuites>\n";
}

}  // namespace lab::report
