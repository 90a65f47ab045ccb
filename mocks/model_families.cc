#include "mocks/model_families.h"

#include <algorithm>
#include <iterator>

namespace lab::mocks {
namespace {

// The first row that fits counts.
constexpr ModelFamily kFamilies[] = {
    {"claude-", "opus", "claude-opus-5-5"},
    {"claude-", "haiku", "claude-haiku-5-5"},
    {"claude-", "", "claude-sonnet-5-5"},
    {"gpt-oss", "", ""},
    {"gpt-", "mini", "gpt-5-mini", Maker::kOpenAi},
    {"gpt-", "nano", "gpt-5-mini", Maker::kOpenAi},
    {"gpt-", "", "gpt-5", Maker::kOpenAi},
    {"chatgpt-", "", "gpt-5", Maker::kOpenAi},
    {"o1", "", "gpt-5", Maker::kOpenAi},
    {"o3", "", "gpt-5", Maker::kOpenAi},
    {"o4", "", "gpt-5", Maker::kOpenAi},
    {"gemini-", "", "gemini-2.5-flash"},
    {"command-", "", "command-a"},
    {"llama", "", ""},
    {"meta-", "", ""},
    {"mistral", "", ""},
    {"mixtral", "", ""},
    {"qwen", "", ""},
    {"gemma", "", ""},
    {"deepseek", "", ""},
    {"phi", "", ""},
};

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

const ModelFamily* FamilyOf(std::string_view model) {
  const auto* row =
      std::find_if(std::begin(kFamilies), std::end(kFamilies), [model](const ModelFamily& family) {
        return model.starts_with(family.prefix) && Has(model, family.part);
      });
  return row == std::end(kFamilies) ? nullptr : row;
}

std::string_view ProfileNameFor(std::string_view model) {
  const ModelFamily* family = FamilyOf(model);
  if (family != nullptr && !family->profile.empty()) return family->profile;
  return Has(model, "70b") || Has(model, "70B") ? "llama-70b-tp8" : "llama-8b-h100";
}

}  // namespace lab::mocks
