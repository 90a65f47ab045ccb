#include "framework/llm/providers/call_table.h"

#include <algorithm>

namespace lab {
namespace {

/// Whether the fragment's name is the next piece of the call's: such pieces come before any of the
/// arguments, under the call's own number or id. One that holds the name so far is the name.
bool ContinuesName(const CallFragment& fragment, const ToolCall& call) {
  const bool own = fragment.id.empty() ? fragment.index.has_value() : fragment.id == call.id;
  return own && call.arguments.empty();
}

/// Whether the fragment begins another call than the one it seems to belong to.
bool BeginsAnother(const CallFragment& fragment, const ToolCall& call) {
  if (fragment.name.empty()) return false;
  if (!fragment.id.empty() && fragment.id == call.id && !IsWholeObject(call.arguments)) {
    return false;
  }
  const bool same_name = call.name.empty() || call.name == fragment.name;
  if (!same_name) return !ContinuesName(fragment, call);
  return !fragment.arguments.empty() && IsWholeObject(call.arguments);
}

void TakeNames(const CallFragment& fragment, ToolCall& call) {
  if (call.id.empty()) call.id = fragment.id;
  if (fragment.name.starts_with(call.name)) {
    call.name = fragment.name;
  } else if (!fragment.name.empty() && ContinuesName(fragment, call)) {
    call.name += fragment.name;
  }
}

bool Repeats(const CallFragment& fragment, const ToolCall& call) {
  return !fragment.id.empty() && fragment.id == call.id && call.name == fragment.name &&
         call.arguments == fragment.arguments && IsWholeObject(call.arguments);
}

}  // namespace

bool IsWholeObject(std::string_view json) {
  std::size_t depth = 0;
  bool in_string = false;
  if (!json.starts_with('{')) return false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (in_string && c == '\\') {
      ++at;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '{' || c == '[')) {
      ++depth;
    } else if (!in_string && (c == '}' || c == ']') && --depth == 0) {
      return json.find_first_not_of(" \t\r\n", at + 1) == std::string_view::npos;
    }
  }
  return false;
}

std::optional<std::size_t> CallTable::Find(const CallFragment& fragment,
                                           const std::vector<ToolCall>& calls) const {
  const auto last = [&](const auto& fits) -> std::optional<std::size_t> {
    for (std::size_t back = calls.size(); back > 0; --back) {
      if (fits(back - 1)) return back - 1;
    }
    return std::nullopt;
  };
  if (!fragment.id.empty()) {
    const auto same = last([&](std::size_t place) { return calls[place].id == fragment.id; });
    if (same) return same;
  }
  std::optional<std::size_t> found;
  if (fragment.index) {
    found = last([&](std::size_t place) { return indexes_[place] == *fragment.index; });
  } else if (fragment.of > 1) {
    if (fragment.order < calls.size()) found = fragment.order;
  } else if (!calls.empty()) {
    found = calls.size() - 1;
  }
  // An id that comes late is the call's; one beside another id is another call's, if it has a name:
  // some servers make up an id for each fragment.
  const bool another = found && !fragment.id.empty() && !calls[*found].id.empty();
  return another && !fragment.name.empty() ? std::nullopt : found;
}

std::optional<std::size_t> CallTable::PlaceOf(const CallFragment& fragment,
                                              std::vector<ToolCall>& calls) {
  const std::optional<std::size_t> found = Find(fragment, calls);
  if (found && Repeats(fragment, calls[*found])) return std::nullopt;
  if (found && !BeginsAnother(fragment, calls[*found])) {
    TakeNames(fragment, calls[*found]);
    return found;
  }
  if (fragment.id.empty() && fragment.name.empty() && fragment.arguments.empty()) {
    return std::nullopt;
  }
  indexes_.push_back(fragment.index.value_or(static_cast<std::int64_t>(calls.size())));
  TakeNames(fragment, calls.emplace_back());
  return calls.size() - 1;
}

}  // namespace lab
