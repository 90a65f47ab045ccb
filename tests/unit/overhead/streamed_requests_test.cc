// How often a request asks for memory. Counted, not timed, so the bounds are what was reached.
#include "suites/overhead/streamed_requests.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "framework/runtime/frame_pool.h"
#include "suites/overhead/allocations.h"

namespace lab::overhead {
namespace {

class AllocationsOfARequest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!FramePool::pooled()) GTEST_SKIP() << "coroutine frames are not pooled in this build";
  }

  /// Of one request, where the ones before it were like it.
  static std::int64_t Count(StreamedRequestOptions options) {
    StreamedRequests requests(GetParam(), options);
    requests.Send(2);
    const std::int64_t before = Allocations();
    requests.Send(1);
    const std::int64_t after = Allocations();
    EXPECT_EQ(requests.failed(), 0);
    EXPECT_EQ(requests.tokens(), options.tokens);
    return after - before;
  }
};

TEST_P(AllocationsOfARequest, AreFew) {
  const int most = GetParam() == std::string_view("anthropic") ? 20 : 16;
  EXPECT_LE(Count({.tokens = 64}), most);
}

TEST_P(AllocationsOfARequest, DoNotGrowWithItsTokens) {
  EXPECT_LE(Count({.tokens = 300}), Count({.tokens = 1}) + 1);
}

TEST_P(AllocationsOfARequest, DoNotGrowWithItsPrompt) {
  EXPECT_EQ(Count({.prompt_bytes = 80'000}), Count({.prompt_bytes = 1000}));
}

INSTANTIATE_TEST_SUITE_P(Wires, AllocationsOfARequest, testing::Values("anthropic", "openai"),
                         [](const auto& row) { return std::string(row.param); });

}  // namespace
}  // namespace lab::overhead
