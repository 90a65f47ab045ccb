// A client of several models that also says which of them answered, and why.
//
//   Routed routed = co_await router.Ask(std::move(request));      // a Router, a Cascade
//   Reply reply = co_await router.Send(std::move(request));       // a Client like any other
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "framework/base/time.h"
#include "framework/llm/client.h"

namespace lab {

/// A reply, and how it came about.
struct Routed {
  Reply reply;
  std::size_t target = 0;  ///< who answered; that of the last choice where nobody did
  std::string label;       ///< what a classifier said; "" without one
  /// What the caller waited beyond the answering request's own time: deciding, checking.
  Duration added = Duration::zero();
};

class RoutedClient : public Client {
 public:
  /// The timeout of `request` covers the decision too.
  template <NamedRequest R>
  Task<Routed> Ask(R&& request) {
    return Route(Request(std::forward<R>(request)), Call());
  }
  template <NamedRequest R>
  Task<Routed> Ask(R&& request, Call call) {
    return Route(Request(std::forward<R>(request)), std::move(call));
  }
  template <NamedOutgoing R>
  Task<Routed> Ask(R&& out) {
    Outgoing own(std::forward<R>(out));
    return Route(std::move(own.request), std::move(own.call));
  }
  Task<Reply> Answer(Request request, Call call) override;

  /// What Ask() does, for those who write one.
  virtual Task<Routed> Route(Request request, Call call) = 0;
};

}  // namespace lab
