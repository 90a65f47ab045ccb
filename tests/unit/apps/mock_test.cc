#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "apps/subcommand.h"

namespace lab::apps {
namespace {

using testing::HasSubstr;

/// What `lab mock` says to flags with which it does not begin.
std::string Refusal(std::vector<std::string> flags) {
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(Mock(flags, out, err), kUsage) << flags.front();
  EXPECT_EQ(out.str(), "");
  return err.str();
}

TEST(LabMock, TakesNoSpeedThatEndsItsTime) {
  for (const char* speed : {"0", "-1", "nan", "inf", "1e8", "1e-400", "fast", ""}) {
    EXPECT_THAT(Refusal({"--speed", speed}), HasSubstr("a number above 0, at most")) << speed;
  }
}

TEST(LabMock, TakesNoNumberThatItWouldHaveToCut) {
  EXPECT_THAT(Refusal({"--seed", "-1"}), HasSubstr("--seed: it is -1 when it should be"));
  EXPECT_THAT(Refusal({"--seed", "99999999999999999999"}), HasSubstr("a whole number from 0"));
  EXPECT_THAT(Refusal({"--port", "70000"}), HasSubstr("from 0 to 65535"));
}

TEST(LabMock, NamesTheFaultThatWasMeant) {
  EXPECT_THAT(Refusal({"--fault", "timeout=0"}),
              HasSubstr("--fault: fault 'timeout=0': '0' should be milliseconds above 0"));
  EXPECT_THAT(Refusal({"--fault", "stauts=529"}), HasSubstr("(did you mean 'status'?)"));
}

TEST(LabMock, DoesNotTakeAnEmptyKeyForAny) {
  EXPECT_THAT(Refusal({"--require-key", ""}), HasSubstr("leave the flag out"));
}

TEST(LabMock, NeedsBothHalvesOfACertificate) {
  EXPECT_THAT(Refusal({"--tls-cert", "cert.pem"}), HasSubstr("go together"));
}

}  // namespace
}  // namespace lab::apps
