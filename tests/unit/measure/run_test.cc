#include "framework/measure/run.h"

#include <gtest/gtest.h>

#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

TEST(CaseRecord, NamesItselfWithItsArguments) {
  const CaseRecord record = Named("Paused", false, {{"pause_s", 60}, {"", 7}});
  EXPECT_EQ(record.short_name(), "Paused/pause_s:60/7");
  EXPECT_EQ(record.full_name(), "caching/SupportDesk/Paused/pause_s:60/7");
}

}  // namespace
}  // namespace lab::measure
