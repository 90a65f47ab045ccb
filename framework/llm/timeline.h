// When things happened to one request: stamps only. Every metric is computed from them afterwards
// (framework/measure).
//
//   Duration ttft = timeline.first_token - timeline.start;
//   for (const TokenArrival& token : timeline.tokens) ...
//
// All stamps are on the loop's clock; `kUnset` where the event did not happen.
#pragma once

#include <cstdint>
#include <vector>

#include "framework/base/stamp_source.h"
#include "framework/base/time.h"

namespace lab {

/// What a content event carried.
enum class TokenKind : std::uint8_t {
  kText,       ///< what a user sees
  kReasoning,  ///< shown or hidden thinking
  kToolCall,   ///< a tool's name or arguments
};

/// One event with content.
struct TokenArrival {
  Time stamp = kUnset;     ///< arrival of the read that brought it
  Time previous = kUnset;  ///< arrival of the read before that: the event came in (previous, stamp]
  Duration client_delay = Duration::zero();  ///< user-space time minus stamp
  std::uint32_t bytes = 0;                   ///< of text, reasoning or arguments
  /// 0 for the first content event of its read; above 0 the gap before it is coalesced, not
  /// measured.
  std::uint16_t place_in_read = 0;
  TokenKind kind = TokenKind::kText;
  StampSource source = StampSource::kUser;  ///< of `stamp`
};

/// Who stamped the reads that brought a response.
struct StampCounts {
  std::uint32_t kernel = 0;
  std::uint32_t kernel_bound = 0;
  std::uint32_t user = 0;  ///< and simulated ones

  void Add(StampSource source) {
    if (source == StampSource::kKernel) {
      ++kernel;
    } else if (source == StampSource::kKernelBound) {
      ++kernel_bound;
    } else {
      ++user;
    }
  }
};

struct Timeline {
  Time intended = kUnset;  ///< when the schedule, or the user of a trial, wanted it sent
  Time start = kUnset;     ///< the client began: before DNS, before the pool
  Time dns = kUnset;  ///< equal to the stamp before it on a reused connection, as are tcp and tls
  Time tcp = kUnset;
  Time tls = kUnset;
  Time sent = kUnset;         ///< last byte of the request left the kernel, or was handed to it
  Time first_byte = kUnset;   ///< first byte of the response head
  Time first_event = kUnset;  ///< first SSE event of any kind
  Time first_token = kUnset;  ///< first event with non-empty text, reasoning or tool argument
  Time first_visible =
      kUnset;  ///< first event with non-empty text that a user would see; a buffered answer's end
  Time last_token = kUnset;
  /// Complete: its protocol's terminator arrived ([DONE], message_stop; without one the last
  /// event), or a buffered answer's last byte. Or failed, or stopped.
  Time end = kUnset;
  /// The HTTP body ended. Unset where nobody waited for it: a peer that stays open after its
  /// terminator moves neither this nor `end`.
  Time closed = kUnset;
  bool sent_by_kernel = false;  ///< `sent` is the kernel's stamp of its leaving
  StampCounts reads;
  bool reused_connection = false;
  bool streamed = false;
  std::vector<TokenArrival> tokens;
};

}  // namespace lab
