#include "framework/bench/trial_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "framework/measure/sample_of.h"

namespace lab {

TrialSink::TrialSink(measure::TrialRecord& record, std::string key, const PriceTable& prices)
    : record_(record), key_(std::move(key)), prices_(prices) {}

void TrialSink::Add(const CallRecord& record) {
  measure::Sample sample = measure::SampleOf(record, prices_);
  sample.lineage = NumberOf(record.lineage);
  record_.samples.push_back(std::move(sample));
}

// In the order in which they are first told of, so that the record says nothing of the trials
// before it.
std::int64_t TrialSink::NumberOf(std::uint64_t lineage) {
  if (lineage == 0) return 0;
  auto known = std::find(lineages_.begin(), lineages_.end(), lineage);
  if (known == lineages_.end()) known = lineages_.insert(known, lineage);
  return known - lineages_.begin() + 1;
}

std::string TrialSink::NextKey() { return fmt::format("{}/{}", key_, next_++); }

}  // namespace lab
