#include "framework/measure/span.h"

#include <gtest/gtest.h>

namespace lab::measure {
namespace {

TEST(SpanKind, IsReadByTheNameThatItIsWrittenWith) {
  for (SpanKind kind : {SpanKind::kStep, SpanKind::kRequest, SpanKind::kTool})
    EXPECT_EQ(ParseSpanKind(SpanKindName(kind)), kind);
  EXPECT_EQ(SpanKindName(SpanKind::kTool), "tool");
}

TEST(SpanKind, IsNothingElse) {
  EXPECT_FALSE(ParseSpanKind("").has_value());
  EXPECT_FALSE(ParseSpanKind("Tool").has_value());
}

}  // namespace
}  // namespace lab::measure
