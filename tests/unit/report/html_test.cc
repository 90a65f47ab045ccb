#include "framework/report/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Page(const measure::Run& run) {
  std::ostringstream out;
  WriteHtml(Analyse(run), {}, out);
  return out.str();
}

std::size_t Count(const std::string& text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++count;
  return count;
}

TEST(Html, IsOnePageWithItsStyleScriptDataLibraryAndLicence) {
  const std::string page = Page(TwoCases());
  EXPECT_THAT(page, HasSubstr("<!DOCTYPE html>"));
  EXPECT_THAT(page, HasSubstr("prefers-color-scheme"));
  EXPECT_THAT(page, HasSubstr("Chart.js v"));
  EXPECT_THAT(page, HasSubstr("Permission is hereby granted"));
  EXPECT_THAT(page, HasSubstr(R"("name":"Fast")"));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
}

TEST(Html, LoadsNothingFromElsewhere) {
  const std::string page = Page(TwoCases());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, Not(HasSubstr("src=\"")));
  EXPECT_THAT(page, Not(HasSubstr("@import")));
  EXPECT_THAT(page, Not(HasSubstr("url(")));
}

TEST(Html, IsNotEndedByWhatARunHolds) {
  const std::size_t scripts = Count(Page(TwoCases()), "</script>");
  measure::Run run = TwoCases();
  run.cases[1].name = "</script><script>alert(1)</script>{{data}}";
  EXPECT_EQ(Count(Page(run), "</script>"), scripts);
}

}  // namespace
}  // namespace lab::report
