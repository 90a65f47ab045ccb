#include "framework/measure/slo_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::measure {
namespace {

using testing::HasSubstr;

TEST(Slo, ReadsWhatPeopleAndOtherToolsWrite) {
  struct Row {
    const char* text;
    const char* title;
  };
  for (const Row& row :
       {Row{"ttft_ms_p99=500", "TTFT p99 <= 500 ms"}, Row{"TTFT p95 = 0.5s", "TTFT p95 <= 500 ms"},
        Row{"ttft p95<=800 ms", "TTFT p95 <= 800 ms"}, Row{"ttft:500", "every TTFT <= 500 ms"},
        Row{"e2el:2000", "every latency <= 2000 ms"}, Row{"ttft:p95:le:500", "TTFT p95 <= 500 ms"},
        Row{"request_latency:avg:lt:250", "latency mean <= 250 ms"},
        Row{"first text p50=1s", "first text p50 <= 1000 ms"},
        Row{"first sentence p95=800ms", "first sentence p95 <= 800 ms"},
        Row{"first sentence_ms_p95=800", "first sentence p95 <= 800 ms"},
        Row{"first sentence=800ms", "every first sentence <= 800 ms"},
        Row{"tokens_per_s_p5>=20", "tokens/s p5 >= 20 1/s"},
        Row{"tps:p5:ge:20", "tokens/s p5 >= 20 1/s"}, Row{"failed=1%", "failed <= 1 %"},
        Row{"failed_share=0.01", "failed <= 1 %"},
        Row{"cost mean=$0.02", "cost mean <= 0.02 USD"}}) {
    const Result<Slo> slo = ParseSlo(row.text);
    ASSERT_TRUE(slo.ok()) << row.text;
    EXPECT_EQ(slo->title(), row.title) << row.text;
    EXPECT_EQ(slo->text, row.text);
  }
}

TEST(Slo, OfWhatIsNoneSaysWhatWouldBeRight) {
  struct Row {
    const char* text;
    const char* why;
  };
  for (const Row& row :
       {Row{"", "no '='"}, Row{"ttft", "no '='"}, Row{"=500", "does not say what"},
        Row{"ttft_ms_p95=", "should be a number of ms"}, Row{"ttft_ms_p95=-1", "number of ms"},
        Row{"ttft_ms_p95=5kg", "'5kg'"}, Row{"ttft_ms_p95=1%", "'1%'"},
        Row{"failed=5ms", "number of share"}, Row{"itl p95=5", "take TPOT"},
        Row{"ttft:p95:ge:500", "from above (le)"}, Row{"tps:p5:le:5", "from below (ge)"},
        Row{"ttft:p95:eq:500", "le or ge"}, Row{"ttft:x:le:500", "'x' is no statistic"}}) {
    const Result<Slo> slo = ParseSlo(row.text);
    ASSERT_FALSE(slo.ok()) << row.text;
    EXPECT_EQ(slo.error().kind, ErrorKind::kUsage);
    EXPECT_THAT(slo.error().message, HasSubstr(row.why));
    EXPECT_THAT(slo.error().message, HasSubstr("write it as"));
  }
}

}  // namespace
}  // namespace lab::measure
