// What the exact gate prints: which cases moved, by how much, and where it begins.
//
//   WriteExactReport("caching", comparison, {.colour = true}, std::cout);
#pragma once

#include <iosfwd>
#include <string>

#include "framework/gate/exact.h"
#include "framework/report/text_table.h"

namespace lab::apps {

/// One line when nothing differs, else a table of case, metric, baseline, now and change, and below
/// it the first field of each case that is not the same. Long tables are cut, and say so.
void WriteExactReport(const std::string& suite, const gate::ExactComparison& comparison,
                      const report::RenderOptions& options, std::ostream& out);

}  // namespace lab::apps
