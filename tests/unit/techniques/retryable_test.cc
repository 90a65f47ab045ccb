#include "framework/techniques/retryable.h"

#include <gtest/gtest.h>

namespace lab {
namespace {

TEST(IsRetryable, TellsTheMomentsFaultFromTheRequests) {
  for (ErrorKind kind : {ErrorKind::kConnect, ErrorKind::kTimeout, ErrorKind::kClosed,
                         ErrorKind::kRateLimited, ErrorKind::kOverloaded, ErrorKind::kServer}) {
    EXPECT_TRUE(IsRetryable(kind)) << ErrorKindName(kind);
  }
  for (ErrorKind kind : {ErrorKind::kInvalidRequest, ErrorKind::kAuth, ErrorKind::kNotFound,
                         ErrorKind::kUsage, ErrorKind::kCancelled, ErrorKind::kLimit}) {
    EXPECT_FALSE(IsRetryable(kind)) << ErrorKindName(kind);
  }
}

TEST(IsRetryable, IsNeverSaidOfAGoodReply) {
  Reply reply;
  reply.rate_limits.should_retry = true;
  EXPECT_FALSE(IsRetryable(reply));
}

TEST(IsRetryable, TakesTheProvidersWordBeforeItsOwn) {
  Reply reply;
  reply.error = Error{ErrorKind::kServer, "500"};
  reply.rate_limits.should_retry = false;
  EXPECT_FALSE(IsRetryable(reply));
  reply.error = Error{ErrorKind::kInvalidRequest, "409"};
  reply.rate_limits.should_retry = true;
  EXPECT_TRUE(IsRetryable(reply));
}

}  // namespace
}  // namespace lab
