#include "apps/terminal_width.h"

#include <sys/ioctl.h>

#include <optional>

#include "framework/base/text.h"

namespace lab::apps {

std::optional<std::size_t> AskedWidth(int fd, std::string_view columns) {
  constexpr std::size_t kLeast = 40;
  const std::optional<std::size_t> asked = ParseInteger<std::size_t>(columns);
  if (asked && *asked >= kLeast) return *asked;
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= kLeast) return size.ws_col;
  return std::nullopt;
}

std::size_t OutputWidth(int fd, std::string_view columns) {
  return AskedWidth(fd, columns).value_or(kPipedWidth);
}

}  // namespace lab::apps
