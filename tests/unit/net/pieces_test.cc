#include "framework/net/pieces.h"

#include <gtest/gtest.h>

#include <string>

namespace lab::net {
namespace {

std::string Join(const Pieces& pieces) {
  std::string whole;
  for (const std::string_view piece : pieces) whole += std::string(piece) + "|";
  return whole;
}

Pieces Three() {
  Pieces pieces("head", "tail");
  pieces.Add("body");
  return pieces;
}

TEST(Pieces, LeaveEmptyOnesOut) {
  EXPECT_TRUE(Pieces("").empty());
  EXPECT_EQ(Join(Pieces("", "a")), "a|");
  Pieces both = Three();
  both.AddAll(Pieces("", "more"));
  EXPECT_EQ(Join(both), "head|tail|body|more|");
  EXPECT_EQ(both.bytes(), 16U);
}

TEST(Pieces, GoOnWhereAWriteStopped) {
  for (std::size_t written = 0; written <= 12; ++written) {
    Pieces rest = Three();
    rest.Skip(written);
    EXPECT_EQ(rest.bytes(), 12 - written);
    std::string whole;
    for (const std::string_view piece : rest) whole += piece;
    EXPECT_EQ(whole, std::string("headtailbody").substr(written));
    EXPECT_EQ(rest.empty(), written == 12);
  }
}

TEST(Pieces, AreCutWithoutLosingWhereTheyLie) {
  const Pieces three = Three();
  EXPECT_EQ(Join(three.First(0)), "");
  EXPECT_EQ(Join(three.First(6)), "head|ta|");
  EXPECT_EQ(Join(three.First(100)), Join(three));
  EXPECT_EQ(three.First(6).front().data(), three.front().data());
}

}  // namespace
}  // namespace lab::net
