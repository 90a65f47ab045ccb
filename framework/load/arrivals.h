// When requests are due in an open loop: a rate, and how its gaps scatter.
//
//   ArrivalOptions options{.rate = RateProfile::Constant(20), .gaps = GapLaw::kPoisson};
//   std::unique_ptr<Arrivals> arrivals = NewArrivals(options, seed);
//   while (std::optional<Duration> due = arrivals->Next()) ...      // from the start of the load
//
// Pure: no clock, the same seed gives the same nanoseconds on every machine, and each moment is
// computed from the start of the load, so errors do not add up over a long run. The draws are a
// stream of their own: what is sent, and how slow the mock is, do not move with them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/time.h"
#include "framework/load/rate_profile.h"

namespace lab::load {

/// How the gaps between requests scatter around 1 / rate.
enum class GapLaw : std::uint8_t {
  kConstant,  ///< not at all: request i is due when i requests are, from 0 on
  kPoisson,   ///< exponential gaps, from independent users; the first request waits its gap, too
  kGamma,     ///< gamma gaps of a shape: 1 is Poisson, below it requests bunch, above they even out
  kBursts,    ///< `burst` requests at one moment, then none until as many are due again
};

struct ArrivalOptions {
  RateProfile rate = RateProfile::Constant(1);
  GapLaw gaps = GapLaw::kPoisson;
  /// Of kGamma: 1 / (coefficient of variation)^2, what others call burstiness or smoothness. > 0.
  double shape = 1;
  std::int64_t burst = 1;  ///< of kBursts, >= 1
  /// So many requests and no more; 0: as many as the rate lasts for.
  std::int64_t requests = 0;
  /// Stretches the gaps so that the last of `requests` is due exactly when that many are: the
  /// realised rate is the asked one, and the number in a window is no longer Poisson.
  bool exact_rate = false;
};

/// kPoisson and kGamma draw; the others do not look at the seed.
class Arrivals {
 public:
  virtual ~Arrivals() = default;
  /// When the next request is due, from the start of the load; never before the one that was
  /// returned last. nullopt: there are no more.
  virtual std::optional<Duration> Next() = 0;
};

/// ErrorKind::kUsage names the option that means nothing.
Result<void> CheckArrivals(const ArrivalOptions& options);
/// The options have passed CheckArrivals().
std::unique_ptr<Arrivals> NewArrivals(const ArrivalOptions& options, std::uint64_t seed);

/// A rate that moves with the request's number and not with time: from `from` to `to` over
/// `requests`, in a straight line or by equal factors, gaps as above. All > 0.
struct IndexRamp {
  double from = 1;
  double to = 1;
  std::int64_t requests = 1;
  bool exponential = false;
  double shape = 1;
};
std::unique_ptr<Arrivals> NewIndexRamp(const IndexRamp& ramp, std::uint64_t seed);

/// These moments, in ascending order: a trace.
std::unique_ptr<Arrivals> ReplayOf(std::vector<Duration> stamps);

/// The law of "constant", "poisson", "gamma:0.5", "bursts:8", into `options`. ErrorKind::kUsage
/// lists them.
Result<void> ParseGapLaw(std::string_view text, ArrivalOptions& options);

}  // namespace lab::load
