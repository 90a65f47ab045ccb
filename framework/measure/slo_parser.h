// What people write for a bound (--slo), in our words and in those of other tools.
//
//   Result<Slo> slo = ParseSlo("first sentence p95=800ms");
//   Result<Slo> same_as_vllm = ParseSlo("ttft:500");
#pragma once

#include <string_view>

#include "framework/base/result.h"
#include "framework/measure/slo.h"

namespace lab::measure {

/// `READING=NUMBER[UNIT]`, where READING is a name of reading.h ("ttft_ms_p99=500") or a quantity
/// and a statistic with a blank between them ("TTFT p95=0.5s", "first sentence p95=800ms",
/// "failed=1%"); or what vLLM and AIPerf write ("ttft:500", "ttft:p95:le:500"). Times are in ms
/// where no unit says otherwise. A name that is none of ours is a time of the experiment's own.
/// ErrorKind::kUsage says what would be right.
Result<Slo> ParseSlo(std::string_view text);

}  // namespace lab::measure
