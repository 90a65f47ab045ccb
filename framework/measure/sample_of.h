// The record of one call, from the reply that it ended with.
//
//   Sample sample = SampleOf(record, PriceTable::Shipped());
//
// A call that was given up (ErrorKind::kCancelled) is a sample too, because it is billed.
#pragma once

#include "framework/llm/call.h"
#include "framework/llm/prices.h"
#include "framework/measure/sample.h"

namespace lab::measure {

/// The cost is absent where the model has no price, and where an answer failed before anything was
/// seen of it. What the provider did not count is an estimate (Sample::cost_estimated). Of a call
/// that was given up after it was sent the prompt is counted as estimated, all of it new: it will
/// be billed.
Sample SampleOf(const CallRecord& record, const PriceTable& prices);

}  // namespace lab::measure
