// One request's way over HTTP: sent, its response read, stamped and folded into a Reply.
//
//   Exchange exchange(loop, http, dialect, request, call, tails, usual);
//   Task<Result<void>> carry = Carry(&exchange, std::move(http_request));
//   co_await WithDeadline(loop, deadline, "the request", std::move(carry));
//   Close(exchange, loop.Now());
//
// What the response is, its body decides: an event stream and a whole answer are both read in place
// of each other, and then Timeline::streamed says which it was.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "framework/llm/call.h"
#include "framework/llm/providers/dialect.h"
#include "framework/llm/providers/stream_fold.h"
#include "framework/net/http_client.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/task.h"
#include "framework/runtime/task_scope.h"

namespace lab {

/// Content that came, for the reply that says nothing of its usage: [0] the answer, [1] reasoning.
struct SeenContent {
  Tokens events[2];
  std::int64_t bytes[2] = {};

  void Add(const Content& content);
  /// A token an event, or a token for each four bytes where one event brings several.
  Tokens part(std::size_t which) const;
};

/// How large the answers of a client have been lately, so that room for the next is made at once.
struct UsualSize {
  std::size_t tokens = 64;  ///< content events
  std::size_t text = 512;   ///< bytes

  void See(const Reply& reply);
};

/// All of it lives in the frame of ProviderClient::Answer(); everything else outlives it.
struct Exchange {
  Exchange(Loop& the_loop, net::HttpClient& the_http, const Dialect& the_dialect,
           const Request& the_request, const Call& the_call, TaskScope& the_tails,
           UsualSize the_usual)
      : loop(the_loop),
        http(the_http),
        dialect(the_dialect),
        request(the_request),
        call(the_call),
        tails(the_tails),
        usual(the_usual) {}

  Loop& loop;
  net::HttpClient& http;
  const Dialect& dialect;
  const Request& request;
  const Call& call;
  TaskScope& tails;  ///< where the ends of bodies are read that nobody waits for
  UsualSize usual;
  std::string_view name;  ///< "POST https://host/path", for messages
  net::HttpPhases phases;
  SeenContent seen;
  std::optional<StreamFold> fold;
  bool folded = false;  ///< the fold was told of its end
  Reply reply;
  std::string refusal;  ///< the body of a status that is not 2xx
};

/// The error of an exchange is in its reply; the result never is one.
Task<Result<void>> Carry(Exchange* exchange, net::HttpRequest http_request);

/// The stamps and counts of an exchange that is over, for whatever reason. What the service did not
/// count is estimated.
void Close(Exchange& exchange, Time now);

}  // namespace lab
