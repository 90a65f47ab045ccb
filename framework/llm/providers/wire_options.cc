#include "framework/llm/providers/wire_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "framework/base/text.h"

namespace lab {
namespace {

struct Row {
  WireOption option;
  std::array<std::string_view, 4> names;  ///< on any wire; the first is for people
  std::string_view without;
};

constexpr std::array<Row, 6> kRows{{
    {WireOption::kStreamOptions,
     {"stream_options", "include_usage"},
     "stream_options was left out; where no usage comes, it is estimated"},
    {WireOption::kMaxTokensName,
     {"max_tokens", "max_completion_tokens"},
     "the other of max_tokens and max_completion_tokens was sent"},
    {WireOption::kParallelToolCalls,
     {"parallel_tool_calls", "disable_parallel_tool_use"},
     "parallel_tool_calls was left out; tools may be called in parallel all the same"},
    {WireOption::kTemperature,
     {"temperature"},
     "temperature was left out; the model answers with its own"},
    {WireOption::kReasoning,
     {"reasoning_effort", "output_config", "thinking", "budget_tokens"},
     "reasoning_effort was left out; the model thinks as much as it likes"},
    {WireOption::kCacheKey,
     {"prompt_cache_key"},
     "prompt_cache_key was left out; which cache is used is the service's choice"},
}};

bool IsSent(WireOption option, const Request& request) {
  switch (option) {
    case WireOption::kStreamOptions:
      return request.stream;
    case WireOption::kMaxTokensName:
      return true;
    case WireOption::kParallelToolCalls:
      return !request.tools.empty() && !request.parallel_tool_calls;
    case WireOption::kTemperature:
      return request.temperature.has_value();
    case WireOption::kReasoning:
      return request.reasoning != Reasoning::kOff;
    case WireOption::kCacheKey:
      return !request.cache_key.empty();
  }
  return false;
}

bool IsWordCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Where `word` stands by itself; npos for nowhere.
std::size_t FindWord(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !IsWordCharacter(text[at - 1]);
    if (begins && (end == text.size() || !IsWordCharacter(text[end]))) return at;
  }
  return std::string_view::npos;
}

/// A value that is out of range is the experiment's mistake; another request would hide it.
bool IsAboutTheValue(std::string_view body) {
  constexpr std::array<std::string_view, 12> kWords{
      "between",  "less than", "greater than", "at least", "at most", "too large",
      "too long", "too small", "too many",     "maximum",  "exceed",  "minimum"};
  const std::string lower = ToLower(body);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

const Row& RowOf(WireOption option) { return kRows[static_cast<std::size_t>(option)]; }

}  // namespace

std::optional<WireOption> RefusedOption(const Request& request, int status, std::string_view body,
                                        LeftOut tried) {
  if ((status != 400 && status != 422) || IsAboutTheValue(body)) return std::nullopt;
  std::optional<WireOption> first;
  std::size_t first_at = std::string_view::npos;
  for (const Row& row : kRows) {
    if (tried.has(row.option) || !IsSent(row.option, request)) continue;
    for (const std::string_view name : row.names) {
      const std::size_t at = name.empty() ? std::string_view::npos : FindWord(body, name);
      if (at >= first_at) continue;
      first = row.option;
      first_at = at;
    }
  }
  return first;
}

void Adaptations::Note(std::string note) {
  if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
}

SecondTry SecondTryOf(int status) {
  constexpr std::array<int, 4> kPassing = {408, 409, 425, 429};  // come again later
  if (status >= 200 && status < 300) return SecondTry::kAccepted;
  if (status < 400 || status >= 500) return SecondTry::kUnknown;
  const bool passing = std::find(kPassing.begin(), kPassing.end(), status) != kPassing.end();
  return passing ? SecondTry::kUnknown : SecondTry::kRefused;
}

std::string NoteOf(WireOption option, std::string_view refusal) {
  return fmt::format("{}, because the service refused it: {}", RowOf(option).without,
                     Excerpt(refusal, 160));
}

}  // namespace lab
