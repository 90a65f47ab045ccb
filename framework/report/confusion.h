// Which label was taken for which: a row for each truth, a column for each label that was said.
//
//   const Confusion confusion = ConfusionOf(record);
//   if (confusion.trials > 0) WriteConfusion(record.short_name(), confusion, {}, out);
//
//     Classified: 3 of 20 labels wrong
//                 said
//     truth       easy  hard  none
//     easy          11     1     .
//     hard           1     6     1
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "framework/measure/run.h"
#include "framework/report/text_table.h"

namespace lab::report {

struct Confusion {
  std::vector<std::string> truths;  ///< by name
  /// The truths in their order, then what else was said, by name; "" (no label at all) last.
  std::vector<std::string> said;
  std::map<std::pair<std::string, std::string>, std::int64_t> counts;  ///< (truth, said)
  std::int64_t trials = 0;                                             ///< that classified
  std::int64_t wrong = 0;
};

Confusion ConfusionOf(const measure::CaseRecord& record);

void WriteConfusion(const std::string& name, const Confusion& confusion,
                    const RenderOptions& options, std::ostream& out);

}  // namespace lab::report
