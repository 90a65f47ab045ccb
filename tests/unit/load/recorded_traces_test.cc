// Rows as their owners publish them. They are not part of the project: these tests say so and are
// skipped where they are missing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "framework/load/trace_summary.h"
#include "tests/unit/load/traces.h"

namespace lab::load {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// What is known of a recorded file by other means.
struct Recorded {
  std::string file;
  std::string format;
  std::int64_t rows;
  Duration span;
  std::int64_t input;
  std::int64_t output;
};

class RecordedTrace : public ::testing::TestWithParam<Recorded> {
 protected:
  static std::string Folder() {
    const char* given = std::getenv("LAB_TRACES");
    return given != nullptr ? given : LAB_SOURCE_DIR "/../shared/reference/traces";
  }
};

TEST_P(RecordedTrace, IsReadAsWhatItIs) {
  std::ifstream file(Folder() + "/" + GetParam().file, std::ios::binary);
  if (!file) GTEST_SKIP() << "no recorded rows of " << GetParam().file << " (set LAB_TRACES)";
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const Trace trace = testing::Read(bytes);
  const TraceSummary summary = SummaryOf(trace);
  EXPECT_EQ(trace.format, GetParam().format);
  EXPECT_EQ(summary.rows, GetParam().rows);
  EXPECT_EQ(summary.span, GetParam().span);
  EXPECT_EQ(summary.input.sum, GetParam().input);
  EXPECT_EQ(summary.output.sum, GetParam().output);
  if (trace.format == "Mooncake" && summary.rows == 500) {
    EXPECT_EQ(summary.moments, 56);
    EXPECT_EQ(summary.distinct_blocks, 11'879);
    EXPECT_NEAR(summary.cached_block_share(), 0.1612, 5e-5);
  }
  if (trace.format == "Mooncake" && summary.rows == 300) {
    EXPECT_EQ(summary.distinct_blocks, 7352);
    EXPECT_NEAR(summary.cached_block_share(), 0.0478, 5e-5);
  }
  if (trace.format == "RAGPulse") {
    EXPECT_EQ(summary.sessions, 68);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Files, RecordedTrace,
    ::testing::Values(
        Recorded{"mooncake_conversation_500.jsonl", "Mooncake", 500, 165s, 7'124'855, 180'942},
        Recorded{"mooncake_synthetic_300.jsonl", "Mooncake", 300, 86'790ms, 3'853'165, 57'331},
        Recorded{"azure2023_code_1000.csv", "Azure 2023 or 2024", 1000, 521'588'576us, 2'122'354,
                 27'621},
        Recorded{"azure2023_conv_1500.csv", "Azure 2023 or 2024", 1500, 309'528'484us, 1'600'943,
                 385'847},
        Recorded{"azure2024_rows.csv", "Azure 2023 or 2024", 6, 604'799'876'559us, 15'580, 36},
        Recorded{"azure2025_mm_rows.csv", "Azure 2025 multimodal", 5, 7297ms, 4485, 729},
        Recorded{"burstgpt1_rows.csv", "BurstGPT 1 or 2", 3, 113s, 1976, 524},
        Recorded{"burstgpt3_rows.csv", "BurstGPT 3", 4, 144s, 3656, 776},
        Recorded{"ragpulse_120.jsonl", "RAGPulse", 120, 4274s, 366'883, 29'355},
        Recorded{"made/bailian.jsonl", "Qwen-Bailian", 5, 125'500ms, 2259, 236},
        Recorded{"made/mooncake_modes.jsonl", "Mooncake", 5, 1500ms, 1237, 56},
        Recorded{"made/weka.json", "Weka", 4, 12s, 2090, 220},
        Recorded{"made/azure2024_whole_second.csv", "Azure 2023 or 2024", 4, 1'000'001us, 1000,
                 100},
        Recorded{"made/aiperf_multi_turn.jsonl", "multi_turn", 4, 250ms, 7, 32},
        Recorded{"made/sharegpt.json", "ShareGPT", 1, 0s, 4, 12}));

}  // namespace
}  // namespace lab::load
