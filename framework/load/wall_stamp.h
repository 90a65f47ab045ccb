// A moment of the calendar as traces write it, to the nanosecond and by integers alone.
//
//   ParseWallStamp("2023-11-16 18:17:03.9799600")           // Azure 2023: no zone, 7 digits
//   ParseWallStamp("2024-05-12 00:00:00+00:00")             // Azure 2024: no fraction in some rows
//   ParseWallStamp("2024-10-15T12:00:00.269Z")              // Azure 2025
#pragma once

#include <optional>
#include <string_view>

#include "framework/base/time.h"

namespace lab::load {

/// Since 1970-01-01 00:00:00 UTC; one without a zone is taken for UTC. A date, a T or a blank, a
/// time, 0 to 9 digits of a fraction, and Z, +hh:mm, -hh:mm or nothing. nullopt for anything else,
/// dates that there are not among them.
std::optional<Duration> ParseWallStamp(std::string_view text);

}  // namespace lab::load
