// What somebody who misspelt a name probably meant.
//
//   NearestName("stauts", {"status", "stall"});       // "status"
//   MeantName("stauts", names);                       // " (did you mean 'status'?)", or nothing
//   fmt::format("'{}' is no fault{}", name, RightNames(name, names));
//   // "'stauts' is no fault (did you mean 'status'?); it should be one of status, stall"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lab {

/// The name that the fewest slips of the finger turn into `written`: a letter too much, too few,
/// wrong, or two swapped; upper and lower case are the same. The first of several; empty when more
/// than half of the letters would have to be wrong.
std::string_view NearestName(std::string_view written, const std::vector<std::string_view>& names);

/// The same as the tail of a message; empty when no name is near.
std::string MeantName(std::string_view written, const std::vector<std::string_view>& names);

/// What every message about a name that there is not ends with: the nearest one first, then all.
std::string RightNames(std::string_view written, const std::vector<std::string_view>& names);
std::string RightNames(std::string_view written, const std::vector<std::string>& names);

}  // namespace lab
