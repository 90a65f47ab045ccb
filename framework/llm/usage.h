// What a request used, in counters that do not overlap, whatever the provider's own accounting
// looks like.
//
//   Tokens prompt = usage.prompt();
//   double hit_rate = usage.cache_hit_rate();      // share of the prompt read from a cache
#pragma once

#include "framework/base/units.h"

namespace lab {

/// The first four sum to the whole prompt.
struct Usage {
  Tokens input_uncached;
  Tokens cache_read;
  Tokens cache_write_5m;  ///< also the generic write of providers without a TTL
  Tokens cache_write_1h;
  Tokens output_total;      ///< reasoning included
  Tokens output_reasoning;  ///< the hidden or visible part of output_total spent on thinking

  Tokens prompt() const { return input_uncached + cache_read + cache_write_5m + cache_write_1h; }
  Tokens cache_write() const { return cache_write_5m + cache_write_1h; }
  /// 0 for an empty prompt.
  double cache_hit_rate() const {
    const auto whole = static_cast<double>(prompt().count);
    return whole > 0 ? static_cast<double>(cache_read.count) / whole : 0;
  }

  Usage& operator+=(const Usage& other) {
    input_uncached += other.input_uncached;
    cache_read += other.cache_read;
    cache_write_5m += other.cache_write_5m;
    cache_write_1h += other.cache_write_1h;
    output_total += other.output_total;
    output_reasoning += other.output_reasoning;
    return *this;
  }
  friend bool operator==(const Usage&, const Usage&) = default;
};

}  // namespace lab
