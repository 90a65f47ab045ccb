#include "framework/report/row_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace lab::report {
namespace {

TEST(RowJson, HasWhatTheRequestHasAndCountsAsWholeNumbers) {
  measure::Row row;
  row.http_status = 200;
  row.ttft = std::chrono::microseconds(1500);
  const nlohmann::ordered_json json = RowToJson(row);
  EXPECT_EQ(json["ttft_ms"], 1.5);
  EXPECT_TRUE(json["http_status"].is_number_integer());
  EXPECT_FALSE(json.contains("latency_ms"));
}

}  // namespace
}  // namespace lab::report
