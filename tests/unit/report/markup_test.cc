#include "framework/report/markup.h"

#include <gtest/gtest.h>

namespace lab::report {
namespace {

TEST(EscapeXml, LetsNothingOpenATagAnEntityOrEndAnAttribute) {
  EXPECT_EQ(EscapeXml(R"(a<b & "c" > 'd')"), "a&lt;b &amp; &quot;c&quot; &gt; &#39;d&#39;");
}

TEST(EscapeXml, KeepsLineBreaksAsReferences) {
  EXPECT_EQ(EscapeXml("a\r\n\tb"), "a&#13;&#10;&#9;b");
}

TEST(EscapeXml, ReplacesWhatXmlCannotCarry) {
  EXPECT_EQ(EscapeXml(std::string_view("a\0b\x1b[31m", 8)), "a\uFFFDb\uFFFD[31m");
  EXPECT_EQ(EscapeXml("a\uFFFEb\uFFFFc"), "a\uFFFDb\uFFFDc");
}

TEST(EscapeMarkdown, LetsNothingFormatOrEndTheCell) {
  EXPECT_EQ(EscapeMarkdown("a|b\n*c* <d> `e` [f](g)"), R"(a\|b \*c\* \<d\> \`e\` \[f\](g))");
}

TEST(EscapeMarkdown, LeavesAnUnderscoreInsideAWord) {
  EXPECT_EQ(EscapeMarkdown("Paused/pause_s:60"), "Paused/pause_s:60");
  EXPECT_EQ(EscapeMarkdown("_x_"), R"(\_x\_)");
}

TEST(EscapeCsv, LeavesAPlainFieldAlone) {
  EXPECT_EQ(EscapeCsv("Paused/pause_s:60"), "Paused/pause_s:60");
}

TEST(EscapeCsv, QuotesCommasQuotesAndLineBreaks) {
  EXPECT_EQ(EscapeCsv("a,b"), "\"a,b\"");
  EXPECT_EQ(EscapeCsv("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(EscapeCsv("a\r\nb"), "\"a\r\nb\"");
}

TEST(EscapeCsv, ReplacesWhatATerminalWouldObey) {
  EXPECT_EQ(EscapeCsv("a\x1b[31m"), "a\uFFFD[31m");
}

TEST(Printable, IsOneLineThatATerminalOnlyShows) {
  EXPECT_EQ(Printable("a\n\x1b[31mb\xff\u20ac"), "a  [31mb\uFFFD\u20ac");
  EXPECT_EQ(Printable("a\xC2\x9B"
                      "31mb\u00A0"),
            "a 31mb\u00A0");
}

TEST(EscapeScript, CannotEndTheElementThatHoldsIt) {
  EXPECT_EQ(EscapeScript(R"({"a":"</script><!--"})"), R"({"a":"\u003c/script>\u003c!--"})");
}

}  // namespace
}  // namespace lab::report
