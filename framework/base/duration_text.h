// A duration as people write it in a flag or a file.
//
//   ParseDuration("250ms")      // 250 ms
//   ParseDuration("1.5 s")      // likewise 2m, 2min, 1h, 7us, 7ns
//   ParseDuration("30")         // nullopt: of what?
//
// The other way round is FormatDuration (time.h).
#pragma once

#include <optional>
#include <string_view>

#include "framework/base/time.h"

namespace lab {

/// A number and its unit: ns, us, ms, s, m or min, h. nullopt for anything else, a bare number and
/// one out of range among them.
std::optional<Duration> ParseDuration(std::string_view text);

}  // namespace lab
