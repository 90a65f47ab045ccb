#include "framework/techniques/cascade.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "framework/runtime/virtual_loop.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;

class CascadeTest : public ::testing::Test {
 protected:
  CascadeTest() { large_.usage.output_total = Tokens{99}; }

  static std::string Whole(std::string_view text) { return std::string(text); }
  // Each copy is told its number, which the fake repeats: no two answers are the same.
  static void Number(Outgoing& copy, int sample) { copy.request.user += std::to_string(sample); }
  static Outgoing AskWhether(const Request& request, const Reply& reply) {
    return {.request = {.user = request.user + " -> " + reply.text}, .call = Call()};
  }

  Cascade Verified(VerifierOptions words) {
    return {loop_, small_, large_, VerifiedBy(judge_, AskWhether, std::move(words))};
  }

  VirtualLoop loop_;
  FakeClient small_{loop_, "small"};
  FakeClient large_{loop_, "large"};
  FakeClient judge_{loop_, "judge"};
};

TEST_F(CascadeTest, ShowsTheSmallModelsAnswerWhereAllSamplesAgree) {
  Cascade cascade(loop_, small_, large_, SameAnswer(Whole), {.samples = 3});
  const std::optional<Routed> routed = loop_.Run(cascade.Ask(Request{.user = "hi"}));
  EXPECT_EQ(routed->target, 0U);
  EXPECT_EQ(routed->reply.text, "answer to hi");
  EXPECT_EQ(routed->reply.model, "small");
  EXPECT_EQ(routed->added, 0ms);
  EXPECT_EQ(small_.calls(), 3);
  EXPECT_EQ(small_.most_in_flight(), 3);
  EXPECT_EQ(large_.calls(), 0);
}

TEST_F(CascadeTest, AsksTheLargeModelWhereTheyDiffer) {
  Cascade cascade(loop_, small_, large_, SameAnswer(Whole), {.samples = 2, .vary = Number});
  const std::optional<Routed> routed = loop_.Run(cascade.Ask(Request{.user = "hi"}));
  EXPECT_EQ(routed->target, 1U);
  EXPECT_EQ(routed->reply.text, "answer to hi");
  EXPECT_EQ(routed->reply.model, "large");
  EXPECT_EQ(routed->added, 100ms);
  EXPECT_EQ(routed->reply.timeline.end, Time{} + 200ms);
  EXPECT_EQ(large_.call(0).left, 600s - 100ms);
}

TEST_F(CascadeTest, ComparesTheEssenceOnly) {
  const auto head = [](std::string_view text) { return std::string(text.substr(0, 9)); };
  Cascade cascade(loop_, small_, large_, SameAnswer(head), {.samples = 2, .vary = Number});
  EXPECT_EQ(loop_.Run(cascade.Ask(Request{.user = "hi"}))->target, 0U);
}

TEST_F(CascadeTest, AcceptsWhatTheVerifierCallsRight) {
  Cascade cascade = Verified({.accept = "answer", .reject = "wrong"});
  const std::optional<Routed> routed = loop_.Run(cascade.Ask(Request{.user = "hi"}));
  EXPECT_EQ(judge_.call(0).user, "hi -> answer to hi");
  EXPECT_EQ(routed->target, 0U);
  EXPECT_EQ(routed->added, 100ms);  // the judge's time
}

TEST_F(CascadeTest, RepairsWhatTheVerifierCallsWrongOrCannotTell) {
  Cascade says_both = Verified({.accept = "answer", .reject = "hi"});
  EXPECT_EQ(loop_.Run(says_both.Ask(Request{.user = "hi"}))->target, 1U);
  Cascade says_neither = Verified({.accept = "right", .reject = "wrong"});
  EXPECT_EQ(loop_.Run(says_neither.Ask(Request{.user = "hi"}))->target, 1U);
  judge_.FailNext(1, ErrorKind::kOverloaded);
  Cascade fails = Verified({.accept = "answer", .reject = "wrong"});
  EXPECT_EQ(loop_.Run(fails.Ask(Request{.user = "hi"}))->target, 1U);
}

TEST_F(CascadeTest, RepairsAFirstModelThatFailsWithoutACheck) {
  small_.FailNext(1, ErrorKind::kOverloaded);
  Cascade cascade = Verified({.accept = "answer", .reject = "wrong"});
  const std::optional<Routed> routed = loop_.Run(cascade.Ask(Request{.user = "hi"}));
  EXPECT_EQ(routed->reply.text, "answer to hi");
  EXPECT_EQ(routed->target, 1U);
  EXPECT_EQ(judge_.calls(), 0);
}

TEST_F(CascadeTest, FailsWhereTheLargeModelFails) {
  small_.FailNext(1, ErrorKind::kOverloaded);
  large_.FailNext(1, ErrorKind::kServer);
  Cascade cascade(loop_, small_, large_, SameAnswer(Whole));
  EXPECT_EQ(loop_.Run(cascade.Send(Request{.user = "hi"}))->error->kind, ErrorKind::kServer);
}

TEST_F(CascadeTest, ShowsNothingBeforeTheCheckHasPassed) {
  Cascade cascade = Verified({.accept = "answer", .reject = "wrong"});
  std::vector<std::pair<std::string, Time>> seen;
  Call call = Call().Watch([&seen](const Progress& progress) {
    seen.emplace_back(progress.delta, progress.now);
    return Flow::kContinue;
  });
  const std::optional<Reply> reply =
      loop_.Run(cascade.Send(Request{.user = "hi"}, std::move(call)));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].first, "answer to hi");
  EXPECT_EQ(seen[0].second, Time{} + 200ms);
  EXPECT_EQ(reply->timeline.first_visible, Time{} + 200ms);
  EXPECT_EQ(reply->timeline.end, Time{} + 200ms);
  EXPECT_EQ(reply->usage.output_total, Tokens{10});
  EXPECT_FALSE(small_.call(0).watched);
}

TEST_F(CascadeTest, GivesUpWhereTheFirstModelTookTheWholeTime) {
  Cascade cascade(loop_, small_, large_, SameAnswer(Whole), {.samples = 2, .vary = Number});
  Request request{.user = "hi"};
  request.timeout = 100ms;
  EXPECT_EQ(loop_.Run(cascade.Send(std::move(request)))->error->kind, ErrorKind::kTimeout);
  EXPECT_EQ(large_.calls(), 0);
}

TEST_F(CascadeTest, GivesUpWhereTheVerifierOutlastsTheRequest) {
  judge_.rest = 20s;
  Cascade cascade = Verified({.accept = "answer", .reject = "wrong"});
  Request request{.user = "hi"};
  request.timeout = 1s;
  const std::optional<Reply> reply = loop_.Run(cascade.Send(std::move(request)));
  ASSERT_TRUE(reply->error.has_value());
  EXPECT_EQ(reply->error->kind, ErrorKind::kTimeout);
  EXPECT_EQ(reply->timeline.end, Time{} + 1s);
  EXPECT_EQ(judge_.given_up(), 1);
}

TEST_F(CascadeTest, RepairsWithinOneLineage) {
  small_.FailNext(1, ErrorKind::kServer);
  Cascade cascade = Verified({.accept = "answer", .reject = "wrong"});
  loop_.Run(cascade.Send(Request{.user = "hi"}));
  EXPECT_NE(small_.call(0).lineage, 0U);
  EXPECT_EQ(large_.call(0).lineage, small_.call(0).lineage);
}

}  // namespace
}  // namespace lab
