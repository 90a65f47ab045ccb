// A quantile of the latest values of a stream.
//
//   RunningQuantile p95(0.95, {.window = 200, .warm_up = 20});
//   p95.Add(ToMs(ttft));
//   if (const std::optional<double> now = p95.value()) ...
//
// Exact over the window, as stats/percentile.h has it. What is older
// than the window is forgotten, so that it follows a service whose speed changes.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace lab {

struct RunningQuantileOptions {
  std::size_t window = 200;  ///< values remembered; a value costs a search and a shift of so many
  std::size_t warm_up =
      20;  ///< values before there is a quantile: 1 / (1 - p), that one lies above
};

class RunningQuantile {
 public:
  /// 0 < p < 1; 1 <= warm_up <= window.
  explicit RunningQuantile(double p, RunningQuantileOptions options = {});

  void Add(double value);
  /// Absent before the warm-up is over.
  std::optional<double> value() const;
  std::size_t size() const { return sorted_.size(); }

 private:
  double p_;
  RunningQuantileOptions options_;
  std::vector<double> latest_;  ///< a ring once it is full
  std::size_t oldest_ = 0;
  std::vector<double> sorted_;
};

}  // namespace lab
