// What the service as a whole is going through: its regime, its routes, its incidents.
//
//   Incidents incidents(profile, seed);
//   double slower = incidents.PrefillFactor(now, request_key);
//
// Everything is a function of (seed, model time, key), whatever was asked before: trial i of two
// cases that starts at the same time meets the same weather.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "framework/base/time.h"
#include "mocks/profile.h"

namespace lab::mocks {

class Incidents {
 public:
  Incidents(const Profile& profile, std::uint64_t seed);

  /// Of the bracket in TTFT: regime * route * incidents.
  double PrefillFactor(Duration now, std::uint64_t key) {
    return Slow(now).prefill * Route(now, key);
  }
  /// Of a decoding step. Cheap: called for each token.
  double StepFactor(Duration now) { return Slow(now).step; }
  /// What rate limits are divided by.
  double SqueezeFactor(Duration now) const;
  /// The status that an incident answers this request with, if any.
  std::optional<int> IncidentStatus(Duration now, std::uint64_t key) const;

 private:
  struct Slowness {
    double prefill = 1;
    double step = 1;
  };
  Slowness Slow(Duration now);
  bool InSlowRegime(Duration now);
  void AddStay();
  double Route(Duration now, std::uint64_t key) const;

  RegimeModel regime_;
  RouteModel route_;
  std::vector<Incident> incidents_;
  std::uint64_t seed_;
  bool slowing_incidents_ = false;
  // The regime's stays: normal, slow, normal, ... Only the latest are kept, and made again from the
  // start when somebody asks about a time before them.
  std::deque<Duration> ends_;
  Duration begin_ = Duration::zero();  ///< of the first that is kept
  std::size_t first_ = 0;              ///< its number
  std::size_t stay_ = 0;               ///< the one where the last question fell
};

}  // namespace lab::mocks
