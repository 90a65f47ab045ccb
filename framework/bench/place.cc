#include "framework/bench/place.h"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>

namespace lab {
namespace {

constexpr std::string_view kSuites = "suites/";

// Where "suites/" begins; npos where the file is below no such folder.
std::size_t SuitesIn(std::string_view file) {
  if (file.starts_with(kSuites)) return 0;
  const std::size_t found = file.rfind("/suites/");
  return found == std::string_view::npos ? found : found + 1;
}

}  // namespace

std::string Place::text() const {
  if (file_.empty()) return "";
  const std::size_t begin = SuitesIn(file_);
  return fmt::format("{}:{}", begin == std::string::npos ? file_ : file_.substr(begin), line_);
}

std::string Place::suites_folder() const {
  const std::size_t begin = SuitesIn(file_);
  if (begin == std::string::npos) return "";
  const std::string below = file_.substr(begin + kSuites.size());
  const std::size_t end = below.find('/');
  return end == std::string::npos ? "" : below.substr(0, end);
}

}  // namespace lab
