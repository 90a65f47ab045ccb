// How many requests a second, as time goes on: constant, a ramp, steps, or any of them in a row.
//
//   Result<RateProfile> rate = RateProfile::Parse("1..50/60s");     // a ramp, then 50 for ever
//   std::optional<Duration> third = rate->WhenDue(3);               // when 3 requests are due
//
// The integral of the rate over time is the number of requests that are due. An arrival process
// draws its gaps at one request a second and has them stretched by WhenDue(): so a Poisson process
// stays one while its rate moves.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/time.h"

namespace lab::load {

class RateProfile {
 public:
  /// From `from` to `to` requests a second in a straight line. Both >= 0; kForEver only for a last
  /// piece, which keeps its rate.
  struct Piece {
    double from = 0;
    double to = 0;
    Duration duration = kForEver;
  };
  static constexpr Duration kForEver = Duration::max();

  /// `rate` requests a second without end; > 0.
  static RateProfile Constant(double rate);
  /// In a straight line by time, then `to` without end.
  static RateProfile Ramp(double from, double to, Duration duration);
  /// In this order; the load ends with the last one unless that lasts for ever.
  explicit RateProfile(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}

  /// "20": constant. "1..50/60s": a ramp in 60 s, then 50. "10x30s,0x10s,20x30s": steps, then
  /// nothing more; "10x30s,20" goes on at 20. Ramps and steps may be mixed: "1..50/60s,50x2m".
  /// ErrorKind::kUsage names the piece and what it should be.
  static Result<RateProfile> Parse(std::string_view text);

  /// When the integral of the rate reaches `requests`; nullopt when it never does. The nearest
  /// nanosecond, from the profile's own start: errors do not add up.
  std::optional<Duration> WhenDue(double requests) const;

  /// Requests due in all; nullopt where there is no end.
  std::optional<double> total() const;
  /// The mean over the whole, of an endless one its last rate.
  double mean_rate() const;
  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  std::vector<Piece> pieces_;
};

}  // namespace lab::load
