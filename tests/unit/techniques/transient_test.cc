#include "framework/techniques/transient.h"

#include <gtest/gtest.h>

namespace lab {
namespace {

TEST(IsTransient, TellsTheMomentsFaultFromTheRequests) {
  for (ErrorKind kind : {ErrorKind::kConnect, ErrorKind::kTimeout, ErrorKind::kClosed,
                         ErrorKind::kRateLimited, ErrorKind::kOverloaded, ErrorKind::kServer}) {
    EXPECT_TRUE(IsTransient(kind)) << ErrorKindName(kind);
  }
  for (ErrorKind kind : {ErrorKind::kInvalidRequest, ErrorKind::kAuth, ErrorKind::kNotFound,
                         ErrorKind::kUsage, ErrorKind::kCancelled, ErrorKind::kLimit}) {
    EXPECT_FALSE(IsTransient(kind)) << ErrorKindName(kind);
  }
}

TEST(IsTransient, IsNeverSaidOfAGoodReply) {
  Reply reply;
  reply.rate_limits.should_retry = true;
  EXPECT_FALSE(IsTransient(reply));
}

TEST(IsTransient, TakesTheProvidersWordBeforeItsOwn) {
  Reply reply;
  reply.error = Error{ErrorKind::kServer, "500"};
  reply.rate_limits.should_retry = false;
  EXPECT_FALSE(IsTransient(reply));
  reply.error = Error{ErrorKind::kInvalidRequest, "409"};
  reply.rate_limits.should_retry = true;
  EXPECT_TRUE(IsTransient(reply));
}

}  // namespace
}  // namespace lab
