#include "framework/techniques/routed_client.h"

#include <gtest/gtest.h>

#include <optional>

#include "framework/runtime/virtual_loop.h"

namespace lab {
namespace {

/// Says what it was asked, and that the third target answered.
class Third final : public RoutedClient {
 public:
  Task<Routed> Route(Request request, Call call) override {
    Routed routed;
    routed.target = 2;
    routed.reply.text = request.user.str() + call.key;
    co_return routed;
  }
  std::string_view model() const override { return "third"; }
};

class RoutedClientTest : public ::testing::Test {
 protected:
  VirtualLoop loop_;
  Third third_;
};

TEST_F(RoutedClientTest, TellsWhoAnswered) {
  const std::optional<Routed> routed = loop_.Run(third_.Ask(Request{.user = "hi"}));
  EXPECT_EQ(routed->target, 2U);
  EXPECT_EQ(routed->reply.text, "hi");
}

TEST_F(RoutedClientTest, IsAskedWithACallInBothWaysAsAnyClient) {
  const std::optional<Routed> apart =
      loop_.Run(third_.Ask(Request{.user = "hi"}, Call().Key("/1")));
  const Outgoing both{Request{.user = "hi"}, Call().Key("/1")};
  const std::optional<Routed> together = loop_.Run(third_.Ask(both));
  EXPECT_EQ(apart->reply.text, "hi/1");
  EXPECT_EQ(together->reply.text, "hi/1");
}

TEST_F(RoutedClientTest, IsAClientWhoseReplyIsTheAnswerers) {
  const std::optional<Reply> reply = loop_.Run(third_.Send(Request{.user = "hi"}));
  EXPECT_EQ(reply->text, "hi");
}

}  // namespace
}  // namespace lab
