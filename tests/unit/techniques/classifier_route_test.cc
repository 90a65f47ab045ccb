#include "framework/techniques/classifier_route.h"

#include <gtest/gtest.h>

#include <string>

#include "framework/runtime/virtual_loop.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;

class ClassifierRouteTest : public ::testing::Test {
 protected:
  // The fake repeats what it is asked, so it says the labels that stand in the request.
  RouteChoice ChoiceFor(std::string text) {
    const Request request{.user = std::move(text)};
    const auto choice = loop_.Run(policy_.Choose(request, call_));
    return **choice;
  }

  VirtualLoop loop_;
  Call call_;
  FakeClient small_{loop_};
  ClassifierRoute policy_{small_,
                          [](const Request& request) -> Outgoing {
                            return {.request = {.user = "rate: " + request.user},
                                    .call = Expecting("labels=easy|hard")};
                          },
                          {.labels = {{"easy", 0}, {"hard", 1}}, .fallback = 2, .timeout = 3s}};
};

TEST_F(ClassifierRouteTest, FollowsTheLabelThatIsNamed) {
  const RouteChoice choice = ChoiceFor("Easy.");
  EXPECT_EQ(choice.target, 0U);
  EXPECT_EQ(choice.label, "easy");
  EXPECT_EQ(ChoiceFor("hard").target, 1U);
}

TEST_F(ClassifierRouteTest, FallsBackWhereNoneOrSeveralAreNamed) {
  EXPECT_EQ(ChoiceFor("tricky").target, 2U);
  EXPECT_EQ(ChoiceFor("tricky").label, "");
  EXPECT_EQ(ChoiceFor("easy or hard").target, 2U);
}

TEST_F(ClassifierRouteTest, FallsBackWhereTheClassifierFails) {
  small_.FailNext(1, ErrorKind::kOverloaded);
  EXPECT_EQ(ChoiceFor("easy").target, 2U);
}

TEST_F(ClassifierRouteTest, AsksItsQuestionWithinItsTime) {
  ChoiceFor("easy");
  EXPECT_EQ(small_.call(0).user, "rate: easy");
  EXPECT_EQ(small_.call(0).left, 3s);
  EXPECT_EQ(loop_.Now(), Time{} + 100ms);
}

}  // namespace
}  // namespace lab
