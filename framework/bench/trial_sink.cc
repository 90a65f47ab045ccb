#include "framework/bench/trial_sink.h"

#include <fmt/format.h>

#include <utility>

#include "framework/measure/sample_of.h"

namespace lab {

TrialSink::TrialSink(measure::TrialRecord& record, std::string key, const PriceTable& prices)
    : record_(record), key_(std::move(key)), prices_(prices) {}

void TrialSink::Add(const CallRecord& record) {
  record_.samples.push_back(measure::SampleOf(record, prices_));
}

std::string TrialSink::NextKey() { return fmt::format("{}/{}", key_, next_++); }

}  // namespace lab
