#include "apps/worlds/profile_option.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "apps/files.h"
#include "framework/llm/prices.h"

namespace lab::apps {

Result<std::optional<mocks::Profile>> LoadProfile(const std::string& name_or_file) {
  if (name_or_file.empty()) return std::optional<mocks::Profile>();
  if (const mocks::Profile* shipped = mocks::ShippedProfile(name_or_file))
    return std::optional(*shipped);
  const Result<std::string> text = ReadFile(name_or_file);
  if (!text) {
    return Error{ErrorKind::kConfig,
                 fmt::format("--profile {} is neither a file nor a shipped profile; these are {}",
                             name_or_file, fmt::join(mocks::ShippedProfileNames(), ", "))};
  }
  Result<mocks::Profile> parsed = mocks::ParseProfile(*text, name_or_file);
  if (!parsed) return parsed.error();
  return std::optional(std::move(*parsed));
}

Result<void> CheckModel(const std::string& model) {
  if (mocks::ShippedProfile(model) != nullptr || PriceTable::Shipped().Find(model) != nullptr)
    return {};
  std::vector<std::string> known;
  for (const Price& price : PriceTable::Shipped().prices()) known.push_back(price.model);
  return Error{ErrorKind::kUsage,
               fmt::format("--model {} is not known; the mock plays {} and {}", model,
                           fmt::join(mocks::ShippedProfileNames(), ", "), fmt::join(known, ", "))};
}

}  // namespace lab::apps
