// What a service promises: a limit that every request should keep, or a percentile of them.
//
//   Result<LoadSlo> slo = ParseLoadSlo("ttft_ms_p99=500");     // the run's 99th percentile
//   Result<LoadSlo> each = ParseLoadSlo("tpot_ms=50");         // counted in the goodput
//   if (!Keeps(*each, row)) ...
//
// The spellings of other tools are taken, too: ttft:500 (vLLM, SGLang), ttft:p95:le:500 (AIPerf).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "framework/base/result.h"
#include "framework/measure/load_figures.h"

namespace lab::measure {

struct LoadSlo {
  std::string metric;                ///< a name of LoadFiguresOf(): "ttft_ms"
  std::optional<double> percentile;  ///< one of kLoadPercentiles; absent: each request
  double limit_ms = 0;

  /// "ttft_ms_p99 <= 500"
  std::string text() const;
};

/// ErrorKind::kUsage names what is known.
Result<LoadSlo> ParseLoadSlo(std::string_view text);

/// Whether a request keeps the limit: one that failed, or has no such figure, does not. A time a
/// token of an answer of one token is kept.
bool Keeps(const LoadSlo& slo, const Row& row);

/// The figure's percentile is at the limit or below it; nullopt for one that is about each request.
/// Of a run without such a figure it is broken.
std::optional<bool> Holds(const LoadSlo& slo, const std::vector<LoadFigure>& figures);

}  // namespace lab::measure
