#include "framework/net/kernel_stamps.h"

#include <gtest/gtest.h>

#include "framework/net/net_share.h"

namespace lab::net {
namespace {

TEST(KernelStamps, AreOnOrSayWhyNot) {
  const KernelStamps stamps;
  EXPECT_EQ(stamps.on(), stamps.why_not().empty());
  if (!stamps.on()) GTEST_SKIP() << "no kernel stamps here: " << stamps.why_not();
  EXPECT_EQ(stamps.offered(), Stamps::kReceivedAndSent);
}

TEST(KernelStamps, SayWithinTheirLimitThatNoneCame) {
  EXPECT_EQ(KernelStamps(Duration::zero()).why_not(), "the kernel stamped no packet within 0 ns");
}

TEST(KernelStamps, OfAShareAreMadeOnceAndCanBeLeftOut) {
  NetShare share({});
  EXPECT_EQ(&share.Stamps(), &share.Stamps());
  NetShare without({});
  without.WithoutKernelStamps("a test says so");
  EXPECT_FALSE(without.Stamps().on());
  EXPECT_EQ(without.Stamps().why_not(), "a test says so");
}

}  // namespace
}  // namespace lab::net
