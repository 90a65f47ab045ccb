// What goes wrong on purpose: which fault meets which request, and how it looks.
//
//   Result<std::vector<FaultRule>> rules = ParseFaultRules("status=529 p=0.02; stall=5:2000 at=7");
//   FaultPlan plan(seed, *rules);
//   for (const Fault& fault : plan.ForRequest(key, header_rules, now)) Apply(fault);
//
// Grammar of a plan (profile files, command line) and of the header x-lab-fault (one request):
//
//   plan      := rule (';' rule)*
//   rule      := name ['=' argument (':' argument)*] (' ' condition)*
//   condition := 'p=' share            with this probability, drawn from the plan's own seed
//              | 'at=' range(',' range)*   requests (or connections) by index from 0: 7 or 7-9
//              | 'from=' seconds | 'until=' seconds    since the mock began
//
// A rule without a condition always applies. Several conditions must all hold.
//
//   name (arguments, default)          what happens
//   refuse                             the connection is reset as soon as it is accepted
//   slow_accept=MS                     nothing is read from the connection for so long
//   tls_failure                        the handshake is answered with garbage; plain: as refuse
//   status=CODE[:RETRY_AFTER_S]        that status with the provider's own body
//   html[=CODE] (502)                  a page from an edge instead of JSON
//   timeout[=MS] (for ever)            no head; after MS the connection is closed
//   stall=K:MS                         MS of silence before event K
//   disconnect=K, reset=K              FIN, RST before event K; 0: before the head
//   truncated_chunk=K                  the chunk of event K is cut short, then FIN
//   missing_terminator                 a clean end of body without the stream's own last event
//   error_event=K                      event K is the provider's error event, then a clean end
//   duplicate_event=K                  event K is sent twice
//   reorder_event=K                    event K is sent behind event K+1
//   unknown_event=K                    an event of an unknown type before event K
//   malformed_json=K, invalid_utf8=K   event K is broken in that way
//   split=bytes|utf8|crlf              segments end at every byte, inside a character, or inside
//                                      CR LF (which then ends every line)
//   merge_events=N                     N events in one segment
//   lone_cr                            lines end with CR alone
//   bom                                the body begins with a byte order mark
//   comments[=N] (1)                   a comment line before every Nth event
//   large_event=K:BYTES                event K is padded to so many bytes
//   gzip                               a compressed body though identity was asked for
//   wrong_content_length[=DELTA] (1)   the head announces so many bytes more than come
//
// Events are counted from 0 and include those without content. Whoever applies a fault counts bytes
// and events; this file decides only which fault meets whom. A rule that could never act (a delay
// of 0, a window that has ended before it begins) is refused. Times are the mock's own: at speed
// 10, from=60 is 6 seconds after its start.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/time.h"
#include "mocks/model_clock.h"

namespace lab::mocks {

enum class FaultKind : std::uint8_t {
  // Met by a connection, before anything is read from it.
  kRefuse,
  kSlowAccept,
  kTlsFailure,
  // Met by a request.
  kStatus,
  kHtml,
  kTimeout,
  kStall,
  kDisconnect,
  kReset,
  kTruncatedChunk,
  kMissingTerminator,
  kErrorEvent,
  kDuplicateEvent,
  kReorderEvent,
  kUnknownEvent,
  kMalformedJson,
  kInvalidUtf8,
  kSplit,
  kMergeEvents,
  kLoneCr,
  kBom,
  kComments,
  kLargeEvent,
  kGzip,
  kWrongContentLength,
};

/// Its spelling in the grammar: "missing_terminator".
std::string_view FaultName(FaultKind kind);

/// True for what happens to whole events: an answer that is one body goes by untouched.
bool ConcernsEventsOnly(FaultKind kind);

enum class SplitMode : std::uint8_t { kBytes, kUtf8, kCrLf };

inline constexpr Duration kForEver = Duration::max();

/// One fault, ready to be applied. Fields that its kind does not use keep their defaults.
struct Fault {
  FaultKind kind = FaultKind::kStatus;
  int status = 0;                       ///< kStatus, kHtml
  int event = 0;                        ///< which event, or every how many (kComments, kMerge)
  Duration delay = Duration::zero();    ///< kStall, kSlowAccept, kTimeout; above zero, or kForEver
  std::optional<Duration> retry_after;  ///< kStatus; unset: no header
  std::int64_t bytes = 0;               ///< kLargeEvent, kWrongContentLength
  SplitMode split = SplitMode::kBytes;  ///< kSplit

  /// True for the kinds that a connection meets.
  bool at_accept() const { return kind <= FaultKind::kTlsFailure; }
  friend bool operator==(const Fault&, const Fault&) = default;
};

/// A fault and when it applies.
struct FaultRule {
  Fault fault;
  double probability = 1;
  /// Inclusive ranges of request (or connection) indexes; empty: all.
  std::vector<std::pair<std::int64_t, std::int64_t>> indexes;
  Duration from = Duration::zero();  ///< since the mock began, in model time
  Duration until = Duration::max();

  friend bool operator==(const FaultRule&, const FaultRule&) = default;
};

/// ErrorKind::kConfig names the rule, the word and what would be right; an unknown name gets the
/// nearest one and the list of all. Empty text is no rule.
Result<std::vector<FaultRule>> ParseFaultRules(std::string_view plan);

/// From model time to the loop's: no delay becomes 0, and for ever stays so.
void Shorten(std::vector<Fault>& faults, const ModelClock& clock);

/// Draws from its own seed. A key that is seen again (a retry) draws anew, whatever came between.
class FaultPlan {
 public:
  FaultPlan(std::uint64_t seed, std::vector<FaultRule> rules);

  /// What the next connection meets; counts it. `now` is model time.
  std::vector<Fault> ForConnection(Duration now);
  /// What the next request meets: of the plan's rules, then of `extra` (the request's own header).
  std::vector<Fault> ForRequest(std::uint64_t key, const std::vector<FaultRule>& extra,
                                Duration now);

 private:
  void Collect(const std::vector<FaultRule>& rules, bool at_accept, std::uint64_t key,
               std::int64_t index, Duration now, std::vector<Fault>& met) const;

  std::uint64_t seed_;
  std::vector<FaultRule> rules_;
  std::int64_t connections_ = 0;
  std::int64_t requests_ = 0;
  std::unordered_map<std::uint64_t, std::uint64_t> seen_;
};

}  // namespace lab::mocks
