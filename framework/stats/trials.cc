#include "framework/stats/trials.h"

#include <algorithm>
#include <numeric>

#include "framework/stats/percentile.h"

namespace lab::stats {

Trials::Trials(const std::vector<double>& values) : values_(values), ends_(values.size()) {
  std::iota(ends_.begin(), ends_.end(), std::size_t{1});
}

Trials::Trials(std::initializer_list<double> values) : Trials(std::vector<double>(values)) {}

void Trials::Add(std::span<const double> values, std::optional<Time> start) {
  values_.insert(values_.end(), values.begin(), values.end());
  ends_.push_back(values_.size());
  if (start) starts_.push_back(*start);
  one_each_ = one_each_ && values.size() <= 1;
}

void Trials::Add(std::initializer_list<double> values, std::optional<Time> start) {
  Add(std::span(values.begin(), values.size()), start);
}

void Trials::Add(double value, std::optional<Time> start) { Add(std::span(&value, 1), start); }

std::span<const double> Trials::operator[](std::size_t trial) const {
  const std::size_t begin = trial == 0 ? 0 : ends_[trial - 1];
  return std::span(values_).subspan(begin, ends_[trial] - begin);
}

std::vector<std::size_t> Trials::InOrder() const {
  std::vector<std::size_t> order(size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!KnowsStarts()) return order;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return starts_[a] < starts_[b]; });
  return order;
}

double StatisticOf(const Trials& trials, Statistic statistic) {
  std::vector<double> values = trials.Values();
  if (values.empty()) return 0;
  if (statistic.is_mean()) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  }
  std::sort(values.begin(), values.end());
  return QuantileValue(values, statistic.p());
}

}  // namespace lab::stats
