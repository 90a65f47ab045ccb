#include "framework/techniques/rule_route.h"

#include <gtest/gtest.h>

#include <string>

#include "framework/runtime/virtual_loop.h"

namespace lab {
namespace {

const RuleRoute kPolicy({{.keywords = {"prove", "step by step"}, .target = 2},
                         {.longer_than = Tokens{10}, .target = 1}},
                        0);

TEST(RuleRoute, LooksForKeywordsAsWholeWords) {
  EXPECT_EQ(kPolicy.TargetOf({.user = "PROVE it!"}), 2U);
  EXPECT_EQ(kPolicy.TargetOf({.user = "Go step-by-step."}), 2U);
  EXPECT_EQ(kPolicy.TargetOf({.user = "It is proved."}), 0U);
}

TEST(RuleRoute, LooksAtTheLengthOfTheWholePrompt) {
  EXPECT_EQ(kPolicy.TargetOf({.user = std::string(40, 'x')}), 0U);
  EXPECT_EQ(kPolicy.TargetOf({.user = std::string(41, 'x')}), 1U);
  EXPECT_EQ(kPolicy.TargetOf({.system = std::string(41, 'x'), .user = "hi"}), 1U);
}

TEST(RuleRoute, LetsTheFirstRuleThatFitsDecide) {
  EXPECT_EQ(kPolicy.TargetOf({.user = "prove " + std::string(80, 'x')}), 2U);
}

TEST(RuleRoute, TakesNoTime) {
  VirtualLoop loop;
  RuleRoute policy = kPolicy;
  const Call call;
  const Request request{.user = "prove it"};
  const auto choice = loop.Run(policy.Choose(request, call));
  EXPECT_EQ((*choice)->target, 2U);
  EXPECT_EQ(loop.Now(), Time{});
}

}  // namespace
}  // namespace lab
