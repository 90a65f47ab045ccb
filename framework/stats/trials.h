// What was measured of one case, trial by trial: the unit that is drawn again, paired and ordered
// by time, while figures are over all its values together.
//
//   Trials ttft_ms;
//   ttft_ms.Add({412.0, 398.5, 501.2}, start);     // a trial of three answers
//   ttft_ms.Add(377.0, later);                     // one of a single answer
//   double p95 = StatisticOf(ttft_ms, Statistic::P95());          // over all four answers
//   const Trials plain = std::vector<double>{3.1, 3.3};           // each value its own trial
//
// Answers of one trial share its prompt, its minute and its luck, so they are not independent of
// each other, and neither are trials that follow each other closely. Whoever computes an interval
// needs to know both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "framework/base/time.h"
#include "framework/stats/statistic.h"

namespace lab::stats {

/// Values are not NaN; infinity stands for what never came. A trial may be empty: it then keeps its
/// place, so that trial i of two cases stays one pair, and counts for nothing.
class Trials {
 public:
  Trials() = default;
  /// Each value a trial, in the order in which they were measured.
  Trials(const std::vector<double>& values);  // NOLINT(google-explicit-constructor)
  Trials(std::initializer_list<double> values);

  /// `start` is when the trial began. A case either knows it of every trial or of none: a single
  /// trial without one leaves the order in which they were added.
  void Add(std::span<const double> values, std::optional<Time> start = std::nullopt);
  void Add(std::initializer_list<double> values, std::optional<Time> start = std::nullopt);
  void Add(double value, std::optional<Time> start = std::nullopt);

  /// Of trials, the empty ones too.
  std::size_t size() const { return ends_.size(); }
  bool empty() const { return values_.empty(); }
  std::span<const double> operator[](std::size_t trial) const;
  /// Of all trials, one after the other.
  const std::vector<double>& Values() const { return values_; }
  /// No trial has more than one value.
  bool OneEach() const { return one_each_; }
  bool KnowsStarts() const { return !starts_.empty() && starts_.size() == ends_.size(); }
  /// Only where they are known.
  Time Start(std::size_t trial) const { return starts_[trial]; }
  /// The trials by their start; as they were added where that is not known.
  std::vector<std::size_t> InOrder() const;

  friend bool operator==(const Trials&, const Trials&) = default;

 private:
  std::vector<double> values_;
  std::vector<std::size_t> ends_;  // of each trial in values_
  std::vector<Time> starts_;
  bool one_each_ = true;
};

/// The figure over all values: what a table prints. 0 without any.
double StatisticOf(const Trials& trials, Statistic statistic);

}  // namespace lab::stats
