// Something that answers requests: a provider, or a technique wrapped around one.
//
//   Reply reply = co_await client.Send(std::move(request));
//
// A technique is a decorator with this same interface: Retry(RateLimit(Router({a, b}))) is itself a
// Client.
#pragma once

#include <string_view>

#include "framework/llm/reply.h"
#include "framework/llm/request.h"
#include "framework/runtime/task.h"

namespace lab {

class Client {
 public:
  virtual ~Client() = default;
  /// Never throws; failures are in `Reply::error`. Destroying the task closes the connection and
  /// tells `Request::abandoned`. The client must outlive the task; any number may be under way.
  virtual Task<Reply> Send(Request request) = 0;
  /// What a request without a model goes to; prices are looked up by it.
  virtual std::string_view model() const = 0;
};

}  // namespace lab
