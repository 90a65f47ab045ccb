#include "framework/measure/load_trust.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lab::measure {
namespace {

double ShareOf(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// One rule: why the run cannot be trusted, or "".
struct LoadEvidence {
  const LoadRun& run;
  const std::vector<LoadFigure>& figures;
  const LoadRates& rates;
  const LoadLimits& limits;
};

std::string LoadErrorsReason(const LoadEvidence& e) {
  const LoadCounts& counts = e.run.counts;
  const double share = ShareOf(counts.failed, counts.ok + counts.failed);
  if (share <= e.limits.max_error_share) return "";
  return fmt::format("{:.1f} % of the requests failed when at most {:.1f} % may", 100 * share,
                     100 * e.limits.max_error_share);
}

std::string DeliveredReason(const LoadEvidence& e) {
  if (!e.rates.delivered_share || *e.rates.delivered_share >= e.limits.min_delivered_share)
    return "";
  const std::string where = e.run.config.concurrency > 0
                                ? fmt::format(
                                      ": at most {} were let go at a time (raise "
                                      "--concurrency, or ask for less)",
                                      e.run.config.concurrency)
                                : "";
  return fmt::format("{:.1f} % of the asked load was sent when {:.0f} % should be{}",
                     100 * *e.rates.delivered_share, 100 * e.limits.min_delivered_share, where);
}

std::string LagReason(const LoadEvidence& e) {
  if (!e.rates.mean_gap || e.rates.lag_p99 <= e.limits.lag_floor) return "";
  const double gaps = ToSeconds(e.rates.lag_p99) / std::max(ToSeconds(*e.rates.mean_gap), 1e-12);
  if (gaps <= e.limits.max_lag_gaps) return "";
  return fmt::format("requests left {:.2f} ms late (p99) when they are {:.2f} ms apart",
                     ToMs(e.rates.lag_p99), ToMs(*e.rates.mean_gap));
}

std::string LittleReason(const LoadEvidence& e) {
  if (!e.rates.little_ratio) return "";
  double most_off = 0;  // what a timer's grain could explain
  for (const LoadRow& row : e.run.rows)
    most_off += std::abs(ToSeconds(row.under_way - row.row.latency));
  const bool within_grain =
      most_off <= ToSeconds(e.limits.lag_floor) * static_cast<double>(e.run.rows.size());
  const double off = std::abs(*e.rates.little_ratio - 1);
  if (off <= e.limits.max_little_difference || within_grain) return "";
  return fmt::format(
      "Little's law is off by {:.1f} % when it may be by {:.0f} %: the client had "
      "its answers later than their stamps say",
      100 * off, 100 * e.limits.max_little_difference);
}

std::optional<double> SmallestMs(const LoadEvidence& e) {
  double smallest = std::numeric_limits<double>::infinity();
  for (const LoadFigure& figure : e.figures) {
    if (figure.name == "normalised_latency_ms") continue;  // computed, not read off a clock
    if (figure.name == "tpot_ms") continue;
    smallest = std::min(smallest, figure.at(0.50).value);
  }
  if (!std::isfinite(smallest)) return std::nullopt;
  return smallest;
}

// What lies inside one read has no stamp of its own, whoever stamps.
std::string ReadsReason(const LoadEvidence& e, const LoadTrust& trust) {
  if (e.run.simulated || trust.coalesced_share <= e.limits.max_stamp_error_share) return "";
  return fmt::format("{:.1f} % of the token gaps lie inside one read when at most {:.1f} % may",
                     100 * trust.coalesced_share, 100 * e.limits.max_stamp_error_share);
}

// What the kernel has stamped is not wrong by the client's delay; what it has not is.
std::string StampsReason(const LoadEvidence& e, const LoadTrust& trust) {
  const std::optional<double> smallest = SmallestMs(e);
  if (e.run.simulated || !trust.client_delay_ms_p99 || !smallest) return "";
  if (1 - trust.kernel_share <= e.limits.max_user_stamp_share) return "";
  if (*trust.client_delay_ms_p99 <= e.limits.max_stamp_error_share * *smallest) return "";
  return fmt::format(
      "{:.0f} % of the stamps are not the kernel's, and the client's delay of {:.2f} ms (p99) is "
      "more than {:.0f} % of the smallest median, {:.2f} ms",
      100 * (1 - trust.kernel_share), *trust.client_delay_ms_p99,
      100 * e.limits.max_stamp_error_share, *smallest);
}

void Add(std::string reason, LoadTrust& trust) {
  if (!reason.empty()) trust.reasons.push_back(std::move(reason));
}

std::string LoadText(const LoadRun& run, const LoadRates& rates) {
  const std::string lag = fmt::format("lag p99 {:.2f} ms", ToMs(rates.lag_p99));
  if (!run.config.open_loop) {
    return fmt::format("{} at a time, {:.4g} req/s", run.config.concurrency,
                       rates.answers_per_s.value_or(0));
  }
  if (!rates.asked_per_s)
    return fmt::format("{} asked, {} sent ({})", run.window.due, run.window.sent, lag);
  return fmt::format("{:.4g} req/s asked, {:.4g} sent ({})", *rates.asked_per_s,
                     rates.sent_per_s.value_or(0), lag);
}

std::string ClientText(const LoadRun& run, const LoadTrust& trust) {
  if (run.simulated) return fmt::format("simulated time, seed {}", run.config.seed);
  const std::string coalesced =
      fmt::format("{:.1f} % of gaps inside one read", 100 * trust.coalesced_share);
  std::string text =
      trust.client_delay_ms_p99
          ? fmt::format("kernel stamps {:.1f} %, client delay p99 {:.2f} ms, {}",
                        100 * trust.kernel_share, *trust.client_delay_ms_p99, coalesced)
          : "user-space stamps, " + coalesced;
  if (run.client) text += fmt::format(", {:.0f} % CPU", run.client->cpu_percent());
  return text;
}

std::string CountsText(const LoadRun& run) {
  const LoadCounts& counts = run.counts;
  std::vector<std::string> kinds;
  for (const auto& [kind, error] : run.errors)
    kinds.push_back(fmt::format("{}x {}", error.count, ErrorKindName(kind)));
  std::string text = fmt::format("{} ok, {} failed", counts.ok, counts.failed);
  if (!kinds.empty()) text += fmt::format(" ({})", fmt::join(kinds, ", "));
  if (counts.tried_again > 0) text += fmt::format(", {} tried again", counts.tried_again);
  if (counts.cancelled > 0) text += fmt::format(", {} cancelled", counts.cancelled);
  if (counts.unsent > 0) text += fmt::format(", {} never sent", counts.unsent);
  return text;
}

std::string WhyNothingOfLoad(const LoadRun& run) {
  const LoadCounts& counts = run.counts;
  if (counts.sent() == 0) return "nothing was measured: no request was sent";
  if (counts.ok + counts.failed == 0) return "nothing was measured: no request came to its end";
  return fmt::format("nothing was measured: all {} requests fell into warm-up or cool-down",
                     counts.ok + counts.failed);
}

}  // namespace

LoadTrust LoadTrustOf(const LoadRun& run, const std::vector<LoadFigure>& figures,
                      const LoadRates& rates, const LoadLimits& limits) {
  LoadTrust trust;
  const std::int64_t gaps = run.gaps_us.Count() + run.coalesced_gaps;
  trust.coalesced_share = ShareOf(run.coalesced_gaps, gaps);
  const std::int64_t by_kernel =
      std::int64_t{run.stamps.kernel} + std::int64_t{run.stamps.kernel_bound};
  trust.kernel_share = ShareOf(by_kernel, by_kernel + run.stamps.user);
  if (run.client_delay_us.Count() > 0)
    trust.client_delay_ms_p99 =
        static_cast<double>(run.client_delay_us.ValueAtPercentile(99)) / 1000;
  trust.nothing_measured = run.rows.empty();
  trust.all_failed = run.counts.ok == 0 && run.counts.failed > 0;
  const LoadEvidence evidence{run, figures, rates, limits};
  if (trust.nothing_measured) {
    trust.reasons = {WhyNothingOfLoad(run)};
  } else {
    Add(LoadErrorsReason(evidence), trust);
    Add(DeliveredReason(evidence), trust);
    Add(LagReason(evidence), trust);
    Add(LittleReason(evidence), trust);
    Add(ReadsReason(evidence, trust), trust);
    Add(StampsReason(evidence, trust), trust);
  }
  trust.valid = trust.reasons.empty();
  const std::string_view verdict = trust.nothing_measured ? "NOTHING MEASURED"
                                   : trust.valid          ? "VALID"
                                                          : "INVALID";
  trust.line = fmt::format("{}  {} | {} | {}", verdict, LoadText(run, rates),
                           ClientText(run, trust), CountsText(run));
  return trust;
}

}  // namespace lab::measure
