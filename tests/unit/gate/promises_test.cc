#include "framework/gate/promises.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace lab::gate {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(PromiseRow, IsKeptWithinThreeOfItsErrors) {
  PromiseRow row{.promise = "false alarms", .n = 100, .studies = 1600, .promised = 0.025};
  EXPECT_NEAR(row.error(), 0.0039, 0.0001);
  row.seen = 58;
  EXPECT_TRUE(row.kept());
  row.seen = 60;
  EXPECT_FALSE(row.kept());
  row.seen = 0;
  EXPECT_TRUE(row.kept());
  row.at_most = false;
  EXPECT_FALSE(row.kept());
}

TEST(Promises, AreTriedTheSameUnderOneSeed) {
  const auto seen = [] {
    int sum = 0;
    for (const PromiseRow& row : CheckPromises({.studies = 2, .resamples = 100})) sum += row.seen;
    return sum;
  };
  EXPECT_EQ(seen(), seen());
}

TEST(Promises, HaveNoTwoRowsOfOneName) {
  std::set<std::string> names;
  for (const PromiseRow& row : AllPromises())
    EXPECT_TRUE(names.insert(row.promise + row.on).second) << row.promise << " on " << row.on;
}

TEST(PromiseText, MarksWhatIsBrokenAndNothingElse) {
  const PromiseRow kept{.promise = "a", .on = "x", .n = 9, .studies = 100, .promised = 0.5};
  PromiseRow broken = kept;
  broken.seen = 99;
  EXPECT_THAT(PromiseText({kept}), Not(HasSubstr("BROKEN")));
  EXPECT_THAT(PromiseText({broken}), HasSubstr("99.00 %"));
  EXPECT_THAT(PromiseText({broken}), HasSubstr("BROKEN"));
  EXPECT_THAT(PromiseText({broken}), HasSubstr("a: at most 50.0 %"));
}

}  // namespace
}  // namespace lab::gate
