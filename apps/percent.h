// A share on the command line: "5%" or "0.05".
//
//   const Result<double> limit = ParsePercent("--limit", "5%");     // 0.05
#pragma once

#include <string>

#include "framework/base/result.h"

namespace lab::apps {

/// A number above 0: with a percent sign any, without one below 1, so that "5" is not taken for
/// 500 %. ErrorKind::kUsage names the flag.
Result<double> ParsePercent(const std::string& flag, const std::string& text);

/// "5 %", "2.5 %": as few digits as say it.
std::string PercentText(double share);

}  // namespace lab::apps
