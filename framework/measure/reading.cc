#include "framework/measure/reading.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "framework/base/nearest_name.h"
#include "framework/base/text.h"

namespace lab::measure {
namespace {

constexpr std::string_view kOwnUnit = "_ms";
constexpr std::string_view kFailedShare = "failed_share";

// Everything that can be read of any experiment.
std::vector<Quantity> Quantities() {
  std::vector<Quantity> quantities;
  for (const MetricInfo& info : AllMetrics()) {
    if (!info.pooled) quantities.emplace_back(info.metric);
  }
  quantities.emplace_back(Account::kCost);
  return quantities;
}

Error UnknownReading(std::string_view name, const std::set<std::string>& own) {
  std::vector<std::string> names;
  for (const Quantity& quantity : Quantities()) names.push_back(quantity.name());
  for (const std::string& time : own) names.push_back(Quantity(time).name());
  const std::size_t split = name.rfind('_');
  const bool ends = split != std::string_view::npos && ParseStatistic(name.substr(split + 1));
  std::vector<std::string> whole{std::string(kFailedShare)};
  for (const std::string& each : names)
    whole.push_back(each + (ends ? std::string(name.substr(split)) : "_p50"));
  const std::vector<std::string_view> right(whole.begin(), whole.end());
  return Error{
      ErrorKind::kUsage,
      fmt::format("metric '{}' is not known{}; it is one of {} with _p50, _p95 ... or "
                  "_mean behind it, or {}",
                  Quoted(name), MeantName(name, right), fmt::join(names, ", "), kFailedShare)};
}

Error PooledReading(const MetricInfo& info) {
  return Error{
      ErrorKind::kUsage,
      fmt::format("metric '{}' cannot be gated by: it is many numbers a trial, which are not "
                  "independent; take tpot_ms, which is one an answer",
                  info.name)};
}

// The quantity of this name; a time of the experiment's own where `takes_own` says so.
template <class TakesOwn>
Result<Reading> ReadingNamed(std::string_view name, const std::set<std::string>& known,
                             TakesOwn takes_own) {
  if (name == kFailedShare) return Reading{Account::kFailures, stats::Statistic::Mean()};
  const auto split = name.rfind('_');
  if (split == std::string_view::npos) return UnknownReading(name, known);
  const std::optional<stats::Statistic> statistic = ParseStatistic(name.substr(split + 1));
  if (!statistic) return UnknownReading(name, known);
  const std::string_view wanted = name.substr(0, split);
  for (const Quantity& quantity : Quantities()) {
    if (quantity.name() == wanted) return Reading{quantity, *statistic};
  }
  if (const std::optional<Metric> pooled = ParseMetric(wanted))
    return PooledReading(InfoOf(*pooled));
  if (!wanted.ends_with(kOwnUnit)) return UnknownReading(name, known);
  std::string own(wanted.substr(0, wanted.size() - kOwnUnit.size()));
  if (!takes_own(own)) return UnknownReading(name, known);
  return Reading{std::move(own), *statistic};
}

}  // namespace

std::optional<Metric> Quantity::metric() const {
  const auto* metric = std::get_if<Metric>(&what_);
  return metric == nullptr ? std::nullopt : std::optional(*metric);
}

std::string Quantity::name() const {
  if (const std::optional<Metric> known = metric()) return std::string(MetricName(*known));
  if (own() != nullptr) return *own() + std::string(kOwnUnit);
  return is_cost() ? "cost_usd" : std::string(kFailedShare);
}

std::string Quantity::title() const {
  if (const std::optional<Metric> known = metric()) return std::string(MetricTitle(*known));
  if (own() != nullptr) return *own();
  return is_cost() ? "cost" : "failed";
}

Unit Quantity::unit() const {
  if (const std::optional<Metric> known = metric()) return InfoOf(*known).unit;
  if (own() != nullptr) return Unit::kMs;
  return is_cost() ? Unit::kUsd : Unit::kShare;
}

Better Quantity::better() const {
  const std::optional<Metric> known = metric();
  return known ? InfoOf(*known).better : Better::kLess;
}

std::string Reading::name() const {
  if (what.is_failures()) return what.name();
  return fmt::format("{}_{}", what.name(), StatisticName(statistic));
}

std::string Reading::title() const {
  if (what.is_failures()) return what.title();
  return fmt::format("{} {}", what.title(), StatisticName(statistic));
}

std::string StatisticName(stats::Statistic statistic) {
  // 100 * 0.999 is a little above 99.9.
  return statistic.is_mean() ? "mean" : fmt::format("p{:.10g}", 100 * statistic.p());
}

std::optional<stats::Statistic> ParseStatistic(std::string_view text) {
  if (text == "mean") return stats::Statistic::Mean();
  if (!text.starts_with('p')) return std::nullopt;
  const std::optional<double> percent = ParseNumber(text.substr(1));
  if (!percent) return std::nullopt;
  const double p = *percent / 100;
  // So small that its other side rounds to 1 has no sample size that it takes.
  if (!(p > 0 && p < 1 && 1 - p < 1)) return std::nullopt;
  return stats::Statistic::Quantile(p);
}

Result<Reading> ParseReading(std::string_view name, const std::set<std::string>& own) {
  return ReadingNamed(name, own, [&](const std::string& time) { return own.contains(time); });
}

Result<Reading> ParseWrittenReading(std::string_view name) {
  return ReadingNamed(name, {}, [](const std::string& time) { return WhyNoOwnName(time).empty(); });
}

std::string WhyNoOwnName(std::string_view name) {
  if (Trim(name).empty()) return "it is empty; name what was timed, as \"first sentence\"";
  if (Trim(name) != name) return "it has blanks at an end; leave them out";
  constexpr std::size_t kMostBytes = 60;
  if (name.size() > kMostBytes) return fmt::format("it is longer than {} bytes", kMostBytes);
  const bool printable =
      std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (!printable) return "it has characters that cannot be printed";
  if (name.find_first_of("=,") != std::string_view::npos)
    return "it has a '=' or a comma, which --slo and tables part by; leave them out";
  const std::string as_metric = std::string(name) + std::string(kOwnUnit);
  if (ParseMetric(as_metric))
    return fmt::format("{} is a metric that is measured anyway", as_metric);
  return "";
}

}  // namespace lab::measure
