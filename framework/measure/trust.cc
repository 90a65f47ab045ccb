#include "framework/measure/trust.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <vector>

#include "framework/measure/metrics.h"
#include "framework/stats/percentile.h"

namespace lab::measure {
namespace {

// What the line is made of, over all requests of a run.
struct Evidence {
  std::int64_t ok = 0;
  std::map<std::string, std::int64_t> failed;  // attempts, by kind
  std::int64_t tried_again = 0;                // of them: another attempt followed
  std::int64_t gaps = 0;
  std::int64_t coalesced = 0;
  std::vector<double> delays_ms;  // where stamps are the kernel's
  double smallest_ms = std::numeric_limits<double>::infinity();

  // Requests that failed for good.
  std::int64_t failures() const {
    std::int64_t sum = 0;
    for (const auto& [kind, count] : failed) sum += count;
    return std::max<std::int64_t>(0, sum - tried_again);
  }
};

void Collect(const Sample& sample, Evidence& evidence) {
  if (sample.retries > 0) ++evidence.tried_again;  // a failed attempt was before it
  if (sample.error) {
    if (sample.error->kind == ErrorKind::kCancelled) return;  // the caller's wish
    ++evidence.failed[std::string(ErrorKindName(sample.error->kind))];
    return;
  }
  ++evidence.ok;
  const Gaps gaps = GapsOf(sample.timeline);
  evidence.gaps += static_cast<std::int64_t>(gaps.measured.size()) + gaps.coalesced;
  evidence.coalesced += gaps.coalesced;
  for (const TokenArrival& token : sample.timeline.tokens) {
    if (token.client_delay > Duration::zero())
      evidence.delays_ms.push_back(ToMs(token.client_delay));
  }
  if (const auto ttft = Ttft(sample.timeline))
    evidence.smallest_ms = std::min(evidence.smallest_ms, ToMs(*ttft));
}

// A trial that could not be carried out counts, unless one of its requests says why.
void CollectTrial(const TrialRecord& trial, Evidence& evidence) {
  for (const Sample& sample : trial.samples) Collect(sample, evidence);
  const bool explained = std::any_of(trial.samples.begin(), trial.samples.end(),
                                     [](const Sample& sample) { return sample.error.has_value(); });
  if (trial.error && !explained) ++evidence.failed[std::string(ErrorKindName(trial.error->kind))];
}

Evidence CollectAll(const Run& run) {
  Evidence evidence;
  for (const CaseRecord& record : run.cases) {
    for (const TrialRecord& trial : record.trials) CollectTrial(trial, evidence);
  }
  std::sort(evidence.delays_ms.begin(), evidence.delays_ms.end());
  return evidence;
}

std::string FailuresText(const Evidence& evidence) {
  std::string kinds;
  for (const auto& [kind, count] : evidence.failed) {
    kinds += fmt::format("{}{}x {}", kinds.empty() ? "" : ", ", count, kind);
  }
  const std::string detail = kinds.empty() ? "" : fmt::format(" ({})", kinds);
  const std::string again =
      evidence.tried_again == 0 ? "" : fmt::format(", {} tried again", evidence.tried_again);
  return fmt::format("{} ok, {} failed{}{}", evidence.ok, evidence.failures(), again, detail);
}

double CoalescedShare(const Evidence& evidence) {
  return evidence.gaps == 0
             ? 0
             : static_cast<double>(evidence.coalesced) / static_cast<double>(evidence.gaps);
}

std::string StampText(const Evidence& evidence) {
  if (!evidence.delays_ms.empty()) {
    return fmt::format("client delay p99 {:.2f} ms",
                       stats::QuantileValue(evidence.delays_ms, 0.99));
  }
  return fmt::format("user-space stamps, {:.1f} % of gaps inside one read",
                     100 * CoalescedShare(evidence));
}

std::string ReasonAgainst(const Evidence& evidence, const TrustLimits& limits) {
  const auto all = static_cast<double>(evidence.ok + evidence.failures());
  const double errors = all == 0 ? 0 : static_cast<double>(evidence.failures()) / all;
  if (errors > limits.max_error_share) {
    return fmt::format("{:.1f} % of the requests failed when at most {:.1f} % may", 100 * errors,
                       100 * limits.max_error_share);
  }
  if (evidence.delays_ms.empty()) {
    const double share = CoalescedShare(evidence);
    if (share <= limits.max_stamp_error_share) return "";
    return fmt::format("{:.1f} % of the token gaps lie inside one read when at most {:.1f} % may",
                       100 * share, 100 * limits.max_stamp_error_share);
  }
  const double bound = stats::QuantileValue(evidence.delays_ms, 0.99);
  if (bound <= limits.max_stamp_error_share * evidence.smallest_ms) return "";
  return fmt::format(
      "the client delay's p99 of {:.2f} ms is more than {:.0f} % of the smallest TTFT, {:.2f} ms",
      bound, 100 * limits.max_stamp_error_share, evidence.smallest_ms);
}

}  // namespace

Trust TrustOf(const Run& run, const TrustLimits& limits) {
  const Evidence evidence = CollectAll(run);
  Trust trust;
  trust.all_failed = evidence.ok == 0 && !evidence.failed.empty();
  if (run.simulated) {
    trust.line =
        fmt::format("simulated time, seed {} | {}", run.config.seed, FailuresText(evidence));
    return trust;
  }
  trust.reason = ReasonAgainst(evidence, limits);
  trust.valid = trust.reason.empty();
  trust.line =
      fmt::format("{}  {} | {}{}{}", trust.valid ? "VALID" : "INVALID", FailuresText(evidence),
                  StampText(evidence), trust.valid ? "" : " | ", trust.reason);
  return trust;
}

}  // namespace lab::measure
