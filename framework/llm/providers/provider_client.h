// A Client over HTTP: encodes, sends, stamps each event as it arrives, folds.
//
//   ProviderClient client(loop, http, *FindProvider("anthropic"),
//                         {.api_key = key, .model = "claude-sonnet-5-5"});
//   Request hello{.user = "Hello"};
//   Reply reply = co_await client.Send(std::move(hello));
//
// One attempt, no retries: a benchmark counts failures (techniques/retry wraps this where retries
// are the subject). But a service that refuses an optional part of the request, and names it, is
// asked once more without it; that refusal is no part of the reply's latency, and once it has
// answered so, the part is left out at once (wire_options.h).
#pragma once

#include <memory>
#include <string>

#include "framework/llm/client.h"
#include "framework/llm/providers/exchange.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/net/http_client.h"
#include "framework/net/prepared_request.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/task_scope.h"

namespace lab {

/// Whether requests can be made of these at all, before the first: ErrorKind::kUsage for a base URL
/// that is none, kConfig for a header that cannot be sent.
Result<void> CheckProviderOptions(const Provider& provider, const ProviderOptions& options);

class ProviderClient final : public Client {
 public:
  /// `loop`, `http` and `provider` must outlive the client and its tasks.
  ProviderClient(Loop& loop, net::HttpClient& http, const Provider& provider,
                 ProviderOptions options);

  Task<Reply> Answer(Request request, Call call) override;
  std::string_view model() const override { return options_.model; }

 private:
  struct Trying;
  Result<net::HttpRequest> Encode(const Request& request, const Call& call, LeftOut left_out) const;
  Task<Reply> Attempt(const Request* request, Call* call, Trying* trying);
  void Learn(SecondTry second, const Trying& trying);

  Loop& loop_;
  net::HttpClient& http_;
  const Provider& provider_;
  ProviderOptions options_;
  Result<std::shared_ptr<const net::PreparedRequest>> prepared_;
  std::string what_;  // "the request to host", for a message
  UsualSize usual_;
  TaskScope tails_;  // ends of bodies that nobody waits for
};

}  // namespace lab
