#include "apps/baselines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/report/cases.h"

namespace lab::apps {
namespace {

using testing::HasSubstr;

TEST(Baselines, InAFolderThatCannotBeAreAnError) {
  std::ostringstream out;
  const Baselines baselines{.directory = std::string(300, 'a'), .selects = {}};
  const Result<bool> same = CheckBaselines(report::TwoCases(), baselines, out);
  ASSERT_FALSE(same.ok());
  EXPECT_EQ(same.error().kind, ErrorKind::kConfig);
  EXPECT_THAT(same.error().message, HasSubstr("cannot be read"));
}

TEST(Baselines, ThatAreNotThereDiffer) {
  std::ostringstream out;
  const Baselines baselines{.directory = "no/such/folder", .selects = {}};
  EXPECT_FALSE(CheckBaselines(report::TwoCases(), baselines, out).value_or(true));
  EXPECT_THAT(out.str(), HasSubstr("there is no baseline no/such/folder/suite.json"));
}

}  // namespace
}  // namespace lab::apps
