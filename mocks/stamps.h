// The mock's own times inside its answers, by which a client's error is measured against the truth.
//
//   {"type":"content_block_delta", ..., "lab":{"received_ns":1200,"sent_ns":5400}}
//
// `received_ns` is when the last byte of the request was read (the kernel's stamp where there is
// one), `sent_ns` is when the event was handed to the kernel, both on the loop's monotonic clock,
// which client and mock share on one machine. SDKs ignore members that they do not know.
#pragma once

#include <string>

#include "framework/base/time.h"

namespace lab::mocks {

/// Appends `,"lab":{...}` inside an open object. A time that was never taken is left out.
void AppendStamps(std::string& out, Time received, Time sent);

}  // namespace lab::mocks
