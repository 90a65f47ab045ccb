#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mocks/fault_plan.h"

namespace lab::mocks {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

FaultRule One(std::string_view text) {
  const Result<std::vector<FaultRule>> rules = ParseFaultRules(text);
  EXPECT_TRUE(rules.ok()) << (rules.ok() ? "" : rules.error().message);
  EXPECT_EQ(rules.ok() ? rules->size() : 0, 1u) << text;
  return rules.ok() && !rules->empty() ? rules->front() : FaultRule{};
}

std::string FaultFailure(std::string_view text) {
  const Result<std::vector<FaultRule>> rules = ParseFaultRules(text);
  EXPECT_FALSE(rules.ok()) << text;
  return rules.ok() ? "" : rules.error().message;
}

struct Spelled {
  std::string_view text;
  Fault fault;
};

// Every fault of mock.h's list, spelt with its arguments and where allowed without.
const Spelled kSpelled[] = {
    {"refuse", {.kind = FaultKind::kRefuse}},
    {"slow_accept=250", {.kind = FaultKind::kSlowAccept, .delay = milliseconds(250)}},
    {"tls_failure", {.kind = FaultKind::kTlsFailure}},
    {"status=529", {.kind = FaultKind::kStatus, .status = 529}},
    {"status=429:0", {.kind = FaultKind::kStatus, .status = 429, .retry_after = seconds(0)}},
    {"status=429:2", {.kind = FaultKind::kStatus, .status = 429, .retry_after = seconds(2)}},
    {"html", {.kind = FaultKind::kHtml, .status = 502}},
    {"html=413", {.kind = FaultKind::kHtml, .status = 413}},
    {"timeout", {.kind = FaultKind::kTimeout, .delay = kForEver}},
    {"timeout=0.0000001", {.kind = FaultKind::kTimeout, .delay = Duration(1)}},
    {"timeout=1500", {.kind = FaultKind::kTimeout, .delay = milliseconds(1500)}},
    {"stall=5:2000", {.kind = FaultKind::kStall, .event = 5, .delay = seconds(2)}},
    {"disconnect=3", {.kind = FaultKind::kDisconnect, .event = 3}},
    {"reset=0", {.kind = FaultKind::kReset, .event = 0}},
    {"truncated_chunk=2", {.kind = FaultKind::kTruncatedChunk, .event = 2}},
    {"missing_terminator", {.kind = FaultKind::kMissingTerminator}},
    {"error_event=4", {.kind = FaultKind::kErrorEvent, .event = 4}},
    {"duplicate_event=4", {.kind = FaultKind::kDuplicateEvent, .event = 4}},
    {"reorder_event=4", {.kind = FaultKind::kReorderEvent, .event = 4}},
    {"unknown_event=4", {.kind = FaultKind::kUnknownEvent, .event = 4}},
    {"malformed_json=4", {.kind = FaultKind::kMalformedJson, .event = 4}},
    {"invalid_utf8=4", {.kind = FaultKind::kInvalidUtf8, .event = 4}},
    {"split=bytes", {.kind = FaultKind::kSplit, .split = SplitMode::kBytes}},
    {"split=utf8", {.kind = FaultKind::kSplit, .split = SplitMode::kUtf8}},
    {"split=crlf", {.kind = FaultKind::kSplit, .split = SplitMode::kCrLf}},
    {"merge_events=8", {.kind = FaultKind::kMergeEvents, .event = 8}},
    {"lone_cr", {.kind = FaultKind::kLoneCr}},
    {"bom", {.kind = FaultKind::kBom}},
    {"comments", {.kind = FaultKind::kComments, .event = 1}},
    {"comments=5", {.kind = FaultKind::kComments, .event = 5}},
    {"large_event=2:1000000", {.kind = FaultKind::kLargeEvent, .event = 2, .bytes = 1'000'000}},
    {"gzip", {.kind = FaultKind::kGzip}},
    {"wrong_content_length", {.kind = FaultKind::kWrongContentLength, .bytes = 1}},
    {"wrong_content_length=-10", {.kind = FaultKind::kWrongContentLength, .bytes = -10}},
};

TEST(FaultGrammar, ReadsEveryFaultAsItIsDocumented) {
  for (const Spelled& spelled : kSpelled) {
    const FaultRule rule = One(spelled.text);
    EXPECT_EQ(rule.fault, spelled.fault) << spelled.text;
    EXPECT_EQ(rule.probability, 1) << spelled.text;
    EXPECT_TRUE(rule.indexes.empty()) << spelled.text;
  }
}

TEST(FaultGrammar, NamesEveryKindAsItIsSpelt) {
  for (const Spelled& spelled : kSpelled) {
    const std::string_view name = spelled.text.substr(0, spelled.text.find('='));
    EXPECT_EQ(FaultName(spelled.fault.kind), name);
  }
}

TEST(FaultGrammar, TakesAllConditionsTogether) {
  const FaultRule rule = One("  stall=5:2000   p=0.25 at=7,9-11 from=1.5 until=60 ");
  EXPECT_EQ(rule.probability, 0.25);
  EXPECT_THAT(rule.indexes, testing::ElementsAre(std::pair(7, 7), std::pair(9, 11)));
  EXPECT_EQ(rule.from, milliseconds(1500));
  EXPECT_EQ(rule.until, seconds(60));
}

TEST(FaultGrammar, SplitsAPlanAtSemicolonsAndSkipsEmptyRules) {
  const Result<std::vector<FaultRule>> rules = ParseFaultRules("; status=529 ;;bom; ");
  ASSERT_TRUE(rules.ok());
  ASSERT_EQ(rules->size(), 2u);
  EXPECT_EQ((*rules)[1].fault.kind, FaultKind::kBom);
  EXPECT_TRUE(ParseFaultRules("").value_or({FaultRule{}}).empty());
}

TEST(FaultGrammar, ListsTheKnownNamesWhenOneIsUnknown) {
  const std::string message = FaultFailure("explode=3");
  EXPECT_THAT(message, testing::HasSubstr("'explode'"));
  for (const Spelled& spelled : kSpelled) {
    const std::string name(FaultName(spelled.fault.kind));
    EXPECT_THAT(message, testing::HasSubstr(name));
  }
}

TEST(FaultGrammar, SaysWhatAnArgumentShouldBe) {
  EXPECT_THAT(FaultFailure("status=200"), testing::HasSubstr("a status from 400 to 599"));
  EXPECT_THAT(FaultFailure("status"), testing::HasSubstr("0 arguments when it needs 1"));
  EXPECT_THAT(FaultFailure("status="), testing::HasSubstr("status=CODE"));
  EXPECT_THAT(FaultFailure("stall=5"), testing::HasSubstr("stall=K:MS"));
  EXPECT_THAT(FaultFailure("stall=5:fast"), testing::HasSubstr("'fast' should be milliseconds"));
  EXPECT_THAT(FaultFailure("bom=1"), testing::HasSubstr("one argument too many"));
  EXPECT_THAT(FaultFailure("split=lines"), testing::HasSubstr("bytes, utf8 or crlf"));
  EXPECT_THAT(FaultFailure("disconnect=-1"), testing::HasSubstr("from 0 up"));
  EXPECT_THAT(FaultFailure("merge_events=0"), testing::HasSubstr("from 1 up"));
  EXPECT_THAT(FaultFailure("comments=0"), testing::HasSubstr("from 1 up"));
}

TEST(FaultGrammar, RefusesWhatCouldNeverAct) {
  for (const char* text : {"timeout=0", "slow_accept=0", "stall=3:0", "timeout=0.0", "stall=3:-1",
                           "timeout=nan", "timeout=inf", "timeout=1e11", "timeout=1e-400"}) {
    EXPECT_THAT(FaultFailure(text), testing::HasSubstr("should be milliseconds above 0")) << text;
  }
  EXPECT_THAT(FaultFailure("status=429:-1"), testing::HasSubstr("seconds from 0 up"));
  EXPECT_THAT(FaultFailure("status=429:1e8"), testing::HasSubstr("at most 1e7"));
  for (const char* text : {"large_event=2:0", "large_event=2:-5", "large_event=2:1e9"}) {
    EXPECT_THAT(FaultFailure(text), testing::HasSubstr("bytes from 1 up")) << text;
  }
  EXPECT_THAT(FaultFailure("wrong_content_length=0"), testing::HasSubstr("above or below 0"));
  EXPECT_THAT(FaultFailure("bom until=0"), testing::HasSubstr("ends before it begins"));
  EXPECT_THAT(FaultFailure("bom from=9 until=3"), testing::HasSubstr("ends before it begins"));
  EXPECT_THAT(FaultFailure("bom p=0.5 p=1"), testing::HasSubstr("'p' is there twice"));
}

TEST(FaultGrammar, NamesTheFaultThatWasMeant) {
  EXPECT_THAT(FaultFailure("stauts=529"), testing::HasSubstr("did you mean 'status'?"));
  EXPECT_THAT(FaultFailure("Timeout=5"), testing::HasSubstr("did you mean 'timeout'?"));
  EXPECT_THAT(FaultFailure("slowaccept=5"), testing::HasSubstr("did you mean 'slow_accept'?"));
  EXPECT_THAT(FaultFailure("zzz"), testing::Not(testing::HasSubstr("did you mean")));
}

TEST(FaultGrammar, KnowsWhatConcernsAStreamOnly) {
  EXPECT_TRUE(ConcernsEventsOnly(FaultKind::kErrorEvent));
  EXPECT_TRUE(ConcernsEventsOnly(FaultKind::kMissingTerminator));
  EXPECT_FALSE(ConcernsEventsOnly(FaultKind::kStall));
  EXPECT_FALSE(ConcernsEventsOnly(FaultKind::kStatus));
  EXPECT_FALSE(ConcernsEventsOnly(FaultKind::kRefuse));
}

TEST(FaultGrammar, SaysWhatAConditionMayBe) {
  for (const char* text : {"bom p=2", "bom p=", "bom often", "bom at=5-3", "bom at=5-",
                           "bom at=", "bom at=x", "bom from=-1", "bom until=soon", "bom p=nan"}) {
    EXPECT_THAT(FaultFailure(text), testing::HasSubstr("p=SHARE")) << text;
  }
}

}  // namespace
}  // namespace lab::mocks
