// A latency histogram of constant relative error: 0.1 % of any value from 1 us to 1 h.
//
//   Histogram ttft_us;                          // 1 .. 3,600,000,000, 3 significant digits
//   ttft_us.Record(412'350);
//   Result<void> merged = total_us.Merge(ttft_us);
//   std::int64_t p99_us = total_us.ValueAtPercentile(99);
//
// The geometry is that of HdrHistogram, so that its encoding (histogram_codec.h) and every answer
// are those of the other HdrHistogram tools. Counts are allocated by page when first used: a
// latency distribution that spans two decades takes about 20 KB instead of 184.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "framework/base/result.h"

namespace lab::stats {

/// Two histograms merge only if these are equal. The unit of the values is the caller's.
struct HistogramOptions {
  std::int64_t lowest = 1;               ///< smallest difference that must be told apart, >= 1
  std::int64_t highest = 3'600'000'000;  ///< largest value kept apart, >= 2 * lowest
  int significant_digits = 3;            ///< 1 .. 5; each digit costs ten times the memory

  friend bool operator==(const HistogramOptions&, const HistogramOptions&) = default;
};

/// Why the options cannot be used, if so: ErrorKind::kConfig.
Result<void> CheckOptions(const HistogramOptions& options);

/// Copyable. Not thread-safe: one a loop, merged at the end.
class Histogram {
 public:
  /// Values that count as equal, and how often they were recorded.
  struct Bucket {
    std::size_t slot = 0;  ///< position in the HdrHistogram counts array
    std::int64_t lowest = 0;
    std::int64_t highest = 0;  ///< inclusive
    std::int64_t count = 0;
  };

  /// Asserts CheckOptions().
  explicit Histogram(const HistogramOptions& options = {});

  /// A value below 0 is recorded as 0 and one above `highest` as `highest`; both are counted in
  /// Clamped(), so that a report can say so. 0 itself is a value like any other.
  void Record(std::int64_t value) {
    const std::size_t slot = SlotOf(Clamp(value, 1));
    if (++CountIn(slot) == 0) [[unlikely]]
      carries_[slot] += kCarry;
    Touch(slot, 1);
  }

  /// The same value `count` >= 0 times.
  void Record(std::int64_t value, std::int64_t count);

  /// As if everything recorded there had been recorded here. ErrorKind::kUsage when the options
  /// differ; nothing is changed then.
  Result<void> Merge(const Histogram& other);

  /// Adds to one position of the counts array, for decoders. `slot` < SlotCount(), `count` >= 0.
  void AddToSlot(std::size_t slot, std::int64_t count);

  const HistogramOptions& options() const { return options_; }
  std::int64_t Count() const { return count_; }
  /// How many records lay outside 0 .. highest. Not part of the encoding.
  std::int64_t Clamped() const { return clamped_; }
  /// The bucket's lower end for the minimum, its upper end for the maximum; 0 when empty.
  std::int64_t Min() const;
  std::int64_t Max() const;
  /// From the middles of the buckets, hence within their width. 0 when empty.
  double Mean() const;
  /// Of the population (n), as HdrHistogram defines it.
  double StdDev() const;
  /// The upper end of the bucket that holds the value of rank ceil(percentile / 100 * count).
  /// 0 <= percentile <= 100; 0 when empty.
  std::int64_t ValueAtPercentile(double percentile) const;
  /// How many recorded values fell into the bucket of `value`.
  std::int64_t CountAt(std::int64_t value) const;
  /// How many recorded values lie in the buckets from that of `low` to that of `high`, inclusive.
  std::int64_t CountBetween(std::int64_t low, std::int64_t high) const;
  /// Buckets with a count, ascending.
  std::vector<Bucket> Buckets() const;

  /// Ends of the bucket that `value` falls into.
  std::int64_t LowestEquivalent(std::int64_t value) const;
  std::int64_t HighestEquivalent(std::int64_t value) const;
  /// Length of the HdrHistogram counts array (23,552 by default).
  std::size_t SlotCount() const { return slots_; }
  /// Bytes of counts and their index on the heap, as allocated.
  std::size_t MemoryBytes() const;

  /// Same options and same counts; how they came about does not matter.
  friend bool operator==(const Histogram& a, const Histogram& b);

 private:
  static constexpr std::size_t kPageSlots = 64;
  static constexpr std::int64_t kCarry = std::int64_t{1} << 32;

  std::int64_t Clamp(std::int64_t value, std::int64_t count) {
    if (value >= 0 && value <= options_.highest) [[likely]]
      return value;
    clamped_ += count;
    return value < 0 ? 0 : options_.highest;
  }

  std::size_t SlotOf(std::int64_t value) const {
    const auto bits = static_cast<std::uint64_t>(value);
    const int bucket = static_cast<int>(std::bit_width(bits | mask_)) - bucket_bias_;
    const auto sub = static_cast<std::int64_t>(bits >> (bucket + unit_magnitude_));
    return static_cast<std::size_t>((std::int64_t{bucket} << half_magnitude_) + sub);
  }

  std::uint32_t& CountIn(std::size_t slot) {
    std::uint32_t& page = pages_[slot / kPageSlots];
    if (page == 0) [[unlikely]]
      page = AddPage();
    return counts_[(page - 1) * kPageSlots + slot % kPageSlots];
  }

  void Touch(std::size_t slot, std::int64_t count) {
    count_ += count;
    min_slot_ = std::min(min_slot_, slot);
    max_slot_ = std::max(max_slot_, slot);
  }

  std::uint32_t AddPage();
  std::int64_t CountOf(std::size_t slot) const;
  std::int64_t LowestIn(std::size_t slot) const;
  std::int64_t WidthOf(std::size_t slot) const;
  template <class Visitor>
  void ForEachSlot(Visitor visit) const;

  HistogramOptions options_;
  int unit_magnitude_ = 0;  // log2 of the resolution
  int half_magnitude_ = 0;  // log2 of half the sub-buckets
  int bucket_bias_ = 0;
  std::uint64_t mask_ = 0;
  std::size_t slots_ = 0;

  std::int64_t count_ = 0;
  std::int64_t clamped_ = 0;
  std::size_t min_slot_ = SIZE_MAX;
  std::size_t max_slot_ = 0;
  std::vector<std::uint32_t> pages_;   // slot / kPageSlots -> page number from 1, 0: not allocated
  std::vector<std::uint32_t> counts_;  // the pages, in the order of their first use
  std::map<std::size_t, std::int64_t> carries_;  // what a 32-bit count could not hold
};

}  // namespace lab::stats
