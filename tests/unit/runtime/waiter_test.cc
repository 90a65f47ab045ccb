#include "framework/runtime/waiter.h"

#include <gtest/gtest.h>

#include <memory>

namespace lab {
namespace {

TEST(WaitList, GivesTheOldestFromTheFrontAndTheNewestFromTheBack) {
  WaitList list;
  Waiter a, b, c;
  list.PushBack(a);
  list.PushBack(b);
  list.PushBack(c);
  EXPECT_EQ(list.PopFront(), &a);
  EXPECT_EQ(list.PopBack(), &c);
  EXPECT_EQ(list.PopFront(), &b);
  EXPECT_EQ(list.PopFront(), nullptr);
  EXPECT_EQ(list.PopBack(), nullptr);
}

TEST(WaitList, ForgetsAWaiterThatIsDestroyed) {
  WaitList list;
  Waiter a, c;
  auto b = std::make_unique<Waiter>();
  list.PushBack(a);
  list.PushBack(*b);
  list.PushBack(c);
  b.reset();
  EXPECT_EQ(list.PopFront(), &a);
  EXPECT_EQ(list.PopFront(), &c);
  EXPECT_TRUE(list.empty());
}

TEST(WaitList, TakesAWaiterOverFromAnotherList) {
  WaitList first;
  WaitList second;
  Waiter waiter;
  first.PushBack(waiter);
  second.PushBack(waiter);
  EXPECT_TRUE(first.empty());
  EXPECT_EQ(second.PopFront(), &waiter);
  EXPECT_FALSE(waiter.linked());
}

TEST(WaitList, MovesAWaiterThatIsPushedAgainToTheEnd) {
  WaitList list;
  Waiter a, b;
  list.PushBack(a);
  list.PushBack(b);
  list.PushBack(a);
  EXPECT_EQ(list.PopFront(), &b);
  EXPECT_EQ(list.PopFront(), &a);
}

TEST(Waiter, MayBeUnlinkedTwice) {
  WaitList list;
  Waiter waiter;
  list.PushBack(waiter);
  EXPECT_TRUE(waiter.linked());
  waiter.Unlink();
  waiter.Unlink();
  EXPECT_FALSE(waiter.linked());
  EXPECT_TRUE(list.empty());
}

TEST(Waiter, MayOutliveItsList) {
  Waiter waiter;
  {
    WaitList list;
    list.PushBack(waiter);
  }
  EXPECT_FALSE(waiter.linked());
}

}  // namespace
}  // namespace lab
