#include "framework/bench/place.h"

#include <gtest/gtest.h>

namespace lab {
namespace {

TEST(Place, OfAnExperimentIsItsPathFromTheSuites) {
  const Place place("/home/me/suites/lab/suites/prompts/rules.cc", 25);
  EXPECT_EQ(place.text(), "suites/prompts/rules.cc:25");
  EXPECT_EQ(place.suites_folder(), "prompts");
  EXPECT_EQ(Place("suites/prompts/rules.cc", 1).suites_folder(), "prompts");
}

TEST(Place, ElsewhereIsItsWholePathInNoFolder) {
  const Place place("/work/tests/unit/x_test.cc", 3);
  EXPECT_EQ(place.text(), "/work/tests/unit/x_test.cc:3");
  EXPECT_EQ(place.suites_folder(), "");
  EXPECT_EQ(Place("/work/suites/rules.cc", 1).suites_folder(), "");
  EXPECT_EQ(Place().text(), "");
}

TEST(Place, IsWhereItIsAskedFor) {
  const Place here(std::source_location::current());
  EXPECT_TRUE(here.text().ends_with("place_test.cc:" + std::to_string(__LINE__ - 1)));
}

}  // namespace
}  // namespace lab
