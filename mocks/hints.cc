#include "mocks/hints.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "framework/base/nearest_name.h"
#include "framework/base/text.h"

namespace lab::mocks {
namespace {

enum class HintValue : std::uint8_t { kCount, kRange, kClass, kText };

struct HintRow {
  std::string_view name;
  HintValue value;
  std::int64_t least = 0;
  std::int64_t most = 0;
};

// As hints.h and skill.h document them.
constexpr std::int64_t kMostHintedTokens = 1'000'000;
constexpr HintRow kHints[] = {
    {"output_tokens", HintValue::kCount, 0, kMostHintedTokens},
    {"thinking_tokens", HintValue::kCount, 0, kMostHintedTokens},
    {"tool_calls", HintValue::kCount, 0, 64},
    {"tool", HintValue::kText},
    {"chunk_tokens", HintValue::kRange, 1, 10'000},
    {"class", HintValue::kClass},
    {"answer", HintValue::kText},
    {"complexity", HintValue::kCount, 1, 1'000},
    {"labels", HintValue::kText},
    {"task", HintValue::kText},
    {"sample", HintValue::kText},
};

bool IsWithin(std::string_view text, const HintRow& row) {
  const std::optional<std::int64_t> number = ParseCount(text);
  return number && *number >= row.least && *number <= row.most;
}

bool Fits(std::string_view text, const HintRow& row) {
  switch (row.value) {
    case HintValue::kCount:
      return IsWithin(text, row);
    case HintValue::kRange: {
      const std::size_t dash = std::min(text.find('-'), text.size());
      const std::string_view low = text.substr(0, dash);
      const std::string_view high = dash == text.size() ? low : text.substr(dash + 1);
      return IsWithin(low, row) && IsWithin(high, row) && *ParseCount(low) <= *ParseCount(high);
    }
    case HintValue::kClass:
      return text == "short" || text == "medium" || text == "long";
    case HintValue::kText:
      return true;
  }
  return false;
}

std::string RightFor(const HintRow& row) {
  if (row.value == HintValue::kClass) return "short, medium or long";
  const bool range = row.value == HintValue::kRange;
  return fmt::format("a whole number from {} to {}{}", row.least, row.most,
                     range ? ", or two of them, as in 1-8" : "");
}

Error WrongHint(std::string message) { return Error{ErrorKind::kConfig, std::move(message)}; }

const HintRow* FindHint(std::string_view name) {
  const auto* row = std::find_if(std::begin(kHints), std::end(kHints),
                                 [name](const HintRow& each) { return each.name == name; });
  return row == std::end(kHints) ? nullptr : row;
}

Error UnknownHint(std::string_view name) {
  std::vector<std::string_view> known;
  for (const HintRow& row : kHints) known.push_back(row.name);
  return WrongHint(fmt::format("'{}' is no hint{}", Quoted(name), RightNames(name, known)));
}

}  // namespace

Result<Hints> ParseHints(std::string_view text) {
  Hints hints;
  while (!text.empty()) {
    const std::string_view pair = Trim(text.substr(0, text.find(';')));
    text.remove_prefix(std::min(text.find(';'), text.size() - 1) + 1);
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view name = pair.substr(0, equals);
    const HintRow* row = FindHint(name);
    if (row == nullptr) return UnknownHint(name);
    if (equals == pair.size()) {
      return WrongHint(fmt::format("'{}' has no value; write {}=VALUE", name, name));
    }
    const std::string_view value = pair.substr(equals + 1);
    if (!Fits(value, *row)) {
      return WrongHint(
          fmt::format("'{}' is '{}' when it should be {}", name, value, RightFor(*row)));
    }
    if (!hints.emplace(name, value).second) {
      return WrongHint(fmt::format("'{}' is there twice; remove one", name));
    }
  }
  return hints;
}

}  // namespace lab::mocks
