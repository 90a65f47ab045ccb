#include "framework/report/trace_lanes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/base/rng.h"

namespace lab::report {
namespace {

using measure::TraceNode;
using testing::ElementsAre;

TraceNode Node(std::int64_t parent, int start_ms, int end_ms) {
  TraceNode node;
  node.parent = parent;
  node.start = Time{} + std::chrono::milliseconds(start_ms);
  node.end = Time{} + std::chrono::milliseconds(end_ms);
  return node;
}

TEST(TraceLanes, KeepWhatRanOneAfterTheOtherInOne) {
  EXPECT_THAT(LanesOf({Node(-1, 0, 100), Node(0, 0, 40), Node(0, 40, 100), Node(-1, 100, 200)}),
              ElementsAre(0, 0, 0, 0));
}

TEST(TraceLanes, GiveSiblingsThatOverlapOneEach) {
  EXPECT_THAT(LanesOf({Node(-1, 0, 100), Node(0, 0, 60), Node(0, 10, 50), Node(0, 20, 90),
                       Node(0, 60, 100)}),
              ElementsAre(0, 0, 1, 2, 0));
}

TEST(TraceLanes, KeepTheChildrenWithTheirParent) {
  EXPECT_THAT(
      LanesOf({Node(-1, 0, 100), Node(0, 0, 60), Node(1, 5, 30), Node(0, 0, 80), Node(3, 10, 70)}),
      ElementsAre(0, 0, 0, 1, 1));
}

TEST(TraceLanes, ShareNoLaneUnlessApartOrOneWithinTheOther) {
  Rng rng(11);
  for (int round = 0; round < 200; ++round) {
    std::vector<TraceNode> nodes;
    for (int i = 0; i < 12; ++i) {
      const std::int64_t parent = static_cast<std::int64_t>(rng.Below(nodes.size() + 1)) - 1;
      const int start = static_cast<int>(rng.Below(50));
      nodes.push_back(Node(parent, start, start + static_cast<int>(rng.Below(30))));
    }
    const std::vector<int> lanes = LanesOf(nodes);
    for (std::size_t a = 0; a < nodes.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        if (lanes[a] != lanes[b]) continue;
        const bool apart = nodes[a].end <= nodes[b].start || nodes[b].end <= nodes[a].start;
        const bool inside = nodes[a].start >= nodes[b].start && nodes[a].end <= nodes[b].end;
        const bool around = nodes[b].start >= nodes[a].start && nodes[b].end <= nodes[a].end;
        ASSERT_TRUE(apart || inside || around) << round;
      }
    }
  }
}

}  // namespace
}  // namespace lab::report
