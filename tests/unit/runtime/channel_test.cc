#include "framework/runtime/channel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/runtime/sleepers.h"
#include "tests/unit/runtime/trace.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

using Numbers = Channel<int>;

Task<void> SendRange(Numbers* channel, int first, int count) {
  for (int i = first; i < first + count; ++i) {
    const bool taken = co_await channel->Send(i);
    if (!taken) co_return;
  }
}

Task<void> ReceiveAll(Numbers* channel, std::vector<int>* out) {
  while (true) {
    const std::optional<int> next = co_await channel->Receive();
    if (!next) co_return;
    out->push_back(*next);
  }
}

Task<void> ReceiveOne(Numbers* channel, Trace* trace, std::string name) {
  const std::optional<int> next = co_await channel->Receive();
  trace->Add(name + (next ? " got " + std::to_string(*next) : " got nothing"));
}

Task<void> SendOne(Numbers* channel, Trace* trace, int value) {
  const bool taken = co_await channel->Send(value);
  trace->Add(std::to_string(value) + (taken ? " taken" : " refused"));
}

TEST(Channel, DeliversInOrderThroughASmallBuffer) {
  VirtualLoop loop;
  Numbers channel(loop, 2);
  std::vector<int> received;
  TaskScope scope(loop);
  scope.Spawn(ReceiveAll(&channel, &received));
  EXPECT_TRUE(loop.Run(SendRange(&channel, 0, 100)));
  channel.Close();
  EXPECT_TRUE(loop.Run(scope.Join()));
  std::vector<int> expected(100);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(received, expected);
}

TEST(Channel, DeliversEverythingOnceBetweenManySendersAndReceivers) {
  VirtualLoop loop;
  Numbers channel(loop, 3);
  std::vector<int> received;
  TaskScope receivers(loop);
  TaskScope senders(loop);
  for (int i = 0; i < 4; ++i) receivers.Spawn(ReceiveAll(&channel, &received));
  for (int i = 0; i < 5; ++i) senders.Spawn(SendRange(&channel, 20 * i, 20));
  EXPECT_TRUE(loop.Run(senders.Join()));
  channel.Close();
  EXPECT_TRUE(loop.Run(receivers.Join()));
  std::sort(received.begin(), received.end());
  std::vector<int> expected(100);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(received, expected);
}

TEST(Channel, HoldsSendersBackWhileItIsFull) {
  Trace trace;
  VirtualLoop loop;
  Numbers channel(loop, 1);
  TaskScope scope(loop);
  for (int value : {1, 2, 3}) scope.Spawn(SendOne(&channel, &trace, value));
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), ElementsAre("1 taken"));
  EXPECT_FALSE(channel.TrySend(9));
  EXPECT_EQ(channel.TryReceive(), 1);
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), ElementsAre("1 taken", "2 taken"));
  EXPECT_EQ(channel.size(), 1U);
}

TEST(Channel, GivesReceiversWhatIsQueuedAfterTheClose) {
  Trace trace;
  VirtualLoop loop;
  Numbers channel(loop, 4);
  EXPECT_TRUE(channel.TrySend(7));
  channel.Close();
  EXPECT_TRUE(channel.closed());
  EXPECT_FALSE(channel.TrySend(8));
  loop.Run(ReceiveOne(&channel, &trace, "first"));
  loop.Run(ReceiveOne(&channel, &trace, "second"));
  EXPECT_THAT(trace.entries(), ElementsAre("first got 7", "second got nothing"));
}

TEST(Channel, ReleasesAllWhoWaitWhenItCloses) {
  Trace trace;
  VirtualLoop loop;
  Numbers empty(loop, 1);
  Numbers full(loop, 1);
  EXPECT_TRUE(full.TrySend(0));
  TaskScope scope(loop);
  scope.Spawn(ReceiveOne(&empty, &trace, "a"));
  scope.Spawn(ReceiveOne(&empty, &trace, "b"));
  scope.Spawn(SendOne(&full, &trace, 1));
  scope.Spawn(SendOne(&full, &trace, 2));
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), IsEmpty());
  empty.Close();
  full.Close();
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(),
              ElementsAre("a got nothing", "b got nothing", "1 refused", "2 refused"));
}

TEST(Channel, LosesNoItemWhenTheWokenReceiverIsCancelledBeforeItRan) {
  Trace trace;
  VirtualLoop loop;
  Numbers channel(loop, 4);
  TaskScope victims(loop);
  TaskScope scope(loop);
  victims.Spawn(ReceiveOne(&channel, &trace, "victim"));
  scope.Spawn(ReceiveOne(&channel, &trace, "heir"));
  loop.Run(Pass(loop));
  EXPECT_TRUE(channel.TrySend(5));
  victims.Cancel();
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(), ElementsAre("heir got 5"));
}

TEST(Channel, LosesNoSpaceWhenTheWokenSenderIsCancelledBeforeItRan) {
  Trace trace;
  VirtualLoop loop;
  Numbers channel(loop, 1);
  EXPECT_TRUE(channel.TrySend(0));
  TaskScope victims(loop);
  TaskScope scope(loop);
  victims.Spawn(SendOne(&channel, &trace, 1));
  scope.Spawn(SendOne(&channel, &trace, 2));
  loop.Run(Pass(loop));
  EXPECT_EQ(channel.TryReceive(), 0);
  victims.Cancel();
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(), ElementsAre("2 taken"));
  EXPECT_EQ(channel.TryReceive(), 2);
}

Task<bool> SendBox(Channel<std::unique_ptr<int>>* channel, std::unique_ptr<int> box) {
  co_return co_await channel->Send(std::move(box));
}
Task<int> ReceiveBox(Channel<std::unique_ptr<int>>* channel) {
  const std::optional<std::unique_ptr<int>> box = co_await channel->Receive();
  co_return **box;
}

TEST(Channel, CarriesWhatCannotBeCopied) {
  VirtualLoop loop;
  Channel<std::unique_ptr<int>> channel(loop, 1);
  EXPECT_EQ(loop.Run(SendBox(&channel, std::make_unique<int>(3))), true);
  EXPECT_EQ(loop.Run(ReceiveBox(&channel)), 3);
}

}  // namespace
}  // namespace lab
