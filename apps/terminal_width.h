// How many columns a line of output may take.
//
//   options.width = OutputWidth(STDOUT_FILENO, environment.Get("COLUMNS"));
//   options.whole_notes = !AskedWidth(STDOUT_FILENO, environment.Get("COLUMNS"));
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace lab::apps {

/// Of what is piped or kept in a log.
inline constexpr std::size_t kPipedWidth = 120;

/// What COLUMNS says where it is a number from 40 up, else the terminal's width; absent for what is
/// piped. A shell sets COLUMNS for itself alone: in the environment somebody put it there.
std::optional<std::size_t> AskedWidth(int fd, std::string_view columns);

/// The same, or kPipedWidth.
std::size_t OutputWidth(int fd, std::string_view columns);

}  // namespace lab::apps
