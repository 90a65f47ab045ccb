#include "framework/stats/histogram.h"

#include <fmt/format.h>

#include <cassert>
#include <cmath>
#include <limits>

namespace lab::stats {
namespace {

constexpr std::size_t kPagesPerGrowth = 8;

/// 2 * 10^digits: how many values in a row must be told apart.
std::int64_t SingleUnitValues(int digits) {
  std::int64_t values = 2;
  for (int i = 0; i < digits; ++i) values *= 10;
  return values;
}

int CountBuckets(std::int64_t highest, std::int64_t first_bucket_end) {
  int buckets = 1;
  while (first_bucket_end <= highest) {
    ++buckets;
    if (first_bucket_end > std::numeric_limits<std::int64_t>::max() / 2) break;
    first_bucket_end <<= 1;
  }
  return buckets;
}

int SubBucketBits(int digits) {
  return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(SingleUnitValues(digits) - 1)));
}

}  // namespace

Result<void> CheckOptions(const HistogramOptions& options) {
  const int digits = options.significant_digits;
  if (digits < 1 || digits > 5) {
    return {ErrorKind::kConfig,
            fmt::format("histogram has {} significant digits when it should have 1 to 5", digits)};
  }
  if (options.lowest < 1) {
    return {ErrorKind::kConfig,
            fmt::format("lowest value of a histogram is {} when it should be at least 1",
                        options.lowest)};
  }
  if (options.highest / 2 < options.lowest) {
    return {ErrorKind::kConfig,
            fmt::format("highest value of a histogram is {} when it should be at least twice the "
                        "lowest, {}",
                        options.highest, options.lowest)};
  }
  const int unit = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(options.lowest))) - 1;
  if (unit + SubBucketBits(digits) > 62) {
    return {ErrorKind::kConfig,
            fmt::format("lowest value of a histogram is {}, too large for {} significant digits",
                        options.lowest, digits)};
  }
  return {};
}

Histogram::Histogram(const HistogramOptions& options) : options_(options) {
  assert(CheckOptions(options).ok());
  const int sub_bits = SubBucketBits(options.significant_digits);
  const std::int64_t sub_count = std::int64_t{1} << sub_bits;
  unit_magnitude_ =
      static_cast<int>(std::bit_width(static_cast<std::uint64_t>(options.lowest))) - 1;
  half_magnitude_ = sub_bits - 1;
  bucket_bias_ = unit_magnitude_ + sub_bits;
  mask_ = static_cast<std::uint64_t>(sub_count - 1) << unit_magnitude_;
  const int buckets = CountBuckets(options.highest, sub_count << unit_magnitude_);
  slots_ = static_cast<std::size_t>(buckets + 1) << half_magnitude_;
  pages_.assign((slots_ + kPageSlots - 1) / kPageSlots, 0);
}

void Histogram::Record(std::int64_t value, std::int64_t count) {
  AddToSlot(SlotOf(Clamp(value, count)), count);
}

void Histogram::AddToSlot(std::size_t slot, std::int64_t count) {
  assert(slot < slots_ && count >= 0);
  if (count == 0) return;
  std::uint32_t& low = CountIn(slot);
  const std::int64_t sum = std::int64_t{low} + count % kCarry;
  low = static_cast<std::uint32_t>(sum % kCarry);
  const std::int64_t carry = count / kCarry + sum / kCarry;
  if (carry > 0) carries_[slot] += carry * kCarry;
  Touch(slot, count);
}

std::uint32_t Histogram::AddPage() {
  const std::size_t size = counts_.size() + kPageSlots;
  // By a fixed step: doubling would leave up to half of it unused.
  if (size > counts_.capacity()) counts_.reserve(counts_.size() + kPagesPerGrowth * kPageSlots);
  counts_.resize(size);
  return static_cast<std::uint32_t>(size / kPageSlots);
}

Result<void> Histogram::Merge(const Histogram& other) {
  if (options_ != other.options_) {
    return {ErrorKind::kUsage,
            fmt::format("cannot merge a histogram of {} to {} with {} digits into one of {} to {} "
                        "with {}; create both with the same options",
                        other.options_.lowest, other.options_.highest,
                        other.options_.significant_digits, options_.lowest, options_.highest,
                        options_.significant_digits)};
  }
  if (&other == this) return Merge(Histogram(other));
  other.ForEachSlot([this](std::size_t slot, std::int64_t count) { AddToSlot(slot, count); });
  clamped_ += other.clamped_;
  return {};
}

std::int64_t Histogram::CountOf(std::size_t slot) const {
  const std::uint32_t page = pages_[slot / kPageSlots];
  if (page == 0) return 0;
  const std::int64_t low = counts_[(page - 1) * kPageSlots + slot % kPageSlots];
  if (carries_.empty()) return low;
  const auto carry = carries_.find(slot);
  return carry == carries_.end() ? low : low + carry->second;
}

template <class Visitor>
void Histogram::ForEachSlot(Visitor visit) const {
  if (count_ == 0) return;
  for (std::size_t slot = min_slot_; slot <= max_slot_; ++slot) {
    if (pages_[slot / kPageSlots] == 0) {
      slot |= kPageSlots - 1;
      continue;
    }
    if (const std::int64_t count = CountOf(slot); count > 0) visit(slot, count);
  }
}

std::int64_t Histogram::LowestIn(std::size_t slot) const {
  const std::int64_t half = std::int64_t{1} << half_magnitude_;
  std::int64_t bucket = static_cast<std::int64_t>(slot >> half_magnitude_) - 1;
  std::int64_t sub = (static_cast<std::int64_t>(slot) & (half - 1)) + half;
  if (bucket < 0) {
    sub -= half;
    bucket = 0;
  }
  return sub << (bucket + unit_magnitude_);
}

std::int64_t Histogram::WidthOf(std::size_t slot) const {
  const auto bucket = static_cast<std::int64_t>(slot >> half_magnitude_) - 1;
  return std::int64_t{1} << (std::max<std::int64_t>(bucket, 0) + unit_magnitude_);
}

std::int64_t Histogram::LowestEquivalent(std::int64_t value) const {
  return LowestIn(SlotOf(std::clamp<std::int64_t>(value, 0, options_.highest)));
}

std::int64_t Histogram::HighestEquivalent(std::int64_t value) const {
  const std::size_t slot = SlotOf(std::clamp<std::int64_t>(value, 0, options_.highest));
  return LowestIn(slot) + (WidthOf(slot) - 1);
}

std::int64_t Histogram::Min() const { return count_ == 0 ? 0 : LowestIn(min_slot_); }

std::int64_t Histogram::Max() const {
  return count_ == 0 ? 0 : LowestIn(max_slot_) + (WidthOf(max_slot_) - 1);
}

double Histogram::Mean() const {
  if (count_ == 0) return 0;
  double sum = 0;
  ForEachSlot([&](std::size_t slot, std::int64_t count) {
    sum += static_cast<double>(LowestIn(slot) + WidthOf(slot) / 2) * static_cast<double>(count);
  });
  return sum / static_cast<double>(count_);
}

double Histogram::StdDev() const {
  if (count_ == 0) return 0;
  const double mean = Mean();
  double squares = 0;
  ForEachSlot([&](std::size_t slot, std::int64_t count) {
    const double distance = static_cast<double>(LowestIn(slot) + WidthOf(slot) / 2) - mean;
    squares += distance * distance * static_cast<double>(count);
  });
  return std::sqrt(squares / static_cast<double>(count_));
}

std::int64_t Histogram::ValueAtPercentile(double percentile) const {
  if (count_ == 0) return 0;
  // One step down, as HdrHistogram does, so that 95 % of 20 is rank 19 and not 20 by rounding.
  const double share = std::nextafter(std::clamp(percentile, 0.0, 100.0), 0.0) / 100;
  const auto rank = std::clamp<std::int64_t>(
      static_cast<std::int64_t>(std::ceil(share * static_cast<double>(count_))), 1, count_);
  std::int64_t seen = 0;
  for (std::size_t slot = min_slot_; slot < max_slot_; ++slot) {
    seen += CountOf(slot);
    if (seen >= rank) return LowestIn(slot) + (WidthOf(slot) - 1);
  }
  return Max();
}

std::int64_t Histogram::CountAt(std::int64_t value) const { return CountBetween(value, value); }

std::int64_t Histogram::CountBetween(std::int64_t low, std::int64_t high) const {
  if (high < 0 || low > options_.highest || low > high) return 0;
  const std::size_t first = SlotOf(std::max<std::int64_t>(low, 0));
  const std::size_t last = SlotOf(std::min(high, options_.highest));
  std::int64_t sum = 0;
  for (std::size_t slot = first; slot <= last; ++slot) sum += CountOf(slot);
  return sum;
}

std::vector<Histogram::Bucket> Histogram::Buckets() const {
  std::vector<Bucket> out;
  ForEachSlot([&](std::size_t slot, std::int64_t count) {
    const std::int64_t lowest = LowestIn(slot);
    out.push_back({slot, lowest, lowest + (WidthOf(slot) - 1), count});
  });
  return out;
}

std::size_t Histogram::MemoryBytes() const {
  return (pages_.capacity() + counts_.capacity()) * sizeof(std::uint32_t);
}

bool operator==(const Histogram& a, const Histogram& b) {
  if (a.options_ != b.options_ || a.count_ != b.count_) return false;
  bool same = true;
  a.ForEachSlot(
      [&](std::size_t slot, std::int64_t count) { same = same && b.CountOf(slot) == count; });
  return same;
}

}  // namespace lab::stats
