// What a cached prompt prefix buys a support desk: one long policy document, many short questions
// about it.

#include "framework/lab.h"

namespace {

class SupportDesk : public lab::Fixture {
 public:
  SupportDesk() { Expect("output_tokens=120"); }

  // The first customer of the day has filled the cache.
  lab::Task<void> SetUp() override {
    lab::Request first{.system = Policy(), .user = "Hello", .max_tokens = lab::Tokens{16}};
    co_await client().Send(std::move(first).CacheSystem());
  }

 protected:
  lab::Request AskAbout(lab::Text document, const lab::Trial& trial) {
    return {.system = std::move(document),
            .user = lab::Corpus::Question(trial.index()),
            .max_tokens = lab::Tokens{240}};
  }
  lab::Text Policy() { return corpus().Document("policy", lab::Tokens{20'000}); }
  // A policy that no earlier trial has put into the cache.
  lab::Text FreshPolicy(const lab::Trial& trial) {
    return corpus().Document("policy", lab::Tokens{20'000}, trial.index() + 1);
  }
  // Reads the prompt into the cache without an answer.
  static lab::Request WithoutAnswer(lab::Request request) {
    request.max_tokens = lab::Tokens{0};
    request.stream = false;
    return request;
  }
};

LAB_BASELINE_F(caching, SupportDesk, Uncached) {
  trial.Show(co_await client().Send(AskAbout(Policy(), trial)));
}

LAB_BENCHMARK_F(caching, SupportDesk, ColdWrite) {
  trial.Show(co_await client().Send(AskAbout(FreshPolicy(trial), trial).CacheSystem()));
}

LAB_BENCHMARK_F(caching, SupportDesk, WarmRead) {
  trial.Show(co_await client().Send(AskAbout(Policy(), trial).CacheSystem()));
}

// A clock at the head of the prompt: every prefix is new, every request pays for a write that
// nobody reads.
LAB_BENCHMARK_F(caching, SupportDesk, SpoiltByTimestamp) {
  const std::string dated = "Today is day " + std::to_string(trial.index()) + ".\n" + Policy();
  trial.Show(co_await client().Send(AskAbout(dated, trial).CacheSystem()));
}

// The page was opened, the prompt is read ahead; the customer types for five seconds.
LAB_BENCHMARK_F(caching, SupportDesk, PreWarmed) {
  lab::Request ahead = WithoutAnswer(AskAbout(FreshPolicy(trial), trial).CacheSystem());
  co_await client().Send(std::move(ahead));
  co_await Pause(std::chrono::seconds(5));
  trial.Ask();
  trial.Show(co_await client().Send(AskAbout(FreshPolicy(trial), trial).CacheSystem()));
}

}  // namespace
