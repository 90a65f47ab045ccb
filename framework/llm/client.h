// Something that answers requests: a provider, or a technique wrapped around one.
//
//   Reply reply = co_await client.Send(std::move(request));
//   Reply reply = co_await client.Send(request, std::move(call));    // and what goes along with it
//
// A technique is a decorator with this same interface: Retry(RateLimit(Router({a, b}))) is itself a
// Client. It overrides Answer() and sends with Send().
//
// A braced list does not compile: name the request first. GCC 12 copies the bytes of an aggregate
// that is made inside an awaited expression, and its strings are then freed twice.
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include "framework/llm/call.h"
#include "framework/llm/reply.h"
#include "framework/llm/request.h"
#include "framework/runtime/task.h"

namespace lab {

/// A variable or what a function returns; no braced list.
template <class R>
concept NamedRequest = std::same_as<std::remove_cvref_t<R>, Request>;
/// The same of a request with its call.
template <class R>
concept NamedOutgoing = std::same_as<std::remove_cvref_t<R>, Outgoing>;

class Client {
 public:
  virtual ~Client() = default;

  template <NamedRequest R>
  Task<Reply> Send(R&& request) {
    return Answer(Request(std::forward<R>(request)), Call());
  }
  template <NamedRequest R>
  Task<Reply> Send(R&& request, Call call) {
    return Answer(Request(std::forward<R>(request)), std::move(call));
  }
  template <NamedOutgoing R>
  Task<Reply> Send(R&& out) {
    Outgoing own(std::forward<R>(out));
    return Answer(std::move(own.request), std::move(own.call));
  }

  /// What a client does, for those who write one. Never throws; failures are in `Reply::error`.
  /// Destroying the task closes the connection and tells `Call::abandoned`. The client must outlive
  /// the task; any number may be under way.
  virtual Task<Reply> Answer(Request request, Call call) = 0;
  /// What a request without a model goes to; prices are looked up by it.
  virtual std::string_view model() const = 0;
};

}  // namespace lab
