// The grammar that fault_plan.h documents: one row a fault.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <type_traits>

#include "framework/base/nearest_name.h"
#include "framework/base/text.h"
#include "mocks/fault_plan.h"

namespace lab::mocks {
namespace {

/// What an argument sets, and which values it may have.
enum class Argument : std::uint8_t {
  kCode,
  kPlace,
  kEvery,
  kDelayMs,
  kRetryAfterS,
  kBytes,
  kMoreBytes,
  kMode
};

struct Row {
  FaultKind kind;
  std::string_view name;
  std::string_view usage;
  std::size_t required;  ///< of the arguments, the first so many must be given
  std::array<Argument, 2> arguments;
  std::size_t argument_count;
  Fault defaults;
};

constexpr Fault Defaults(int status, int event, std::int64_t bytes) {
  return {.status = status, .event = event, .bytes = bytes};
}
constexpr Fault WithoutEnd() { return {.delay = kForEver}; }

constexpr Row None(FaultKind kind, std::string_view name) {
  return {kind, name, name, 0, {}, 0, {}};
}
constexpr Row One(FaultKind kind, std::string_view name, std::string_view usage, Argument argument,
                  std::size_t required = 1, Fault defaults = {}) {
  return {kind, name, usage, required, {argument}, 1, defaults};
}
constexpr Row Two(FaultKind kind, std::string_view name, std::string_view usage, Argument first,
                  Argument second, std::size_t required) {
  return {kind, name, usage, required, {first, second}, 2, {}};
}

using enum FaultKind;
using enum Argument;

// In the order of FaultKind.
constexpr std::array kRows = {
    None(kRefuse, "refuse"),
    One(kSlowAccept, "slow_accept", "slow_accept=MS", kDelayMs),
    None(kTlsFailure, "tls_failure"),
    Two(kStatus, "status", "status=CODE[:RETRY_AFTER_S]", kCode, kRetryAfterS, 1),
    One(kHtml, "html", "html[=CODE]", kCode, 0, Defaults(502, 0, 0)),
    One(kTimeout, "timeout", "timeout[=MS]", kDelayMs, 0, WithoutEnd()),
    Two(kStall, "stall", "stall=K:MS", kPlace, kDelayMs, 2),
    One(kDisconnect, "disconnect", "disconnect=K", kPlace),
    One(kReset, "reset", "reset=K", kPlace),
    One(kTruncatedChunk, "truncated_chunk", "truncated_chunk=K", kPlace),
    None(kMissingTerminator, "missing_terminator"),
    One(kErrorEvent, "error_event", "error_event=K", kPlace),
    One(kDuplicateEvent, "duplicate_event", "duplicate_event=K", kPlace),
    One(kReorderEvent, "reorder_event", "reorder_event=K", kPlace),
    One(kUnknownEvent, "unknown_event", "unknown_event=K", kPlace),
    One(kMalformedJson, "malformed_json", "malformed_json=K", kPlace),
    One(kInvalidUtf8, "invalid_utf8", "invalid_utf8=K", kPlace),
    One(kSplit, "split", "split=bytes|utf8|crlf", kMode),
    One(kMergeEvents, "merge_events", "merge_events=N", kEvery),
    None(kLoneCr, "lone_cr"),
    None(kBom, "bom"),
    One(kComments, "comments", "comments[=N]", kEvery, 0, Defaults(0, 1, 0)),
    Two(kLargeEvent, "large_event", "large_event=K:BYTES", kPlace, kBytes, 2),
    None(kGzip, "gzip"),
    One(kWrongContentLength, "wrong_content_length", "wrong_content_length[=DELTA]", kMoreBytes, 0,
        Defaults(0, 0, 1)),
};

constexpr bool RowsAreInOrder() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].kind) != i) return false;
  }
  return kRows.size() == static_cast<std::size_t>(kWrongContentLength) + 1;
}
static_assert(RowsAreInOrder(), "FaultName and ParseFaultRules look rows up by their kind");

constexpr std::string_view kConditions =
    "p=SHARE, at=INDEX or at=FIRST-LAST[,...], from=SECONDS, until=SECONDS";

/// Takes everything before the next `separator` (or all) off `text`.
std::string_view Take(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

Error Wrong(std::string_view rule, std::string message) {
  return Error{ErrorKind::kConfig, fmt::format("fault '{}': {}", Quoted(rule), message)};
}

/// Within the bounds, or nothing.
template <class Number>
std::optional<Number> ParseWithin(std::string_view text, Number low, Number high) {
  std::optional<Number> value;
  if constexpr (std::is_integral_v<Number>) {
    value = ParseInteger<Number>(text);
  } else {
    value = ParseNumber(text);
  }
  return value && *value >= low && *value <= high ? value : std::nullopt;
}

constexpr double kMaxMs = 1e10;
constexpr std::int64_t kMaxBytes = std::int64_t{1} << 26;
constexpr int kMaxCount = 1'000'000'000;

bool SetSplit(std::string_view text, Fault& fault) {
  if (text == "bytes") fault.split = SplitMode::kBytes;
  if (text == "utf8") fault.split = SplitMode::kUtf8;
  if (text == "crlf") fault.split = SplitMode::kCrLf;
  return text == "bytes" || text == "utf8" || text == "crlf";
}

template <class Number, class Field>
bool SetNumber(std::string_view text, Number low, Number high, Field& field) {
  const std::optional<Number> value = ParseWithin<Number>(text, low, high);
  if (value) field = static_cast<Field>(*value);
  return value.has_value();
}

/// Nothing is shorter than a nanosecond but 0 itself.
template <class Field>
bool SetDuration(std::string_view text, double unit_ms, Field& field) {
  const std::optional<double> value = ParseWithin<double>(text, 0, kMaxMs / unit_ms);
  if (!value) return false;
  field = *value > 0 ? std::max(Duration(1), FromMs(*value * unit_ms)) : Duration::zero();
  return true;
}

bool SetDelay(std::string_view text, Duration& field) {
  return SetDuration(text, 1, field) && field > Duration::zero();
}

bool Set(Argument argument, std::string_view text, Fault& fault) {
  switch (argument) {
    case kCode:
      return SetNumber<int>(text, 400, 599, fault.status);
    case kPlace:
      return SetNumber<int>(text, 0, kMaxCount, fault.event);
    case kEvery:
      return SetNumber<int>(text, 1, kMaxCount, fault.event);
    case kDelayMs:
      return SetDelay(text, fault.delay);
    case kRetryAfterS:
      return SetDuration(text, 1000, fault.retry_after);
    case kBytes:
      return SetNumber<std::int64_t>(text, 1, kMaxBytes, fault.bytes);
    case kMoreBytes:
      return SetNumber<std::int64_t>(text, -kMaxBytes, kMaxBytes, fault.bytes) && fault.bytes != 0;
    case kMode:
      return SetSplit(text, fault);
  }
  return false;
}

std::string_view Expected(Argument argument) {
  switch (argument) {
    case kCode:
      return "a status from 400 to 599";
    case kPlace:
      return "a whole number from 0 up, at most 1000000000";
    case kEvery:
      return "a whole number from 1 up, at most 1000000000";
    case kDelayMs:
      return "milliseconds above 0, at most 1e10";
    case kRetryAfterS:
      return "seconds from 0 up, at most 1e7";
    case kBytes:
      return "a number of bytes from 1 up, at most 67108864";
    case kMoreBytes:
      return "a number of bytes, above or below 0, of 67108864 at most";
    case kMode:
      return "bytes, utf8 or crlf";
  }
  return "";
}

// The nearest of the names, then how each is used.
std::string RightFaults(std::string_view name) {
  std::vector<std::string_view> names;
  std::vector<std::string_view> usages;
  for (const Row& row : kRows) {
    names.push_back(row.name);
    usages.push_back(row.usage);
  }
  return MeantName(name, names) + RightNames("", usages);
}

Result<Fault> ParseFault(std::string_view rule, std::string_view text) {
  const bool has_arguments = text.find('=') != std::string_view::npos;
  const std::string_view name = Take(text, '=');
  const auto row = std::find_if(kRows.begin(), kRows.end(),
                                [name](const Row& candidate) { return candidate.name == name; });
  if (row == kRows.end()) {
    return Wrong(rule, fmt::format("'{}' is no fault{}", Quoted(name), RightFaults(name)));
  }
  Fault fault = row->defaults;
  fault.kind = row->kind;
  std::size_t given = 0;
  for (; has_arguments && (given == 0 || !text.empty()); ++given) {
    const std::string_view word = Take(text, ':');
    if (given == row->argument_count) {
      return Wrong(
          rule, fmt::format("'{}' is one argument too many; write {}", Quoted(word), row->usage));
    }
    if (!Set(row->arguments[given], word, fault)) {
      return Wrong(rule, fmt::format("'{}' should be {}; write {}", Quoted(word),
                                     Expected(row->arguments[given]), row->usage));
    }
  }
  if (given < row->required) {
    return Wrong(rule, fmt::format("it has {} arguments when it needs {}; write {}", given,
                                   row->required, row->usage));
  }
  return fault;
}

bool ParseRanges(std::string_view text, FaultRule& rule) {
  do {
    std::string_view range = Take(text, ',');
    constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
    const bool one = range.find('-') == std::string_view::npos;
    const auto first = ParseWithin<std::int64_t>(Take(range, '-'), 0, kMax);
    const auto last = one ? first : ParseWithin<std::int64_t>(range, 0, kMax);
    if (!first || !last || *last < *first) return false;
    rule.indexes.emplace_back(*first, *last);
  } while (!text.empty());
  return true;
}

bool SetCondition(std::string_view word, FaultRule& rule) {
  const std::string_view name = Take(word, '=');
  if (name == "p") return SetNumber<double>(word, 0.0, 1.0, rule.probability);
  if (name == "at") return ParseRanges(word, rule);
  if (name == "from") return SetDuration(word, 1000, rule.from);
  return name == "until" && SetDuration(word, 1000, rule.until);
}

Result<FaultRule> ParseRule(std::string_view text) {
  std::string_view rest = text;
  Result<Fault> fault = ParseFault(text, Take(rest, ' '));
  if (!fault) return fault.error();
  FaultRule rule;
  rule.fault = *fault;
  std::vector<std::string_view> seen;
  while (!(rest = Trim(rest)).empty()) {
    const std::string_view word = Take(rest, ' ');
    if (!SetCondition(word, rule)) {
      return Wrong(text,
                   fmt::format("'{}' is no condition; it may be {}", Quoted(word), kConditions));
    }
    const std::string_view name = word.substr(0, word.find('='));
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      return Wrong(text, fmt::format("'{}' is there twice; remove one", name));
    }
    seen.push_back(name);
  }
  if (rule.until > rule.from) return rule;
  return Wrong(text, "it ends before it begins; 'until' should be above 'from' (0 unless given)");
}

}  // namespace

bool ConcernsEventsOnly(FaultKind kind) {
  switch (kind) {
    case kMissingTerminator:
    case kErrorEvent:
    case kDuplicateEvent:
    case kReorderEvent:
    case kUnknownEvent:
    case kLoneCr:
    case kComments:
      return true;
    default:
      return false;
  }
}

std::string_view FaultName(FaultKind kind) { return kRows[static_cast<std::size_t>(kind)].name; }

Result<std::vector<FaultRule>> ParseFaultRules(std::string_view plan) {
  std::vector<FaultRule> rules;
  while (!plan.empty()) {
    const std::string_view text = Trim(Take(plan, ';'));
    if (text.empty()) continue;
    Result<FaultRule> rule = ParseRule(text);
    if (!rule) return rule.error();
    rules.push_back(std::move(*rule));
  }
  return rules;
}

}  // namespace lab::mocks
