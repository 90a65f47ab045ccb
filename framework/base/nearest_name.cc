#include "framework/base/nearest_name.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "framework/base/text.h"

namespace lab {
namespace {

bool SameLetter(char a, char b) { return Lower(a) == Lower(b); }

// Optimal string alignment, row by row.
std::size_t Slips(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = above[j - 1] + (SameLetter(a[i - 1], b[j - 1]) ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, changed});
      const bool swapped =
          i > 1 && j > 1 && SameLetter(a[i - 1], b[j - 2]) && SameLetter(a[i - 2], b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::string_view NearestName(std::string_view written, const std::vector<std::string_view>& names) {
  constexpr std::size_t kLongest = 100;  // what is longer is no slip, and must cost no time
  if (written.size() > kLongest) return {};
  std::string_view nearest;
  std::size_t fewest = std::max<std::size_t>(1, written.size() / 2) + 1;
  for (const std::string_view name : names) {
    const std::size_t slips = Slips(written, name);
    if (slips >= fewest) continue;
    fewest = slips;
    nearest = name;
  }
  return nearest;
}

std::string MeantName(std::string_view written, const std::vector<std::string_view>& names) {
  const std::string_view nearest = NearestName(written, names);
  return nearest.empty() ? std::string() : fmt::format(" (did you mean '{}'?)", nearest);
}

std::string RightNames(std::string_view written, const std::vector<std::string_view>& names) {
  return fmt::format("{}; it should be one of {}", MeantName(written, names),
                     fmt::join(names, ", "));
}

std::string RightNames(std::string_view written, const std::vector<std::string>& names) {
  return RightNames(written, std::vector<std::string_view>(names.begin(), names.end()));
}

}  // namespace lab
