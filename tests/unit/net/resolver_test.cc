#include "framework/net/resolver.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/combine.h"
#include "framework/runtime/virtual_loop.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

class ResolverTest : public testing::Test {
 protected:
  /// A look-up that takes 100 ms and knows "known" alone.
  LookUp Slow() {
    return [this](std::string host) -> Task<Result<Addresses>> { return Answer(this, host); };
  }
  static Task<Result<Addresses>> Answer(ResolverTest* test, std::string host) {
    ++test->look_ups_;
    co_await test->loop_.Sleep(100ms);
    if (host != "known") co_return Error{ErrorKind::kDns, "host '" + host + "' does not resolve"};
    co_return Addresses(2, *LiteralAddress("10.0.0.1", 0));
  }
  static Task<void> Ask(Resolver* resolver, std::string host, std::vector<std::string>* heard) {
    Result<Addresses> found = co_await resolver->Resolve(host, 8080);
    heard->push_back(found ? FormatAddress(found->front()) : found.error().message);
  }
  /// What each of `count` hears who ask at once.
  std::vector<std::string> AskTogether(Resolver& resolver, const std::string& host, int count) {
    std::vector<std::string> heard;
    const auto all = [](Loop& loop, Resolver* from, std::string name, int asking,
                        std::vector<std::string>* into) -> Task<void> {
      TaskScope scope(loop);
      for (int i = 0; i < asking; ++i) scope.Spawn(Ask(from, name, into));
      co_await scope.Join();
    };
    loop_.Run(all(loop_, &resolver, host, count, &heard));
    return heard;
  }
  void Wait(Duration duration) {
    loop_.Run(
        [](Loop& loop, Duration d) -> Task<void> { co_await loop.Sleep(d); }(loop_, duration));
  }

  VirtualLoop loop_;
  int look_ups_ = 0;
  std::shared_ptr<NameCache> names_ = std::make_shared<NameCache>();
};

TEST_F(ResolverTest, LooksUpOnceForAllThatAskTogether) {
  Resolver resolver(loop_, names_, Slow());
  const Time before = loop_.Now();
  EXPECT_EQ(AskTogether(resolver, "known", 1000), std::vector<std::string>(1000, "10.0.0.1"));
  EXPECT_EQ(look_ups_, 1);
  EXPECT_EQ(loop_.Now() - before, 100ms);
}

TEST_F(ResolverTest, KeepsWhatWasFoundForAMoment) {
  Resolver resolver(loop_, names_, Slow());
  AskTogether(resolver, "known", 1);
  Wait(NameCache::kFoundFor - 1ms);
  AskTogether(resolver, "known", 1);
  EXPECT_EQ(look_ups_, 1);
  Wait(1ms);
  AskTogether(resolver, "known", 1);
  EXPECT_EQ(look_ups_, 2);
}

TEST_F(ResolverTest, KeepsAFailureForLess) {
  Resolver resolver(loop_, names_, Slow());
  const std::vector<std::string> heard = AskTogether(resolver, "unknown", 3);
  EXPECT_EQ(heard, std::vector<std::string>(3, "host 'unknown' does not resolve"));
  EXPECT_EQ(look_ups_, 1);
  Wait(NameCache::kFailedFor);
  AskTogether(resolver, "unknown", 1);
  EXPECT_EQ(look_ups_, 2);
}

TEST_F(ResolverTest, SharesWhatAnotherLoopsResolverFound) {
  Resolver first(loop_, names_, Slow());
  Resolver second(loop_, names_, Slow());
  AskTogether(first, "known", 1);
  EXPECT_EQ(AskTogether(second, "known", 1).size(), 1U);
  EXPECT_EQ(look_ups_, 1);
}

TEST_F(ResolverTest, GoesOnForTheOthersWhenTheFirstIsCancelled) {
  Resolver resolver(loop_, names_, Slow());
  std::vector<std::string> heard;
  const auto body = [](Loop& loop, Resolver* from, std::vector<std::string>* into) -> Task<void> {
    TaskScope first(loop);
    first.Spawn(Ask(from, "known", into));
    co_await loop.Sleep(10ms);
    TaskScope second(loop);
    second.Spawn(Ask(from, "known", into));
    co_await loop.Sleep(10ms);
    first.Cancel();
    co_await second.Join();
  };
  loop_.Run(body(loop_, &resolver, &heard));
  EXPECT_EQ(heard, std::vector<std::string>{"10.0.0.1"});
  EXPECT_EQ(look_ups_, 1);
}

TEST_F(ResolverTest, GivesEachAddressItsPortAndTakesAWrittenOneAtOnce) {
  Resolver resolver(loop_, names_, Slow());
  const auto port = [](const SocketAddress& address) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
  };
  for (const std::uint16_t wanted : {80, 8080}) {
    const auto found = *loop_.Run(resolver.Resolve("known", wanted));
    for (const SocketAddress& address : *found) EXPECT_EQ(port(address), wanted);
  }
  for (const char* host : {"127.0.0.1", "::1"}) {
    const auto found = *loop_.Run(resolver.Resolve(host, 443));
    EXPECT_EQ(FormatAddress(found->front()), host);
    EXPECT_EQ(port(found->front()), 443);
  }
  EXPECT_EQ(look_ups_, 1);
}

}  // namespace
}  // namespace lab::net
