// The profiles of mocks/profiles, compiled in, and which of them stands in for a model.
#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "mocks/model_families.h"
#include "mocks/profile.h"

namespace lab::embedded {

extern const std::string_view kProfileClaudeHaiku55;
extern const std::string_view kProfileClaudeOpus55;
extern const std::string_view kProfileClaudeSonnet55;
extern const std::string_view kProfileCommandA;
extern const std::string_view kProfileGemini25Flash;
extern const std::string_view kProfileGpt5;
extern const std::string_view kProfileGpt5Mini;
extern const std::string_view kProfileIdeal;
extern const std::string_view kProfileLlama70bTp4;
extern const std::string_view kProfileLlama70bTp8;
extern const std::string_view kProfileLlama8bH100;

}  // namespace lab::embedded

namespace lab::mocks {
namespace {

struct Shipped {
  std::string_view name;
  const std::string_view* yaml;
};

// In the order of their names.
constexpr std::array kShipped = {
    Shipped{"claude-haiku-5-5", &embedded::kProfileClaudeHaiku55},
    Shipped{"claude-opus-5-5", &embedded::kProfileClaudeOpus55},
    Shipped{"claude-sonnet-5-5", &embedded::kProfileClaudeSonnet55},
    Shipped{"command-a", &embedded::kProfileCommandA},
    Shipped{"gemini-2.5-flash", &embedded::kProfileGemini25Flash},
    Shipped{"gpt-5", &embedded::kProfileGpt5},
    Shipped{"gpt-5-mini", &embedded::kProfileGpt5Mini},
    Shipped{"ideal", &embedded::kProfileIdeal},
    Shipped{"llama-70b-tp4", &embedded::kProfileLlama70bTp4},
    Shipped{"llama-70b-tp8", &embedded::kProfileLlama70bTp8},
    Shipped{"llama-8b-h100", &embedded::kProfileLlama8bH100},
};

const std::array<Profile, kShipped.size()>& Profiles() {
  static const auto profiles = [] {
    std::array<Profile, kShipped.size()> parsed;
    for (std::size_t i = 0; i < kShipped.size(); ++i) {
      Result<Profile> profile = ParseProfile(*kShipped[i].yaml, kShipped[i].name);
      assert(profile.ok() && profile->name == kShipped[i].name);
      parsed[i] = std::move(*profile);
    }
    return parsed;
  }();
  return profiles;
}

}  // namespace

const Profile* ShippedProfile(std::string_view name) {
  const auto row = std::find_if(kShipped.begin(), kShipped.end(),
                                [name](const Shipped& shipped) { return shipped.name == name; });
  if (row == kShipped.end()) return nullptr;
  return &Profiles()[static_cast<std::size_t>(row - kShipped.begin())];
}

std::vector<std::string_view> ShippedProfileNames() {
  std::vector<std::string_view> names;
  for (const Shipped& shipped : kShipped) names.push_back(shipped.name);
  return names;
}

const Profile& ProfileForModel(std::string_view model) {
  std::string_view longest;
  for (const Shipped& shipped : kShipped) {
    if (model.starts_with(shipped.name) && shipped.name.size() > longest.size()) {
      longest = shipped.name;
    }
  }
  const std::string_view rest = model.substr(longest.size());
  const bool dated = rest.size() > 1 && rest[0] == '-' && rest[1] >= '0' && rest[1] <= '9';
  const bool is_own = rest.empty() || dated;
  if (!longest.empty() && is_own) return *ShippedProfile(longest);
  return *ShippedProfile(ProfileNameFor(model));
}

}  // namespace lab::mocks
