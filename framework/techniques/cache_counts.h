// What a cache of answers has done so far.
//
//   double rate = cache.counts().hit_rate();     // 0 before the first request
#pragma once

#include <cstdint>

namespace lab {

struct CacheCounts {
  std::int64_t hits = 0;
  std::int64_t misses = 0;
  std::int64_t expired = 0;  ///< answers that were found too old, and dropped
  std::int64_t evicted = 0;  ///< answers that were dropped for want of room

  double hit_rate() const {
    const std::int64_t all = hits + misses;
    return all > 0 ? static_cast<double>(hits) / static_cast<double>(all) : 0;
  }
};

}  // namespace lab
