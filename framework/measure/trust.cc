#include "framework/measure/trust.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "framework/measure/attempts.h"
#include "framework/measure/metrics.h"
#include "framework/stats/percentile.h"

namespace lab::measure {
namespace {

using CountByKind = std::map<std::string, std::int64_t>;

std::int64_t SumOf(const CountByKind& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& kind) { return sum + kind.second; });
}

// The case whose requests are the fastest.
struct SmallestTime {
  std::string case_name;
  double ms = std::numeric_limits<double>::infinity();
};

// What the line is made of, over all requests of a run.
struct Evidence {
  std::int64_t ok = 0;
  CountByKind failed;     // requests, for good
  CountByKind attempts;   // that failed and were tried again
  bool answered = false;  // some answer was whole, from a request or not
  bool measured = false;  // something was asked for
  std::int64_t gaps = 0;
  std::int64_t coalesced = 0;
  StampCounts stamps;             // of the content events
  std::vector<double> delays_ms;  // of those that are the kernel's
  SmallestTime smallest;
};

void CollectStamps(const Sample& sample, Evidence& evidence) {
  const Gaps gaps = GapsOf(sample.timeline);
  evidence.gaps += static_cast<std::int64_t>(gaps.measured.size()) + gaps.coalesced;
  evidence.coalesced += gaps.coalesced;
  for (const TokenArrival& token : sample.timeline.tokens) {
    evidence.stamps.Add(token.source);
    if (token.source == StampSource::kKernel)
      evidence.delays_ms.push_back(ToMs(token.client_delay));
  }
}

void CollectSample(const Sample& sample, AttemptEnd end, Evidence& evidence) {
  if (end == AttemptEnd::kGivenUp) return;  // the caller's wish
  if (end == AttemptEnd::kOk) {
    ++evidence.ok;
    CollectStamps(sample, evidence);
    return;
  }
  CountByKind& counts = end == AttemptEnd::kFailed ? evidence.failed : evidence.attempts;
  ++counts[std::string(ErrorKindName(sample.error->kind))];
}

// What failed without a request that says why: an answer that was refused before one was sent, a
// trial that could not be carried out.
void CollectUnexplained(const TrialRecord& trial, Evidence& evidence) {
  const auto failed_views = std::count_if(trial.views.begin(), trial.views.end(),
                                          [](const View& view) { return view.failed; });
  if (failed_views > 0 && trial.samples.empty()) {
    evidence.failed["without a request"] += failed_views;
  } else if (trial.error) {
    ++evidence.failed[std::string(ErrorKindName(trial.error->kind))];
  }
}

void CollectTrial(const TrialRecord& trial, Evidence& evidence) {
  const Attempts attempts = AttemptsOf(trial);
  for (std::size_t i = 0; i < trial.samples.size(); ++i)
    CollectSample(trial.samples[i], attempts.ends[i], evidence);
  if (attempts.count(AttemptEnd::kFailed) == 0) CollectUnexplained(trial, evidence);
  evidence.measured = evidence.measured || !trial.samples.empty() || !trial.views.empty() ||
                      trial.error.has_value();
  evidence.answered =
      evidence.answered || std::any_of(trial.views.begin(), trial.views.end(),
                                       [](const View& view) { return !view.failed; });
}

// The median TTFT of a case's requests; of buffered ones their latency.
void CollectSmallest(const CaseRecord& record, SmallestTime& smallest) {
  std::vector<double> times_ms;
  for (const TrialRecord& trial : record.trials) {
    for (const Sample& sample : trial.samples) {
      if (sample.error) continue;
      const Stamps stamps = StampsOf(sample.timeline, 0);
      const std::optional<Duration> ttft = Ttft(stamps);
      const std::optional<Duration> time = ttft ? ttft : Latency(stamps);
      if (time) times_ms.push_back(ToMs(*time));
    }
  }
  if (times_ms.empty()) return;
  std::sort(times_ms.begin(), times_ms.end());
  const double median = stats::QuantileValue(times_ms, 0.5);
  if (median < smallest.ms) smallest = {record.full_name(), median};
}

Evidence CollectAll(const Run& run) {
  Evidence evidence;
  for (const CaseRecord& record : run.cases) {
    for (const TrialRecord& trial : record.trials) CollectTrial(trial, evidence);
    CollectSmallest(record, evidence.smallest);
  }
  std::sort(evidence.delays_ms.begin(), evidence.delays_ms.end());
  return evidence;
}

// " (2x rate_limited, 1x timeout)"
std::string KindsText(const CountByKind& counts) {
  std::string kinds;
  for (const auto& [kind, count] : counts)
    kinds += fmt::format("{}{}x {}", kinds.empty() ? "" : ", ", count, kind);
  return kinds.empty() ? "" : fmt::format(" ({})", kinds);
}

std::string FailuresText(const Evidence& evidence) {
  std::string text = fmt::format("{} ok, {} failed{}", evidence.ok, SumOf(evidence.failed),
                                 KindsText(evidence.failed));
  if (!evidence.attempts.empty()) {
    text +=
        fmt::format(", {} tried again{}", SumOf(evidence.attempts), KindsText(evidence.attempts));
  }
  return text;
}

std::string WhyNothing(const Run& run) {
  if (!run.cut.empty()) return "the run was cut by " + run.cut;
  const auto skipped = std::find_if(run.cases.begin(), run.cases.end(),
                                    [](const CaseRecord& record) { return record.skipped; });
  if (skipped == run.cases.end()) return "no request was sent";
  const auto count = std::count_if(run.cases.begin(), run.cases.end(),
                                   [](const CaseRecord& record) { return record.skipped; });
  return fmt::format("{} of {} cases were skipped; the first, {}: {}", count, run.cases.size(),
                     skipped->full_name(), *skipped->skipped);
}

double CoalescedShare(const Evidence& evidence) {
  return evidence.gaps == 0
             ? 0
             : static_cast<double>(evidence.coalesced) / static_cast<double>(evidence.gaps);
}

// Of all stamps of content, those that the program took.
double UserShare(const StampCounts& stamps) {
  const auto by_kernel = static_cast<double>(stamps.kernel + stamps.kernel_bound);
  const auto by_user = static_cast<double>(stamps.user);
  return by_user == 0 ? 0 : by_user / (by_kernel + by_user);
}

bool HasKernelStamps(const Evidence& evidence) { return !evidence.delays_ms.empty(); }

double DelayP99(const Evidence& evidence) { return stats::QuantileValue(evidence.delays_ms, 0.99); }

std::string StampText(const Evidence& evidence) {
  const std::string coalesced =
      fmt::format("{:.1f} % of gaps inside one read", 100 * CoalescedShare(evidence));
  if (!HasKernelStamps(evidence)) return "user-space stamps, " + coalesced;
  return fmt::format("kernel stamps {:.1f} %, client delay p99 {:.2f} ms, {}",
                     100 * (1 - UserShare(evidence.stamps)), DelayP99(evidence), coalesced);
}

// What user space's stamps are late by is seen where the kernel's are beside them.
std::string ReasonAgainstStamps(const Evidence& evidence, const TrustLimits& limits) {
  const double coalesced = CoalescedShare(evidence);
  if (coalesced > limits.max_stamp_error_share) {
    return fmt::format("{:.1f} % of the token gaps lie inside one read when at most {:.1f} % may",
                       100 * coalesced, 100 * limits.max_stamp_error_share);
  }
  const double by_user = UserShare(evidence.stamps);
  if (!HasKernelStamps(evidence) || by_user <= limits.max_user_stamp_share) return "";
  const SmallestTime& smallest = evidence.smallest;
  if (DelayP99(evidence) <= limits.max_stamp_error_share * smallest.ms) return "";
  return fmt::format(
      "{:.1f} % of the stamps are user space's, and the client delay's p99 of {:.2f} ms is more "
      "than {:.0f} % of the smallest median TTFT, {:.2f} ms of {}",
      100 * by_user, DelayP99(evidence), 100 * limits.max_stamp_error_share, smallest.ms,
      smallest.case_name);
}

std::string ReasonAgainst(const Evidence& evidence, const TrustLimits& limits) {
  const auto failed = static_cast<double>(SumOf(evidence.failed));
  const double all = static_cast<double>(evidence.ok) + failed;
  const double errors = all == 0 ? 0 : failed / all;
  if (errors > limits.max_error_share) {
    return fmt::format("{:.1f} % of the requests failed when at most {:.1f} % may", 100 * errors,
                       100 * limits.max_error_share);
  }
  return ReasonAgainstStamps(evidence, limits);
}

std::string_view WordOf(const Trust& trust) {
  if (trust.cut) return "CUT";
  return trust.valid ? "VALID" : "INVALID";
}

}  // namespace

Trust TrustOf(const Run& run, const TrustLimits& limits) {
  const Evidence evidence = CollectAll(run);
  Trust trust;
  trust.all_failed = evidence.ok == 0 && !evidence.answered && !evidence.failed.empty();
  trust.nothing_measured = !evidence.measured;
  trust.cut = !run.cut.empty();
  if (trust.nothing_measured) {
    trust.reason = "nothing was measured: " + WhyNothing(run);
  } else if (!run.simulated) {
    trust.reason = ReasonAgainst(evidence, limits);
  }
  if (trust.cut && !trust.nothing_measured) {
    trust.reason =
        fmt::format("cut by {}{}{}", run.cut, trust.reason.empty() ? "" : "; ", trust.reason);
  }
  trust.valid = trust.reason.empty();
  const std::string because = trust.valid ? "" : " | " + trust.reason;
  if (run.simulated) {
    trust.line = fmt::format("simulated time, seed {} | {}{}", run.config.seed,
                             FailuresText(evidence), because);
  } else if (trust.nothing_measured) {
    trust.line = "NOTHING MEASURED  " + WhyNothing(run);
  } else {
    trust.line = fmt::format("{}  {} | {}{}", WordOf(trust), FailuresText(evidence),
                             StampText(evidence), because);
  }
  return trust;
}

}  // namespace lab::measure
