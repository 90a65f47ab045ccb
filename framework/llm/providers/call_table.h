// Which call of a reply a fragment on the wire belongs to.
//
//   const std::optional<std::size_t> place = calls.PlaceOf(fragment, reply.tool_calls);
//
// Services number their calls from 0, or all 0, or not at all; give each an id, in its first
// fragment or in every one, or none, or another in every one; and send calls, and their names, in
// pieces or whole. A fragment belongs to the call with its id; without one, or without a name
// beside one that is unknown, to the last call with its index; without both to the call in its
// place. A name in front of a call that is whole already, or that has another name and arguments,
// begins another call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/llm/request.h"

namespace lab {

struct CallFragment {
  std::string_view id;
  std::optional<std::int64_t> index;
  std::string_view name;
  std::string_view arguments;
  std::size_t order = 0;  ///< among the calls of its chunk
  std::size_t of = 1;     ///< how many that are
};

/// One stream's; used once.
class CallTable {
 public:
  /// The place in `calls`, where a new call is added if need be and has the fragment's id and name
  /// by then; its arguments are the caller's to append. Nothing for a fragment that says nothing,
  /// or says once more what the call with its id holds.
  std::optional<std::size_t> PlaceOf(const CallFragment& fragment, std::vector<ToolCall>& calls);

 private:
  std::optional<std::size_t> Find(const CallFragment& fragment,
                                  const std::vector<ToolCall>& calls) const;

  std::vector<std::int64_t> indexes_;  // the wire's index of each call
};

/// Whether `json` is one object from its first brace to its last.
bool IsWholeObject(std::string_view json);

}  // namespace lab
