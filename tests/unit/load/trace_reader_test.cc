#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/load/trace.h"
#include "tests/unit/load/traces.h"

namespace lab::load {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MooncakeRow;
using testing::Read;
using testing::Refusal;
using testing::TimesOf;

constexpr std::string_view kHeader = "arrived_at,num_prefill_tokens,num_decode_tokens";

TEST(ReadTrace, TakesAByteOrderMarkCarriageReturnsBlankLinesAndNoLastEnd) {
  const std::string plain = std::string(kHeader) + "\n1,100,10\n2,200,20\n";
  const std::string odd = "\xef\xbb\xbf" + std::string(kHeader) + "\r\n\r\n1,100,10\r\n2,200,20";
  EXPECT_EQ(TimesOf(Read(odd)), TimesOf(Read(plain)));
  const std::string rows = MooncakeRow(0, 600) + MooncakeRow(10, 600);
  EXPECT_EQ(TimesOf(Read("\xef\xbb\xbf" + rows.substr(0, rows.size() - 1))), TimesOf(Read(rows)));
}

TEST(ReadTrace, PutsRowsInOrderAndSaysSo) {
  const Trace trace = Read(std::string(kHeader) + "\n5,100,10\n3,200,20\n4,300,30\n");
  EXPECT_THAT(TimesOf(trace), ElementsAre(0s, 1s, 2s));
  EXPECT_EQ(trace.rows.at(0).input_tokens, 200);
  EXPECT_EQ(trace.rows.at(0).line, 3);
  EXPECT_THAT(trace.notes, ElementsAre("1 step back in time: the rows were put in order"));
}

TEST(ReadTrace, RefusesWhatHoldsNoRow) {
  EXPECT_EQ(Refusal(""), "trace:1: the file is empty; a trace has a row at least");
  EXPECT_THAT(Refusal(" \r\n\n"), HasSubstr("the file is empty"));
  EXPECT_THAT(Refusal("\xef\xbb\xbf"), HasSubstr("the file is empty"));
  EXPECT_EQ(Refusal(kHeader), "trace:1: no row is left that could be sent");
}

TEST(ReadTrace, SaysWhatToDoWithAFileOfAnotherKind) {
  EXPECT_THAT(Refusal("\xff\xfet\x00i"), HasSubstr("UTF-16"));
  EXPECT_THAT(Refusal("\x1f\x8b\x08"), HasSubstr("gzip -d"));
  EXPECT_THAT(Refusal("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"),
              HasSubstr("git lfs pull"));
  EXPECT_THAT(Refusal("PAR1\x15\x04"), HasSubstr("Parquet"));
}

}  // namespace
}  // namespace lab::load
