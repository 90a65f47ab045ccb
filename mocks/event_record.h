// One write of the mock, as its log has it: when it was meant to be and when it was.
//
//   options.on_write = [&](const EventRecord& record) { file << FormatEventRecord(record); };
//
// `intended` is an absolute deadline of the schedule, so lateness does not add up; actual minus
// intended is the mock's own pacing error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "framework/base/time.h"

namespace lab::mocks {

/// All `bytes` of an answer together are its body, all `wire_bytes` are what the client receives.
struct EventRecord {
  std::string_view request;    ///< its key; empty: of nothing that was read as a request
  int write = 0;               ///< which write of the answer, from 0
  Time intended = kUnset;      ///< unset where the schedule has no opinion: heads, errors
  Time sent = kUnset;          ///< when it was handed to the kernel (or the simulated link)
  std::int64_t offset = 0;     ///< body bytes before it
  std::size_t bytes = 0;       ///< body bytes in it; 0: a head or the end of a chunked body alone
  std::size_t wire_bytes = 0;  ///< with head and chunk framing, without TLS
};

/// One line of JSON with its line end; times in nanoseconds on the loop's clock.
std::string FormatEventRecord(const EventRecord& record);

}  // namespace lab::mocks
