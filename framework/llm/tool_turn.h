// The turn in which a model called tools, written down so that its next turn sees the results.
//
//   Reply reply = co_await client.Send(request);
//   std::vector<std::string> results = co_await RunAll(reply.tool_calls);
//   AppendToolTurn(request, reply, results);
//   Reply next = co_await client.Send(request);
#pragma once

#include <string>
#include <vector>

#include "framework/llm/reply.h"
#include "framework/llm/request.h"

namespace lab {

/// Appends the assistant's turn and one tool turn a result, in the order of the calls. Providers
/// refuse a call without a result: give as many as there are calls (asserted).
void AppendToolTurn(Request& request, const Reply& reply, const std::vector<std::string>& results);

}  // namespace lab
