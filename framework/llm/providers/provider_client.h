// A Client over HTTP: encodes, sends, stamps each event as it arrives, folds.
//
//   ProviderClient client(loop, http, *FindProvider("anthropic"),
//                         {.api_key = key, .model = "claude-sonnet-5-5"});
//   Request hello{.user = "Hello"};
//   Reply reply = co_await client.Send(std::move(hello));
//
// One attempt, no retries: a benchmark counts failures (techniques/retry wraps this where retries
// are the subject).
#pragma once

#include "framework/llm/client.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/net/http_client.h"
#include "framework/runtime/loop.h"

namespace lab {

class ProviderClient final : public Client {
 public:
  /// `loop`, `http` and `provider` must outlive the client and its tasks.
  ProviderClient(Loop& loop, net::HttpClient& http, const Provider& provider,
                 ProviderOptions options);

  Task<Reply> Answer(Request request, Call call) override;
  std::string_view model() const override { return options_.model; }

 private:
  Loop& loop_;
  net::HttpClient& http_;
  const Provider& provider_;
  ProviderOptions options_;
};

}  // namespace lab
