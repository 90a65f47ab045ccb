#include "mocks/event_record.h"

#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

TEST(EventRecord, IsOneLineOfJson) {
  EXPECT_EQ(FormatEventRecord({.request = "a\"b",
                               .write = 3,
                               .intended = Time(Duration(100)),
                               .sent = Time(Duration(160)),
                               .offset = 512,
                               .bytes = 128}),
            R"({"request":"a\"b","write":3,"offset_bytes":512,"size_bytes":128,)"
            R"("intended_ns":100,"sent_ns":160})"
            "\n");
}

TEST(EventRecord, HasTheBytesOfHeadAndFraming) {
  EXPECT_EQ(FormatEventRecord({.request = "k", .bytes = 5, .wire_bytes = 10}),
            R"({"request":"k","write":0,"offset_bytes":0,"size_bytes":5,"wire_bytes":10})"
            "\n");
}

TEST(EventRecord, LeavesOutAnIntentionThatThereWasNot) {
  EXPECT_EQ(FormatEventRecord({.request = "k", .sent = Time(Duration(1))}),
            R"({"request":"k","write":0,"offset_bytes":0,"size_bytes":0,"sent_ns":1})"
            "\n");
}

}  // namespace
}  // namespace lab::mocks
