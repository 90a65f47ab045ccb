#include "framework/measure/load_figures.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "framework/measure/metrics.h"

namespace lab::measure {
namespace {

/// A figure of each request.
struct LoadMetric {
  std::string_view name;
  std::string_view title;
  Duration (*of)(const Row& row);
};

constexpr auto kLoadMetrics = std::to_array<LoadMetric>({
    {"ttft_ms", "TTFT", [](const Row& row) { return row.ttft; }},
    {"ttft_intended_ms", "TTFT from due", [](const Row& row) { return row.ttft_intended; }},
    {"first_visible_ms", "first visible", [](const Row& row) { return row.first_visible; }},
    {"tpot_ms", "TPOT", [](const Row& row) { return row.tpot; }},
    {"latency_ms", "latency", [](const Row& row) { return row.latency; }},
    {"latency_intended_ms", "latency from due",
     [](const Row& row) { return row.latency_intended; }},
    {"normalised_latency_ms", "latency a token",
     [](const Row& row) { return row.normalised_latency; }},
});

constexpr auto kLoadPhases = std::to_array<LoadMetric>({
    {"dns_ms", "DNS and pool", [](const Row& row) { return row.phases.dns; }},
    {"tcp_ms", "TCP", [](const Row& row) { return row.phases.tcp; }},
    {"tls_ms", "TLS", [](const Row& row) { return row.phases.tls; }},
    {"sent_ms", "sending", [](const Row& row) { return row.phases.sent; }},
    {"wait_ms", "waiting", [](const Row& row) { return row.phases.first_byte; }},
});
constexpr std::size_t kOfNewConnections = 3;  // of these, the first

LoadFigure FigureOf(const LoadMetric& metric, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  LoadFigure figure{.name = metric.name, .title = metric.title};
  figure.n = static_cast<std::int64_t>(values.size());
  figure.mean = std::accumulate(values.begin(), values.end(), 0.0) /
                static_cast<double>(std::max<std::size_t>(values.size(), 1));
  figure.max = values.empty() ? 0 : values.back();
  for (std::size_t i = 0; i < kLoadPercentiles.size(); ++i)
    figure.percentiles[i] = stats::Quantile(values, kLoadPercentiles[i]);
  return figure;
}

std::vector<double> ValuesOf(const LoadRun& run, const LoadMetric& metric, Failures failures) {
  constexpr double kForEver = std::numeric_limits<double>::infinity();
  std::vector<double> values;
  values.reserve(run.rows.size());
  bool any = false;
  for (const LoadRow& one : run.rows) {
    const Duration duration = metric.of(one.row);
    if (one.row.error) {
      if (failures == Failures::kInfinite) values.push_back(kForEver);
    } else if (IsThere(duration)) {
      values.push_back(ToMs(duration));
      any = true;
    }
  }
  if (!any) values.clear();
  return values;
}

std::vector<PooledShare> SharesBelow(const LoadRun& run, double limit_us) {
  std::vector<PooledShare> shares;
  for (const Sample& sample : run.samples) {
    PooledShare share;
    for (const Duration gap : GapsOf(sample.timeline).measured) {
      ++share.count;
      share.below += static_cast<double>(gap.count()) <= limit_us * 1000 ? 1 : 0;
    }
    if (share.count > 0) shares.push_back(share);
  }
  return shares;
}

double GapMs(const LoadRun& run, double p) {
  return static_cast<double>(run.gaps_us.ValueAtPercentile(100 * p)) / 1000;
}

stats::Percentile GapPercentile(const LoadRun& run, double p) {
  constexpr std::int64_t kLeastRequests = 6;  // of fewer not even a median has two ends
  stats::Percentile percentile{.value = GapMs(run, p)};
  percentile.n = run.gaps_us.Count();
  percentile.needed = stats::SamplesNeeded(std::max(p, 1 - p), 0.025);
  if (run.samples_seen < kLeastRequests || percentile.n < percentile.needed) return percentile;
  const double half = PooledHalfWidth(SharesBelow(run, percentile.value * 1000), run.samples_seen);
  if (p - half > 0) percentile.low = GapMs(run, p - half);
  if (p + half < 1) percentile.high = GapMs(run, p + half);
  return percentile;
}

LoadFigure GapFigure(const LoadRun& run) {
  LoadFigure figure{.name = "itl_ms", .title = "ITL"};
  figure.n = run.gaps_us.Count();
  figure.mean = run.gaps_us.Mean() / 1000;
  figure.max = static_cast<double>(run.gaps_us.Max()) / 1000;
  for (std::size_t i = 0; i < kLoadPercentiles.size(); ++i)
    figure.percentiles[i] = GapPercentile(run, kLoadPercentiles[i]);
  return figure;
}

}  // namespace

double PooledHalfWidth(const std::vector<PooledShare>& groups, std::int64_t all_groups) {
  constexpr double kSure = 1.959964;  // of a normal deviate, two-sided 95 %
  double below = 0;
  double count = 0;
  for (const PooledShare& group : groups) {
    below += static_cast<double>(group.below);
    count += static_cast<double>(group.count);
  }
  const auto n = static_cast<double>(groups.size());
  if (n < 2) return 1;
  double squares = 0;
  for (const PooledShare& group : groups) {
    const double off =
        static_cast<double>(group.below) - below / count * static_cast<double>(group.count);
    squares += off * off;
  }
  const double variance = n / (n - 1) * squares / (count * count);
  const auto all = static_cast<double>(all_groups);
  // Half a group more, because ranks are whole: without it the interval covers too seldom.
  return kSure * std::sqrt(variance * n / all) + 0.5 / all;
}

const stats::Percentile& LoadFigure::at(double p) const {
  const auto place = std::find(kLoadPercentiles.begin(), kLoadPercentiles.end(), p);
  return percentiles.at(static_cast<std::size_t>(place - kLoadPercentiles.begin()));
}

std::vector<LoadFigure> LoadFiguresOf(const LoadRun& run, Failures failures) {
  std::vector<LoadFigure> figures;
  for (const LoadMetric& metric : kLoadMetrics) {
    LoadFigure figure = FigureOf(metric, ValuesOf(run, metric, failures));
    if (figure.n > 0) figures.push_back(figure);
    if (metric.name == "first_visible_ms" && run.gaps_us.Count() > 0)
      figures.push_back(GapFigure(run));
  }
  return figures;
}

const LoadFigure* FindLoadFigure(const std::vector<LoadFigure>& figures, std::string_view name) {
  const auto place = std::find_if(figures.begin(), figures.end(),
                                  [name](const LoadFigure& figure) { return figure.name == name; });
  return place == figures.end() ? nullptr : &*place;
}

std::vector<LoadFigure> LoadPhasesOf(const LoadRun& run) {
  std::vector<LoadFigure> figures;
  for (std::size_t i = 0; i < kLoadPhases.size(); ++i) {
    std::vector<double> values;
    for (const LoadRow& one : run.rows) {
      const Duration phase = kLoadPhases[i].of(one.row);
      const bool counts = i >= kOfNewConnections || !one.row.reused_connection;
      if (!one.row.error && counts && IsThere(phase)) values.push_back(ToMs(phase));
    }
    if (!values.empty()) figures.push_back(FigureOf(kLoadPhases[i], std::move(values)));
  }
  return figures;
}

}  // namespace lab::measure
