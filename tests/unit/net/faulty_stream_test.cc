#include "framework/net/faulty_stream.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include "framework/runtime/virtual_loop.h"
#include "tests/unit/net/script_stream.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

class FaultyStreamTest : public testing::Test {
 protected:
  FaultyStream Make(StreamFaults faults) {
    return {loop_, std::make_unique<ScriptStream>(loop_, script_), faults};
  }
  Result<ReadResult> Read(FaultyStream& stream) { return *loop_.Run(stream.Read(buffer_)); }
  Result<Time> Write(FaultyStream& stream, std::string_view bytes) {
    return *loop_.Run(stream.Write(bytes));
  }

  VirtualLoop loop_;
  std::shared_ptr<Script> script_ = std::make_shared<Script>(Script{.input = "0123456789"});
  std::array<char, 100> buffer_{};
};

TEST_F(FaultyStreamTest, PassesEverythingThroughWithoutFaults) {
  FaultyStream stream = Make({});
  EXPECT_EQ(Read(stream)->bytes, 10U);
  EXPECT_TRUE(Write(stream, "abc").ok());
  EXPECT_EQ(script_->output, "abc");
}

TEST_F(FaultyStreamTest, FailsTheChosenReadAndAllAfterIt) {
  FaultyStream stream = Make({.fail_read = 1, .read_bytes = 2});
  EXPECT_EQ(Read(stream)->bytes, 2U);
  EXPECT_EQ(Read(stream).error().kind, ErrorKind::kClosed);
  EXPECT_FALSE(Read(stream).ok());
  EXPECT_FALSE(Write(stream, "x").ok());
}

TEST_F(FaultyStreamTest, FailsTheChosenWriteBeforeOrAfterHalfOfIt) {
  FaultyStream before = Make({.fail_write = 0});
  EXPECT_FALSE(Write(before, "abcd").ok());
  EXPECT_EQ(script_->output, "");
  FaultyStream half = Make({.cut_write = 1});
  EXPECT_TRUE(Write(half, "abcd").ok());
  EXPECT_FALSE(Write(half, "efgh").ok());
  EXPECT_EQ(script_->output, "abcdef");
}

TEST_F(FaultyStreamTest, StallsTheChosenOperation) {
  FaultyStream stream = Make({.stall_read = 0, .stall_write = 0, .stall = 3s});
  EXPECT_TRUE(Read(stream).ok());
  EXPECT_EQ(loop_.Now(), Time(3s));
  EXPECT_TRUE(Write(stream, "x").ok());
  EXPECT_EQ(loop_.Now(), Time(6s));
}

TEST_F(FaultyStreamTest, WritesInPieces) {
  FaultyStream stream = Make({.write_bytes = 3});
  EXPECT_TRUE(Write(stream, "0123456789").ok());
  EXPECT_EQ(script_->output, "0123456789");
  EXPECT_EQ(script_->writes, 4);
}

TEST(FaultyNetwork, CountsOverAllItsConnections) {
  VirtualLoop loop;
  auto script = std::make_shared<Script>();
  ScriptNetwork inner(loop, script);
  FaultyNetwork network(loop, inner, {.fail_write = 1});
  const auto first = *loop.Run(network.Connect({"a", 80}));
  const auto second = *loop.Run(network.Connect({"a", 80}));
  EXPECT_TRUE((*loop.Run(first->stream->Write("x"))).ok());
  EXPECT_FALSE((*loop.Run(second->stream->Write("x"))).ok());
  EXPECT_EQ(network.counts()->writes, 2);
}

}  // namespace
}  // namespace lab::net
