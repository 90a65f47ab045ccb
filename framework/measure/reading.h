// A reading: what is measured, and which number of all its values. What a group is judged by, what
// a gate compares and what an SLO bounds are readings.
//
//   const Reading p95{Metric::kTtft, stats::Statistic::P95()};
//   p95.name();                                             // "ttft_ms_p95"
//   Result<Reading> same = ParseReading("ttft_ms_p95");
//   Result<Reading> own = ParseReading("first sentence_ms_p50", {"first sentence"});
//
// The name is the quantity's, its unit last, and the statistic behind it: p50, p99.9 or mean. A
// share of failures has no other statistic than itself: "failed_share".
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "framework/base/result.h"
#include "framework/measure/metric.h"
#include "framework/stats/statistic.h"

namespace lab::measure {

/// What is measured of a trial, and of no single answer's stamps.
enum class Account : std::uint8_t {
  kCost,      ///< what its requests cost, "cost_usd", one number a trial
  kFailures,  ///< 1 for an answer that failed, 0 for one that did not: "failed_share"
};

/// What is measured: a metric of an answer, money, failures, or a time that the experiment measured
/// by a name of its own (trial.Measure). A small value; each kind converts to it.
class Quantity {
 public:
  Quantity(Metric metric) : what_(metric) {}     // NOLINT(google-explicit-constructor)
  Quantity(Account account) : what_(account) {}  // NOLINT(google-explicit-constructor)
  /// A time of the experiment's own, in milliseconds.
  Quantity(std::string own) : what_(std::move(own)) {}    // NOLINT(google-explicit-constructor)
  Quantity(const char* own) : what_(std::string(own)) {}  // NOLINT(google-explicit-constructor)

  /// Absent for what is no metric of metric.h.
  std::optional<Metric> metric() const;
  bool is_cost() const { return what_ == What(Account::kCost); }
  bool is_failures() const { return what_ == What(Account::kFailures); }
  /// The experiment's name of its time; nullptr for others.
  const std::string* own() const { return std::get_if<std::string>(&what_); }
  /// In milliseconds.
  bool is_time() const { return unit() == Unit::kMs; }

  /// "ttft_ms", "cost_usd", "failed_share", "first sentence_ms".
  std::string name() const;
  /// For people: "TTFT", "cost", "failed", "first sentence".
  std::string title() const;
  Unit unit() const;
  Better better() const;

  friend bool operator==(const Quantity&, const Quantity&) = default;

 private:
  using What = std::variant<Metric, Account, std::string>;
  What what_;
};

struct Reading {
  Quantity what = Metric::kFirstVisible;
  stats::Statistic statistic = stats::Statistic::Median();

  /// "ttft_ms_p95", "cost_usd_mean", "failed_share".
  std::string name() const;
  /// "TTFT p95", "cost mean", "failed".
  std::string title() const;

  friend bool operator==(const Reading&, const Reading&) = default;
};

/// "p50", "p99.9", "mean"; absent for what is none, and for a percentile that no sample reaches.
std::string StatisticName(stats::Statistic statistic);
std::optional<stats::Statistic> ParseStatistic(std::string_view text);

/// `own`: the times that the runs at hand measured by names of their own. ErrorKind::kUsage lists
/// what there is, or says why one of metric.h is none: token gaps are many a trial, and not
/// independent of each other.
Result<Reading> ParseReading(std::string_view name, const std::set<std::string>& own = {});

/// The same of a name that Reading::name() wrote, without knowing the experiment: "NAME_ms_p50" is
/// a time of its own where NAME is none of ours.
Result<Reading> ParseWrittenReading(std::string_view name);

/// Why an experiment's own time cannot have this name; "" when it can: one that is empty, not
/// printable, or would read as a metric of ours ("ttft" is "ttft_ms").
std::string WhyNoOwnName(std::string_view name);

}  // namespace lab::measure
