// The figures of a load run: each metric with its mean, its percentiles, how sure they are, and its
// maximum.
//
//   for (const LoadFigure& figure : LoadFiguresOf(run)) Print(figure.name, figure.at(0.99));
//
// A percentile of the requests is an order statistic with a binomial interval (stats/percentile.h).
// Gaps between tokens are not independent of one another: their interval takes whole requests as
// the units of the sample.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "framework/measure/load_run.h"
#include "framework/stats/percentile.h"

namespace lab::measure {

inline constexpr std::array<double, 5> kLoadPercentiles{0.50, 0.90, 0.95, 0.99, 0.999};
/// "p50" ... "p999", as they stand in names.
inline constexpr std::array<std::string_view, 5> kLoadPercentileNames{"p50", "p90", "p95", "p99",
                                                                      "p999"};

struct LoadFigure {
  std::string_view name;   ///< "ttft_ms"
  std::string_view title;  ///< for people: "TTFT"
  std::int64_t n = 0;      ///< requests, or gaps
  double mean = 0;
  double max = 0;
  std::array<stats::Percentile, kLoadPercentiles.size()> percentiles;

  const stats::Percentile& at(double p) const;
};

/// Which requests a percentile is over.
enum class Failures : std::uint8_t {
  kLeftOut,   ///< the answers alone; how many failed is said beside them
  kInfinite,  ///< a failed request took for ever
};

/// Those that exist, over the requests that were measured: from the start and from when each was
/// due.
std::vector<LoadFigure> LoadFiguresOf(const LoadRun& run, Failures failures = Failures::kLeftOut);

/// nullptr when there is none of this name.
const LoadFigure* FindLoadFigure(const std::vector<LoadFigure>& figures, std::string_view name);

/// The steps on the way to an answer, each from the one before: "dns_ms", "tcp_ms", "tls_ms",
/// "sent_ms", "wait_ms"; the first three of new connections alone.
std::vector<LoadFigure> LoadPhasesOf(const LoadRun& run);

/// The interval of a pooled percentile where the values come in groups that are alike within
/// (Woodruff 1952; the groups are the units). `groups` is a sample of `all_groups` of them.
struct PooledShare {
  std::int64_t below = 0;  ///< values of the group at or below the percentile
  std::int64_t count = 0;  ///< values of the group
};
/// Half the width, as a share: the percentile at p - half to that at p + half.
double PooledHalfWidth(const std::vector<PooledShare>& groups, std::int64_t all_groups);

}  // namespace lab::measure
