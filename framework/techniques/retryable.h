// Which failures may pass by themselves: the one definition that retries, breakers and routers
// share.
//
//   if (!reply.ok() && IsRetryable(reply)) ...    // the same request may succeed a little later
#pragma once

#include "framework/base/error.h"
#include "framework/llm/reply.h"

namespace lab {

/// True for a failure of the way, of the server or of the moment. False for what asking again
/// cannot mend (a key, a request or a model that is wrong, an answer larger than we accept, a
/// certificate) and for what the caller himself gave up.
constexpr bool IsRetryable(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kDns:
    case ErrorKind::kConnect:
    case ErrorKind::kTimeout:
    case ErrorKind::kClosed:
    case ErrorKind::kProtocol:
    case ErrorKind::kTruncated:
    case ErrorKind::kRateLimited:
    case ErrorKind::kOverloaded:
    case ErrorKind::kServer:
    case ErrorKind::kProvider:
      return true;
    case ErrorKind::kUsage:
    case ErrorKind::kConfig:
    case ErrorKind::kIo:
    case ErrorKind::kCancelled:
    case ErrorKind::kTls:
    case ErrorKind::kLimit:
    case ErrorKind::kDecode:
    case ErrorKind::kInvalidRequest:
    case ErrorKind::kAuth:
    case ErrorKind::kNotFound:
      return false;
  }
  return false;
}

/// The same of a reply, where the provider's own word (x-should-retry) counts more. False for a
/// good one.
inline bool IsRetryable(const Reply& reply) {
  if (reply.ok()) return false;
  return reply.rate_limits.should_retry.value_or(IsRetryable(reply.error->kind));
}

}  // namespace lab
