#include "mocks/lab_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

std::string HeaderFailure(const net::Headers& headers) {
  const Result<LabHeaders> lab = ReadLabHeaders(headers);
  EXPECT_FALSE(lab.ok());
  return lab.ok() ? "" : lab.error().message;
}

TEST(LabHeaders, AreReadAndOthersLeftAlone) {
  const Result<LabHeaders> lab = ReadLabHeaders({{"host", "mock"},
                                                 {"X-Lab-Request", "a/1"},
                                                 {"x-lab-hints", "output_tokens=5"},
                                                 {"x-lab-fault", "bom; stall=1:20 p=0.5"},
                                                 {"x-laboratory", "?"}});
  ASSERT_TRUE(lab.ok()) << lab.error().message;
  EXPECT_EQ(lab->key, "a/1");
  EXPECT_EQ(HintNumber(lab->hints, "output_tokens"), 5);
  ASSERT_EQ(lab->faults.size(), 2U);
  EXPECT_EQ(lab->faults[1].probability, 0.5);
}

TEST(LabHeaders, OfOneNameAddUp) {
  const Result<LabHeaders> lab = ReadLabHeaders({{"x-lab-fault", "bom"},
                                                 {"x-lab-hints", "output_tokens=5"},
                                                 {"x-lab-fault", "gzip"},
                                                 {"x-lab-hints", "tool=a"}});
  ASSERT_TRUE(lab.ok());
  EXPECT_EQ(lab->faults.size(), 2U);
  EXPECT_EQ(lab->hints.size(), 2U);
  EXPECT_THAT(HeaderFailure({{"x-lab-hints", "tool=a"}, {"x-lab-hints", "tool=b"}}),
              testing::HasSubstr("x-lab-hints: 'tool' is there twice"));
  EXPECT_THAT(HeaderFailure({{"x-lab-request", "a"}, {"x-lab-request", "b"}}),
              testing::HasSubstr("x-lab-request: it is there twice"));
}

TEST(LabHeaders, ComeTooLateForAConnectionsFaults) {
  for (const char* fault : {"refuse", "slow_accept=500", "tls_failure", "bom; refuse p=0.1"}) {
    const std::string message = HeaderFailure({{"x-lab-fault", fault}});
    EXPECT_THAT(message, testing::StartsWith("x-lab-fault: ")) << fault;
    EXPECT_THAT(message, testing::HasSubstr("start the mock with --fault")) << fault;
  }
}

TEST(LabHeaders, ThatDoNotReadNameTheHeader) {
  EXPECT_THAT(HeaderFailure({{"x-lab-fault", "stauts=529"}}),
              testing::AllOf(testing::StartsWith("x-lab-fault: "),
                             testing::HasSubstr("did you mean 'status'?")));
  EXPECT_THAT(HeaderFailure({{"x-lab-hints", "output_tokens=many"}}),
              testing::StartsWith("x-lab-hints: "));
  EXPECT_THAT(HeaderFailure({{"X-Lab-Fautl", "bom"}}),
              testing::HasSubstr("did you mean 'x-lab-fault'?"));
}

}  // namespace
}  // namespace lab::mocks
