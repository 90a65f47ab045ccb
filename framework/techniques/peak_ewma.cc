#include "framework/techniques/peak_ewma.h"

#include <cmath>

namespace lab {

double PeakEwma::Weight(Time now) const {
  if (options_.decay <= Duration::zero()) return now > at_ ? 0 : 1;
  return std::exp(-ToSeconds(now - at_) / ToSeconds(options_.decay));
}

void PeakEwma::Observe(Duration took, Time now) {
  const double ms = ToMs(took);
  const bool forgetful = options_.decay <= Duration::zero();
  if (!seen() || forgetful || (options_.peak && ms > value_ms_)) {
    value_ms_ = ms;
  } else {
    const double kept = Weight(now);
    value_ms_ = value_ms_ * kept + ms * (1 - kept);
  }
  at_ = now;
}

double PeakEwma::ValueMs(Time now) const { return seen() ? value_ms_ * Weight(now) : 0; }

}  // namespace lab
