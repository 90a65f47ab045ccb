// A service level objective: a bound on a reading, and whether a case keeps it.
//
//   Result<Slo> slo = ParseSlo("first sentence p95=800ms");
//   for (const SloResult& result : JudgeSlos(run, {*slo})) Print(SloWordName(result.word));
//
// Of every answer that the user was to see it is asked whether it is within the bound; one that
// failed is not, and a trial that could not be carried out counts as one that failed. So a
// percentile is over all answers, with failures as infinitely late (of a speed: as none at all):
//
//   broken       the sample's percentile (mean, share) is beyond the bound
//   met          it is within, and so is the end of its 95 % interval
//   cannot tell  it is within, but at this n its interval reaches beyond the bound or has no end
//
// The first is said of this run, the others of what it allows to say of the service. A bound
// without a statistic ("ttft:500") is one on every answer: broken by a single one. What an answer
// does not have (a speed of a buffered one, a cost without a price) is not asked for. Of a trial
// with several answers these are no independent ones: the interval is then a bootstrap over whole
// trials.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/measure/reading.h"
#include "framework/measure/run.h"

namespace lab::measure {

struct Slo {
  Quantity what = Metric::kTtft;
  std::optional<stats::Statistic> statistic;  ///< absent: every answer
  double bound = 0;  ///< in the quantity's unit: at most, of what is better when more at least
  std::string text;  ///< as it was asked

  /// "TTFT p95 <= 800 ms"
  std::string title() const;
};

enum class SloWord : std::uint8_t { kMet, kBroken, kCannotTell };
/// "met", "broken", "cannot tell".
std::string_view SloWordName(SloWord word);

struct SloResult {
  const CaseRecord* record = nullptr;
  const Slo* slo = nullptr;
  std::int64_t answers = 0;
  std::int64_t met = 0;            ///< of them, within the bound
  std::optional<double> observed;  ///< infinite where it falls among failures; absent without any
  std::optional<double> interval_end;  ///< towards the bound; absent when there is none
  SloWord word = SloWord::kCannotTell;
  std::int64_t needed = 0;  ///< answers that a percentile's interval takes; 0: does not depend on n
};

/// One for each case and bound, in the order of the cases; none for a skipped case, and none where
/// an experiment does not measure such a time. Point into both, which must outlive them.
/// ErrorKind::kUsage where no case at all has what a bound is on.
Result<std::vector<SloResult>> JudgeSlos(const Run& run, const std::vector<Slo>& slos);

}  // namespace lab::measure
