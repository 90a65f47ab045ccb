// A recorded stream body, folded and printed as JSON: what `lab inspect` does.
//
//   Result<std::string> json = InspectBody("anthropic", bytes);
//
// Members: text, reasoning, tool_calls [{name, arguments, server?}], stop_reason, usage (disjoint
// counters), usage_reported, model, events, comments, terminated, first_token_event (index from 0,
// or null), error ({kind, message}, or null).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "framework/base/result.h"

namespace lab {

struct Reply;

/// `wire` is a provider's name; ErrorKind::kUsage lists those there are. `fragment` > 0 feeds the
/// bytes in pieces of that size, which must change nothing. A stream that is broken is a member
/// "error", not a failure.
Result<std::string> InspectBody(std::string_view wire, std::string_view bytes,
                                std::size_t fragment = 0);

/// ErrorKind::kUsage says what the bytes seem to be when there is no event and no comment in them.
Result<void> CheckIsStream(std::string_view bytes);

/// The reply itself; what InspectBody() prints.
Result<Reply> FoldBody(std::string_view wire, std::string_view bytes, std::size_t fragment = 0);

}  // namespace lab
