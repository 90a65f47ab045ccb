// How many columns a line of output may take.
//
//   options.width = OutputWidth(STDOUT_FILENO, environment.Get("COLUMNS"));
#pragma once

#include <cstddef>
#include <string_view>

namespace lab::apps {

/// Of what is piped or kept in a log.
inline constexpr std::size_t kPipedWidth = 120;

/// What COLUMNS says where it is a number from 40 up, else the terminal's width, else kPipedWidth.
/// A shell sets COLUMNS for itself alone: in the environment somebody put it there.
std::size_t OutputWidth(int fd, std::string_view columns);

}  // namespace lab::apps
