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

struct EventRecord {
  std::string_view request;  ///< its key
  int write = 0;             ///< which write of the answer's body, from 0
  Time intended = kUnset;    ///< unset where the schedule has no opinion: head events, errors
  Time sent = kUnset;        ///< when it was handed to the kernel (or the simulated link)
  std::int64_t offset = 0;   ///< body bytes before it
  std::size_t bytes = 0;     ///< body bytes in it
};

/// One line of JSON with its line end; times in nanoseconds on the loop's clock.
std::string FormatEventRecord(const EventRecord& record);

}  // namespace lab::mocks
