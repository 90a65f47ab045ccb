#include "apps/worlds/profile_option.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "apps/files.h"
#include "framework/base/nearest_name.h"
#include "framework/llm/prices.h"

namespace lab::apps {

Result<std::optional<mocks::Profile>> LoadProfile(const std::string& name_or_file) {
  if (name_or_file.empty()) return std::optional<mocks::Profile>();
  if (const mocks::Profile* shipped = mocks::ShippedProfile(name_or_file))
    return std::optional(*shipped);
  const Result<std::string> text = ReadFile(name_or_file);
  if (!text) {
    return Error{ErrorKind::kConfig,
                 fmt::format("--profile {} is neither a file nor a shipped profile{}", name_or_file,
                             RightNames(name_or_file, mocks::ShippedProfileNames()))};
  }
  Result<mocks::Profile> parsed = mocks::ParseProfile(*text, name_or_file);
  if (!parsed) return parsed.error();
  return std::optional(std::move(*parsed));
}

Result<void> CheckModel(const std::string& model) {
  if (mocks::ShippedProfile(model) != nullptr || PriceTable::Shipped().Find(model) != nullptr)
    return {};
  std::vector<std::string_view> known = mocks::ShippedProfileNames();
  for (const Price& price : PriceTable::Shipped().prices()) {
    if (std::find(known.begin(), known.end(), price.model) == known.end())
      known.push_back(price.model);
  }
  return Error{ErrorKind::kUsage, fmt::format("--model {} is none that the mock plays{}", model,
                                              RightNames(model, known))};
}

}  // namespace lab::apps
