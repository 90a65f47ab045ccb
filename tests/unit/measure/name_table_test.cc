#include "framework/measure/name_table.h"

#include <gtest/gtest.h>

#include <string>

namespace lab::measure {
namespace {

TEST(NameTable, GiveOneTextOneId) {
  NameTable names;
  const NameId sonnet = names.Intern("sonnet");
  const NameId haiku = names.Intern("haiku");
  EXPECT_NE(sonnet, haiku);
  EXPECT_EQ(names.Intern(std::string("sonnet")), sonnet);
  EXPECT_EQ(names.Text(sonnet), "sonnet");
  EXPECT_EQ(names.Text(haiku), "haiku");
  EXPECT_EQ(names.size(), 2U);
}

TEST(NameTable, HaveNothingForNoText) {
  NameTable names;
  EXPECT_EQ(names.Intern(""), NameId{0});
  EXPECT_EQ(names.Text(NameId{0}), "");
  EXPECT_EQ(names.size(), 0U);
}

TEST(NameTable, KeepTheirTextsWhileTheyGrow) {
  NameTable names;
  const std::string_view first = names.Text(names.Intern("first"));
  for (int i = 0; i < 1000; ++i) names.Intern("name " + std::to_string(i));
  EXPECT_EQ(first, "first");
  EXPECT_EQ(names.Text(names.Intern("name 999")), "name 999");
}

TEST(NameTable, TakeOverThoseOfAnother) {
  NameTable one;
  NameTable other;
  one.Intern("a");
  const NameId there_b = other.Intern("b");
  const NameId there_a = other.Intern("a");
  const std::vector<NameId> here = one.Adopt(other);
  EXPECT_EQ(one.Text(here.at(static_cast<std::size_t>(there_b))), "b");
  EXPECT_EQ(one.Text(here.at(static_cast<std::size_t>(there_a))), "a");
  EXPECT_EQ(here.at(0), NameId{0});
  EXPECT_EQ(one.size(), 2U);
}

}  // namespace
}  // namespace lab::measure
