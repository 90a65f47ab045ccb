// Where the calls of one trial are written down.
//
//   auto sink = std::make_shared<TrialSink>(trial_record, "caching/SupportDesk/3", prices);
//   fixture.RecordInto(sink);                 // its calls are appended to trial_record.samples
//
// A call holds its sink, so one that is still under way when the next trial has begun is written
// where it belongs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/llm/call.h"
#include "framework/llm/prices.h"
#include "framework/measure/sample.h"

namespace lab {

class TrialSink final : public CallSink {
 public:
  /// Both must outlive the calls. `key`: "suite/group/trial".
  TrialSink(measure::TrialRecord& record, std::string key, const PriceTable& prices);

  void Add(const CallRecord& record) override;
  /// "suite/group/trial/number", counting up: the same request of two cases meets the same luck.
  std::string NextKey() override;

 private:
  std::int64_t NumberOf(std::uint64_t lineage);

  measure::TrialRecord& record_;
  std::string key_;
  const PriceTable& prices_;
  std::int64_t next_ = 0;
  std::vector<std::uint64_t> lineages_;
};

}  // namespace lab
