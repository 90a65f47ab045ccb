// Latencies of two sides that answered the same prompts.
//
//   Rng rng(1);
//   const PairedSamples s = DrawPairs(rng, 200, 0.9);       // the candidate takes 0.9 of the time
//   Compare(s.baseline, s.candidate);
#pragma once

#include <vector>

#include "framework/base/rng.h"

namespace lab::stats {

using Values = std::vector<double>;

/// Element i of either side answers prompt i.
struct PairedSamples {
  Values baseline;
  Values candidate;
};

/// `n` pairs with a common prompt effect, log-normal around 400; the candidate takes `ratio` of the
/// time. `own_spread` is what the two of a pair do not share.
inline PairedSamples DrawPairs(Rng& rng, int n, double ratio, double own_spread = 0.05) {
  PairedSamples out;
  for (int i = 0; i < n; ++i) {
    const double prompt = rng.LogNormal(400, 0.3);
    out.baseline.push_back(prompt * rng.LogNormal(1, own_spread));
    out.candidate.push_back(prompt * ratio * rng.LogNormal(1, own_spread));
  }
  return out;
}

}  // namespace lab::stats
