#include "mocks/stamps.h"

#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

std::string Stamped(Time received, Time sent) {
  std::string out = "{\"a\":1";
  AppendStamps(out, received, sent);
  return out + "}";
}

TEST(Stamps, AreOneMoreMember) {
  EXPECT_EQ(Stamped(Time(Duration(1200)), Time(Duration(5400))),
            R"({"a":1,"lab":{"received_ns":1200,"sent_ns":5400}})");
}

TEST(Stamps, LeaveOutWhatWasNeverTaken) {
  EXPECT_EQ(Stamped(kUnset, Time(Duration(7))), R"({"a":1,"lab":{"sent_ns":7}})");
  EXPECT_EQ(Stamped(Time(Duration(7)), kUnset), R"({"a":1,"lab":{"received_ns":7}})");
}

}  // namespace
}  // namespace lab::mocks
