// What concurrency buys a technique, below the table of its group: throughput, speed-up,
// efficiency, the knee.
//
//   WriteScalingTable(scaling, {.colour = true}, std::cout);
//
// Nothing is measured here: see measure/scaling.h for what the figures mean.
#pragma once

#include <iosfwd>

#include "framework/measure/scaling.h"
#include "framework/report/text_table.h"

namespace lab::report {

void WriteScalingTable(const measure::Scaling& scaling, const RenderOptions& options,
                       std::ostream& out);

}  // namespace lab::report
