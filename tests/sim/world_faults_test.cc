// Every fault of the mock's grammar, met by the real client over simulated links in both wire
// formats: the request ends as the table says, and the client is as good as new afterwards.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/rng.h"
#include "mocks/fault_plan.h"
#include "tests/sim/world_by_hand.h"

namespace lab {
namespace {

/// How a request ends: in an error of one kind, or with a text.
struct Outcome {
  enum class Text { kNone, kSame, kLonger, kShuffled };
  Text text = Text::kNone;  // against the answer without the fault
  ErrorKind error = ErrorKind::kIo;
};

constexpr Outcome kSame{Outcome::Text::kSame};
constexpr Outcome kLonger{Outcome::Text::kLonger};
constexpr Outcome kShuffled{Outcome::Text::kShuffled};
constexpr Outcome Fails(ErrorKind kind) { return {Outcome::Text::kNone, kind}; }

struct Row {
  std::string_view plan;
  Outcome anthropic;
  Outcome openai;
  Outcome buffered;  // of both
};

constexpr Row Always(std::string_view plan, Outcome outcome) {
  return {plan, outcome, outcome, outcome};
}
/// Faults of whole events do not concern an answer that is one body.
constexpr Row Streamed(std::string_view plan, Outcome outcome) {
  return {plan, outcome, outcome, kSame};
}

using enum ErrorKind;

constexpr Row kTable[] = {
    Always("refuse", Fails(kConnect)),
    Always("slow_accept=700", kSame),
    Always("tls_failure", Fails(kConnect)),  // a simulated link has no TLS to break
    Always("status=400", Fails(kInvalidRequest)),
    Always("status=401", Fails(kAuth)),
    Always("status=403", Fails(kAuth)),
    Always("status=404", Fails(kNotFound)),
    Always("status=408", Fails(kTimeout)),
    Always("status=413", Fails(kInvalidRequest)),
    Always("status=422", Fails(kInvalidRequest)),
    Always("status=429:7", Fails(kRateLimited)),
    Always("status=500", Fails(kServer)),
    Always("status=503", Fails(kOverloaded)),
    Always("status=504", Fails(kTimeout)),
    Always("status=529", Fails(kOverloaded)),
    Always("html", Fails(kServer)),
    Always("html=503", Fails(kOverloaded)),
    Always("timeout", Fails(kTimeout)),  // the client's own deadline
    Always("timeout=1500", Fails(kConnect)),
    Always("stall=0:500", kSame),
    Always("stall=3:2000", kSame),
    Always("disconnect=0", Fails(kConnect)),
    Always("disconnect=3", Fails(kTruncated)),
    Always("reset=0", Fails(kConnect)),
    Always("reset=3", Fails(kClosed)),
    Always("truncated_chunk=0", Fails(kTruncated)),
    Always("truncated_chunk=3", Fails(kTruncated)),
    // OpenAI's finish_reason says as much as [DONE], and some servers send no [DONE].
    {"missing_terminator", Fails(kTruncated), kSame, kSame},
    Streamed("error_event=0", Fails(kProvider)),
    Streamed("error_event=3", Fails(kProvider)),
    Streamed("duplicate_event=3", kLonger),
    Streamed("reorder_event=3", kShuffled),
    Streamed("unknown_event=0", kSame),
    Streamed("unknown_event=3", kSame),
    Always("malformed_json=3", Fails(kDecode)),
    {"invalid_utf8=3", kLonger, kSame, kSame},  // by U+FFFD where it hits the text
    Always("split=bytes", kSame),
    Always("split=utf8", kSame),
    Always("split=crlf", kSame),
    Always("merge_events=4", kSame),
    Always("merge_events=100000", kSame),
    Always("lone_cr", kSame),
    Always("bom", kSame),
    Always("comments", kSame),
    Always("comments=2", kSame),
    Always("large_event=3:70000", kSame),
    Always("gzip", kSame),
    // A stream that has its terminator is whole, whatever was announced.
    {"wrong_content_length", kSame, kSame, Fails(kTruncated)},
    {"wrong_content_length=-1", kSame, kSame, Fails(kDecode)},
    {"wrong_content_length=-40", Fails(kTruncated), kSame, Fails(kDecode)},
    {"wrong_content_length=-1000", Fails(kTruncated), Fails(kTruncated), Fails(kDecode)},
    Always("split=bytes; lone_cr; bom; comments", kSame),
    {"split=crlf; merge_events=3; unknown_event=2", kSame, kSame, kSame},
};

constexpr const char* kModels[] = {"claude-sonnet-5-5", "gpt-5-mini"};

std::vector<mocks::FaultRule> RulesOf(std::string_view plan) {
  Result<std::vector<mocks::FaultRule>> rules = mocks::ParseFaultRules(plan);
  EXPECT_TRUE(rules.ok()) << plan;
  return rules ? *rules : std::vector<mocks::FaultRule>();
}

/// Of the first connection and the first request only.
std::vector<mocks::FaultRule> OnlyTheFirst(std::string_view plan) {
  std::vector<mocks::FaultRule> rules = RulesOf(plan);
  for (mocks::FaultRule& rule : rules) rule.indexes = {{0, 0}};
  return rules;
}

Reply Ask(WorldByHand& world, Client& client, bool stream, std::string key = "a") {
  Outgoing asked = QuestionOf(std::move(key));
  asked.request.stream = stream;
  std::optional<Reply> reply = world.loop.Run(client.Send(std::move(asked)));
  EXPECT_TRUE(reply.has_value()) << "every task waits and no timer is set";
  return reply ? std::move(*reply) : Reply{};
}

Reply AskWithout(const char* model, bool stream) {
  WorldByHand world({.seed = 7});
  const auto client = world.NewClient(model);
  return Ask(world, *client, stream);
}

std::string Sorted(std::string text) {
  std::sort(text.begin(), text.end());
  return text;
}

void ExpectOutcome(const Reply& reply, Outcome expected, const std::string& clean) {
  if (expected.text == Outcome::Text::kNone) {
    ASSERT_FALSE(reply.ok()) << "it answered: " << reply.text;
    EXPECT_EQ(reply.error->kind, expected.error)
        << ErrorKindName(reply.error->kind) << ": " << reply.error->message;
    EXPECT_FALSE(reply.error->message.empty());
    EXPECT_TRUE(IsSet(reply.timeline.end));
    return;
  }
  ASSERT_TRUE(reply.ok()) << ErrorKindName(reply.error->kind) << ": " << reply.error->message;
  if (expected.text == Outcome::Text::kSame) {
    EXPECT_EQ(reply.text, clean);
    return;
  }
  EXPECT_NE(reply.text, clean);
  if (expected.text == Outcome::Text::kLonger) {
    EXPECT_GT(reply.text.size(), clean.size());
  } else {
    EXPECT_EQ(Sorted(reply.text), Sorted(clean));
  }
}

class EveryFault : public testing::TestWithParam<Row> {
 protected:
  static Outcome Expected(const char* model, bool stream) {
    if (!stream) return GetParam().buffered;
    return std::string_view(model) == kModels[0] ? GetParam().anthropic : GetParam().openai;
  }
};

TEST_P(EveryFault, EndsAsTheTableSaysAndLeavesTheClientUsable) {
  for (const char* model : kModels) {
    for (const bool stream : {true, false}) {
      SCOPED_TRACE(std::string(model) + (stream ? " streamed" : " buffered"));
      const std::string clean = AskWithout(model, stream).text;
      ASSERT_GT(clean.size(), 20u);
      WorldByHand world({.seed = 7, .faults = OnlyTheFirst(GetParam().plan)});
      const auto client = world.NewClient(model);
      ExpectOutcome(Ask(world, *client, stream), Expected(model, stream), clean);
      const Reply next = Ask(world, *client, stream);
      ASSERT_TRUE(next.ok()) << next.error->message;
      EXPECT_EQ(next.text, clean);
    }
  }
}

TEST_P(EveryFault, IsTheSameWhenItIsAskedForByHeader) {
  const std::string plan(GetParam().plan);
  if (RulesOf(plan).front().fault.at_accept()) GTEST_SKIP() << "a connection's, before any header";
  for (const char* model : kModels) {
    SCOPED_TRACE(model);
    WorldByHand by_plan({.seed = 7, .faults = RulesOf(plan)});
    WorldByHand by_header({.seed = 7});
    const Reply one = Ask(by_plan, *by_plan.NewClient(model), true);
    const Reply other = Ask(by_header, *by_header.NewClient(model, plan), true);
    EXPECT_EQ(one.text, other.text);
    EXPECT_EQ(one.error, other.error);
    EXPECT_EQ(one.events, other.events);
  }
}

std::string NameOf(const testing::TestParamInfo<Row>& info) {
  std::string name;
  for (const char c : info.param.plan) {
    if (c == '-') name += "minus_";
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
    if (std::string_view("_=: ").find(c) != std::string_view::npos) name += '_';
  }
  return name;
}

void PrintTo(const Row& row, std::ostream* out) { *out << row.plan; }

INSTANTIATE_TEST_SUITE_P(Table, EveryFault, testing::ValuesIn(kTable), NameOf);

TEST(WorldFaults, TheTableHasEveryFaultOfTheGrammar) {
  std::set<std::string_view> missing;
  constexpr auto kLast = static_cast<int>(mocks::FaultKind::kWrongContentLength);
  for (int i = 0; i <= kLast; ++i) missing.insert(FaultName(static_cast<mocks::FaultKind>(i)));
  EXPECT_EQ(missing.size(), static_cast<std::size_t>(kLast) + 1);
  for (const Row& row : kTable) {
    for (const mocks::FaultRule& rule : RulesOf(row.plan))
      missing.erase(FaultName(rule.fault.kind));
  }
  EXPECT_TRUE(missing.empty()) << *missing.begin();
}

TEST(WorldFaults, AStreamWithoutItsTerminatorIsNotCalledTerminated) {
  for (const char* model : kModels) {
    WorldByHand world({.seed = 7});
    const auto client = world.NewClient(model, "missing_terminator");
    EXPECT_FALSE(Ask(world, *client, true).terminated) << model;
    EXPECT_TRUE(AskWithout(model, true).terminated) << model;
  }
}

TEST(WorldFaults, AStallDelaysTheAnswerByItsLength) {
  for (const char* model : kModels) {
    WorldByHand world({.seed = 7});
    const auto client = world.NewClient(model, "stall=0:2000");
    const Duration late = Ask(world, *client, true).timeline.first_event -
                          AskWithout(model, true).timeline.first_event;
    EXPECT_NEAR(ToMs(late), 2000, 1) << model;  // less what the head before it took on the link
  }
}

TEST(WorldFaults, ARefusalSaysWhenToComeBack) {
  for (const char* model : kModels) {
    WorldByHand world({.seed = 7});
    const auto client = world.NewClient(model, "status=429:7");
    EXPECT_EQ(Ask(world, *client, true).rate_limits.retry_after, std::chrono::seconds(7)) << model;
  }
}

TEST(WorldFaults, NoPlaceOfAFaultMakesTheClientHangOrTheErrorNameless) {
  constexpr const char* kPlaced[] = {"disconnect",    "reset",           "truncated_chunk",
                                     "error_event",   "duplicate_event", "reorder_event",
                                     "unknown_event", "malformed_json",  "invalid_utf8"};
  for (const char* model : kModels) {
    const std::int64_t events = AskWithout(model, true).events;
    ASSERT_GT(events, 5);
    for (const char* fault : kPlaced) {
      WorldByHand world({.seed = 7});
      for (std::int64_t place = 0; place <= events; ++place) {
        const std::string plan = std::string(fault) + "=" + std::to_string(place);
        SCOPED_TRACE(std::string(model) + " " + plan);
        const Reply reply = Ask(world, *world.NewClient(model, plan), true);
        if (reply.ok()) continue;
        EXPECT_GE(reply.error->kind, kConnect);
        EXPECT_FALSE(reply.error->message.empty());
      }
      EXPECT_TRUE(Ask(world, *world.NewClient(model), true).ok()) << model << " after " << fault;
    }
  }
}

// ---- random combinations

std::string RandomFault(Rng& rng) {
  const std::string k = std::to_string(rng.Below(12));
  const std::string ms = std::to_string(rng.Below(5000));
  const std::string choices[] = {
      "refuse",
      "slow_accept=" + ms,
      "tls_failure",
      "status=" + std::to_string(400 + rng.Below(200)),
      "html",
      "timeout=" + ms,
      "timeout",
      "stall=" + k + ":" + ms,
      "disconnect=" + k,
      "reset=" + k,
      "truncated_chunk=" + k,
      "missing_terminator",
      "error_event=" + k,
      "duplicate_event=" + k,
      "reorder_event=" + k,
      "unknown_event=" + k,
      "malformed_json=" + k,
      "invalid_utf8=" + k,
      "split=bytes",
      "split=utf8",
      "split=crlf",
      "merge_events=" + std::to_string(1 + rng.Below(9)),
      "lone_cr",
      "bom",
      "comments=" + std::to_string(1 + rng.Below(4)),
      "large_event=" + k + ":" + std::to_string(rng.Below(100'000)),
      "gzip",
      "wrong_content_length=" + std::to_string(static_cast<int>(rng.Below(200)) - 100)};
  return choices[rng.Below(std::size(choices))];
}

std::string RandomPlan(Rng& rng) {
  std::string plan;
  for (std::uint64_t left = 1 + rng.Below(5); left > 0; --left) {
    if (!plan.empty()) plan += "; ";
    plan += RandomFault(rng) + (rng.Chance(0.5) ? " p=0.5" : "");
  }
  return plan;
}

std::vector<Reply> RunOnce(std::uint64_t seed, const std::string& plan) {
  WorldByHand world({.seed = seed, .faults = RulesOf(plan)});
  const auto client = world.NewClient(kModels[seed % 2]);
  std::vector<Reply> replies;
  for (int i = 0; i < 4; ++i) {
    replies.push_back(Ask(world, *client, i != 3, std::to_string(i)));
  }
  return replies;
}

TEST(WorldFaults, RandomPlansEndInAnAnswerOrAnErrorAndTheSameOneTwice) {
  int answered = 0;
  int failed = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng = Rng::For(seed, "plan");
    const std::string plan = RandomPlan(rng);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + plan);
    const std::vector<Reply> replies = RunOnce(seed, plan);
    const std::vector<Reply> again = RunOnce(seed, plan);
    for (std::size_t i = 0; i < replies.size(); ++i) {
      (replies[i].ok() ? answered : failed) += 1;
      if (!replies[i].ok()) {
        EXPECT_GE(replies[i].error->kind, kConnect);
      }
      EXPECT_EQ(replies[i].text, again[i].text);
      EXPECT_EQ(replies[i].error, again[i].error);
      EXPECT_EQ(replies[i].events, again[i].events);
      EXPECT_EQ(replies[i].usage, again[i].usage);
      EXPECT_EQ(replies[i].timeline.end, again[i].timeline.end);
    }
  }
  EXPECT_GT(answered, 100);
  EXPECT_GT(failed, 100);
}

}  // namespace
}  // namespace lab
